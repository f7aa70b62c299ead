"""cmokit fixes: what the report offers for repair, and what a checked sample of merges says."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cmokit.cli.context import Client, Json, phase, session
from cmokit.cli.output import line, print_json, table


def fixes(
    ctx: typer.Context,
    client: Client,
    phase_name: Annotated[str, typer.Argument(help="Whose report; the audit's by default.")] = "audit",
    checked: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A sample of merges with its answers filled in (y or n).")
    ] = None,
    as_json: Json = False,
) -> None:
    """List what is prepared for repair, or read a checked sample."""
    chosen = phase(phase_name)
    here = session(ctx)
    folder = here.client(client)
    if checked:
        _read(folder, checked, here.command("run", client, chosen.value), as_json)
        return
    from cmokit.runs.fixes import offered

    told = offered(folder, chosen)
    if as_json:
        print_json({"client": client, "phase": chosen.value, "analyses": told})
        return
    rows = [(file["name"], file["kind"], file["records_count"]) for about in told for file in about["files"]]
    if rows:
        table(("file", "kind", "records"), rows, right=("records",))
        line(f"They lie in {folder.reports / chosen / 'fixes'}; its README.txt says how to import and how to undo.")
    else:
        line(f"nothing is prepared for repair; {here.command('run', client, chosen.value)} makes the report anew")


def _read(folder: Any, checked: Path, run: str, as_json: bool) -> None:
    from cmokit.engagement.lock import engagement_lock
    from cmokit.runs.checked_merges import keep_checked

    with engagement_lock(folder, "reading a checked sample"):
        analysis, system, said = keep_checked(folder, checked)
    if as_json:
        print_json({"analysis": analysis, "system": system, **vars(said)})
        return
    line(
        f"{said.right_count} of {said.checked_count} checked merges are right: {said.share:.1%}, "
        f"between {said.low:.1%} and {said.high:.1%} of all ({said.confidence:.0%} confidence)"
    )
    if said.open_count:
        line(f"{said.open_count} pairs have no answer and are not counted")
    line(f"Next: {run} puts it into the report")
