"""cmokit issue: a numbered copy of a report, frozen and entered in the register of deliverables."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, Json, PhaseName, day, phase, session
from cmokit.cli.export import named_audience
from cmokit.cli.front_door import rewrite
from cmokit.cli.output import line, print_json, progress
from cmokit.cli.overriding import By, Why, passed
from cmokit.errors import UsageError

if TYPE_CHECKING:
    from cmokit.runs.issue import Issued


def issue(
    ctx: typer.Context,
    client: Client,
    phase_name: PhaseName,
    audience_name: Annotated[str, typer.Option("--audience", help="board, team, private or public.")],
    to: Annotated[str, typer.Option(help="To whom it is issued.")],
    override: By = None,
    reason: Why = None,
    today: Annotated[str | None, typer.Option(help="As if today were this day.")] = None,
    as_json: Json = False,
) -> None:
    """Freeze a numbered copy of a report, for good."""
    chosen, reader, on = phase(phase_name), named_audience(audience_name), day("--today", today) or date.today()
    if not to.strip():
        raise UsageError("an issued copy needs its addressee", code="no_addressee", mend='--to "The board"')
    let_pass = passed(override, reason)
    here = session(ctx)
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.issue import issue as make

    desk = open_engagement(client, workspace=here.find().root)
    done = make(desk, chosen, reader, to=to.strip(), today=on, passed=let_pass, progress=progress)
    rewrite(here, client, on)
    for warning in done.warnings:
        progress(warning)
    if as_json:
        print_json(_as_json(client, done))
        return
    restated = f", {done.restated_count} figures restated" if done.restated_count else ""
    line(f"{done.entry.id}: {done.entry.version} issued to {done.entry.issued_to} on {done.entry.issued_on}{restated}")
    for told in done.entry.overrides:
        line(f"  let pass by {told.name}: {told.what} ({told.reason})")
    for path in done.files:
        line(f"  {path}")
    line(f"Next: send it by hand; then {here.command('accept', client, done.entry.id, '--by', 'NAME', '--on', 'DATE')}")


def _as_json(client: str, done: "Issued") -> dict[str, object]:
    return {
        "client": client,
        "deliverable": done.entry.model_dump(mode="json", exclude_none=True),
        "folder": str(done.folder),
        "files": [str(path) for path in done.files],
        "register": str(done.register),
        "restated": done.restated_count,
        "warnings": list(done.warnings),
    }
