"""cmokit run: a phase's notebook executed, exported and published."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cmokit.cli.context import Client, Json, PhaseOrAll, day, pairs, phase, session
from cmokit.cli.due import name_the_gate
from cmokit.cli.front_door import rewrite
from cmokit.cli.output import line, main_files, print_json, progress, table
from cmokit.vocabulary import PHASES, Phase

if TYPE_CHECKING:
    from cmokit.cli.context import Session
    from cmokit.runs.run import RunResult

ALL = "all"


def run(
    ctx: typer.Context,
    client: Client,
    phase_name: PhaseOrAll,
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
    """Make a phase's report, or all five, and publish to reports/."""
    chosen = PHASES if phase_name == ALL else (phase(phase_name),)
    stated, values, here = day("--as-of", as_of), pairs("-p", parameters or []), session(ctx)
    on = day("--today", today) or date.today()
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.run import run_phase

    desk = open_engagement(client, workspace=here.find().root)
    told = []
    for one in chosen:
        done = run_phase(
            desk,
            one,
            as_of=stated,
            deliveries_of=deliveries_of,
            force=force,
            parameters=dict(values),
            say=progress,
        )
        told.append(_as_json(client, one, done))
        if not as_json:
            _show(one, done, with_name=len(chosen) > 1)
    rewrite(here, client, on)
    if as_json:
        print_json(told[0] if phase_name != ALL else told)
        return
    _what_next(here, client, chosen[-1], done, on)


def _as_json(client: str, chosen: Phase, done: "RunResult") -> dict[str, Any]:
    return {
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


def _show(chosen: Phase, done: "RunResult", *, with_name: bool) -> None:
    if with_name:
        line(f"{chosen}:")
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


def _what_next(here: "Session", client: str, chosen: Phase, done: "RunResult", on: date) -> None:
    if done.status != "unchanged":
        name_the_gate(here, client, on)
    line(f"Next: {here.command('open', client, chosen.value)}")
