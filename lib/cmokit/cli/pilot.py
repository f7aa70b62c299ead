"""cmokit pilot: draw the list of a pilot, check it against what came back, and a sheet to time the work with."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, Json, day, session
from cmokit.cli.freeze import Experiment, Today
from cmokit.cli.output import line, print_json
from cmokit.errors import UsageError

if TYPE_CHECKING:
    from cmokit.runs.pilot_assign import Assigned

pilot = typer.Typer(help="A pilot's list of arms, its check, its timing sheet.", no_args_is_help=True)


@pilot.command()
def assign(
    ctx: typer.Context,
    client: Client,
    experiment: Experiment,
    system: Annotated[str, typer.Option("--for", help="hubspot or salesforce: whose import the file is for.")],
    today: Today = None,
    as_json: Json = False,
) -> None:
    """Draw who comes into which arm, and write the file that the CRM imports."""
    on = day("--today", today) or date.today()
    if system not in ("hubspot", "salesforce"):
        raise UsageError("--for takes none of this", "bad_value", found=system, wanted="hubspot, salesforce")
    here = session(ctx)
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.pilot_assign import assign as make

    done = make(open_engagement(client, workspace=here.find().root), experiment, system=system, today=on)
    if as_json:
        print_json(_as_json(client, done))
        return
    line(f"{experiment}: {len(done.new)} drawn now, by the plan frozen on {done.plan.frozen_on}")
    for name, count in done.counts.items():
        line(f"  {name}: {count} in all")
    for other, count in done.elsewhere.items():
        line(f"  {count} left out: they take part in {other} at the same time")
    if done.without:
        line(f"  {done.without} have no record in {system}: nothing there shows their arm")
    for path in (done.kept, *done.files):
        if path:
            line(f"  {path}")
    if done.files:
        line("Next: make the field that the second column is called after, import the file, and have the field"
             " in the next export")  # fmt: skip


def _as_json(client: str, done: "Assigned") -> dict[str, object]:
    new = [{**vars(unit), "on": str(unit.on)} for unit in done.new]
    files = {"kept": str(done.kept) if done.kept else None, "files": [str(path) for path in done.files]}
    told = {"counts": dict(done.counts), "without_record": done.without, "left_out": dict(done.elsewhere)}
    return {"client": client, "experiment": done.plan.experiment, **files, **told, "new": new}


@pilot.command()
def check(
    ctx: typer.Context,
    client: Client,
    experiment: Annotated[str | None, typer.Argument(help="Its id; all experiments if left out.")] = None,
    today: Today = None,
    as_json: Json = False,
) -> None:
    """Hold the lists against what came back: units in two arms, crossovers, overlaps, changed plans. Exit 1 if any."""
    on = day("--today", today) or date.today()
    here = session(ctx)
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.pilot_check import check as held

    found = held(open_engagement(client, workspace=here.find().root), experiment, on)
    if as_json:
        faults = [{**one.fault.row(), "file": one.file, "row": one.row, "mend": one.mend} for one in found]
        print_json({"client": client, "faults": faults})
    else:
        for one in found:
            line(str(one))
        if not found:
            line("every unit is in the one arm of its list, and every plan stands as it was frozen")
    raise typer.Exit(1 if found else 0)


@pilot.command()
def timing(ctx: typer.Context, client: Client, experiment: Experiment, as_json: Json = False) -> None:
    """Write a page in Excel on which people note how long the work takes, where no log is there."""
    here = session(ctx)
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.pilot_timing import write_timing

    path = write_timing(open_engagement(client, workspace=here.find().root), experiment)
    if as_json:
        print_json({"client": client, "experiment": experiment, "file": str(path)})
        return
    line(str(path))
    line(f"Next: when it comes back filled, {here.command('ingest', client, 'FILE')}")
