"""cmokit run: a phase's notebook executed, exported and published."""

from datetime import date
from typing import Annotated

import typer

from cmokit.cli.context import Client, Json, PhaseName, day, pairs, phase, session
from cmokit.cli.due import name_the_gate
from cmokit.cli.front_door import rewrite
from cmokit.cli.output import line, main_files, print_json, progress, table


def run(
    ctx: typer.Context,
    client: Client,
    phase_name: PhaseName,
    as_of: Annotated[str | None, typer.Option(help="The last day that counts, such as 2026-01-31.")] = None,
    deliveries_of: Annotated[
        str | None, typer.Option(metavar="RUN", help="Take exactly the files that this earlier run took.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Run even where nothing has changed.")] = False,
    parameters: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="KEY=VALUE", help="A notebook parameter.")
    ] = None,
    today: Annotated[str | None, typer.Option(help="As if today were this day; no figure asks for it.")] = None,
    as_json: Json = False,
) -> None:
    """Make a phase's report and publish it to reports/."""
    chosen, stated, values = phase(phase_name), day("--as-of", as_of), pairs("-p", parameters or [])
    here, on = session(ctx), day("--today", today) or date.today()
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.run import run_phase

    desk = open_engagement(client, workspace=here.find().root)
    done = run_phase(
        desk,
        chosen,
        as_of=stated,
        deliveries_of=deliveries_of,
        force=force,
        parameters=dict(values),
        say=progress,
    )
    rewrite(here, client, on)
    if as_json:
        print_json(
            {
                "client": client,
                "phase": chosen.value,
                "run": done.run_id,
                "status": done.status,
                "folder": str(done.folder),
                "files": [str(path) for path in done.files],
                "severities": done.severities,
                "remarks": list(done.remarks),
                "seconds": round(done.seconds, 2),
            }
        )
        return
    if done.status == "unchanged":
        line(f"nothing has changed since run {done.run_id}; the report stands (--force runs anyway)")
    else:
        table(("analysis", "verdict"), done.severities.items())
        line()
        line(f"run {done.run_id} published in {done.seconds:.0f} s")
    for path in main_files(done.folder, done.files):
        line(f"  {path}")
    for remark in done.remarks:
        line(f"  {remark}")
    if done.status != "unchanged":
        name_the_gate(here, client, on)
    line(f"Next: {here.command('open', client, chosen.value)}")
