"""cmokit export: a copy of the published report for another audience, without running anything."""

from typing import Annotated

import typer

from cmokit.cli.context import Client, Json, PhaseName, phase, session
from cmokit.cli.output import line, print_json, progress
from cmokit.errors import UsageError
from cmokit.vocabulary import Audience


def export(
    ctx: typer.Context,
    client: Client,
    phase_name: PhaseName,
    audience: Annotated[str, typer.Option(help="board, team, private or public.")] = Audience.TEAM.value,
    sections: Annotated[
        str | None, typer.Option(metavar="ID,ID", help="Only these sections, such as crm.duplicates,funnel.leaks.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a copy of the published report for another audience."""
    chosen, reader = phase(phase_name), named_audience(audience)
    wanted = tuple(name.strip() for name in (sections or "").split(",") if name.strip())
    here = session(ctx)
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.export import export as export_copy

    done = export_copy(
        open_engagement(client, workspace=here.find().root), chosen, reader, sections=wanted, say=progress
    )
    if as_json:
        print_json(
            {
                "client": client,
                "phase": chosen.value,
                "audience": reader.value,
                "sections": list(wanted),
                "run": done.run_id,
                "folder": str(done.folder),
                "files": [str(path) for path in done.files],
            }
        )
        return
    line(f"{reader} copy of run {done.run_id}")
    for path in done.files:
        line(f"  {path}")


def named_audience(text: str) -> Audience:
    """An audience typed by name, or UsageError."""
    names = [audience.value for audience in Audience]
    if text not in names:
        raise UsageError("this is no audience", code="unknown_audience", found=text, wanted=", ".join(names))
    return Audience(text)
