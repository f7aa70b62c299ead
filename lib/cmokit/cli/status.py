"""cmokit status: where every client stands, and what to do next."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Json, day, session
from cmokit.cli.due import MOST, print_acts, print_due
from cmokit.cli.ingest import told
from cmokit.cli.output import line, number, print_json, table

if TYPE_CHECKING:
    from cmokit.cli.exports import ExportStanding
    from cmokit.cli.standing import Standing


def status(
    ctx: typer.Context,
    client: Annotated[str | None, typer.Argument(help="All clients if left out.", show_default=False)] = None,
    today: Annotated[str | None, typer.Option(help="As if today were this day.")] = None,
    as_json: Json = False,
) -> None:
    """Show where each client stands, and the next command."""
    here = session(ctx)
    asked = day("--today", today) or date.today()
    workspace = here.find()
    slugs = [workspace.client(client).slug] if client else workspace.clients()
    from cmokit.cli.standing import standing

    found = [standing(workspace.client(slug), asked, here.command) for slug in slugs]
    if as_json:
        print_json({"workspace": str(workspace.root), "today": str(asked), "clients": [s.as_json() for s in found]})
    elif not found:
        line(f"no client yet in {workspace.root}")
        line(f"Next: {here.command('new')}, or {here.command('demo')} for the sample clients")
    if as_json or not found:
        return
    for one in found:
        _print(one)
    if len(found) > 1:
        _print_together(found)


def _print(one: "Standing") -> None:
    name = f"{one.name} ({one.client})" if one.name else one.client
    line(f"{name}: {_day(one)}" if one.day is not None else f"{name}: engagement.yaml is not valid")
    for fault in one.faults:
        line(f"  {fault}")
    got = one.received
    withdrawn = f", {got.withdrawn} withdrawn" if got.withdrawn else ""
    newest = f", data up to {got.newest_on}" if got.newest_on else ""
    line(f"  files {got.files} received, {got.used} in use{withdrawn}{newest}")
    if got.used:
        used = number(got.rows_used)
        line(f"  rows {number(got.rows_in)} in, {used} used, {number(got.rows_set_aside)} set aside")
    if one.exports:
        _print_exports(one.exports)
    for text in told(one.new_words, one.map_command):
        line(f"  warning: {text}")
    if one.reports:
        rows = ([r.phase.value, r.as_of, _verdicts(r.verdicts)] for r in one.reports)
        table(("  report", "as of", "verdicts"), ([f"  {phase}", *rest] for phase, *rest in rows))
    for copy in one.issued:
        line(f"  issued: {copy.phase} {copy.version} ({copy.audience}) to {copy.to} on {copy.since}, awaits acceptance")
    print_due(one.due)
    line(f"  Next: {one.next_act}")
    line(f"        {one.next_command}")


def _print_together(found: "list[Standing]") -> None:
    """What is due at all clients, by its day: the consultant's own day."""
    acts = sorted((act for one in found for act in one.due.acts), key=lambda act: (act.due_on or date.max, act.client))
    if acts:
        line("Due at all clients, in the order of the days:")
        print_acts(acts[:MOST], with_client=True)


def _print_exports(exports: "tuple[ExportStanding, ...]") -> None:
    rows = (
        [f"  {e.title}", "yes" if e.is_asked else "no", e.arrived_count, number(e.usable_rows_count), _missing(e)]
        for e in exports
    )
    right = ("arrived", "rows usable")
    table(("  export", "asked", *right, "missing"), rows, right=right)


def _missing(export: "ExportStanding") -> str:
    return "missing" if export.is_missing else ""


def _day(one: "Standing") -> str:
    if one.day is None or one.day < 1:
        return f"begins in {1 - (one.day or 0)} day{'' if one.day == 0 else 's'}"
    over = " (over)" if one.of_days and one.day > one.of_days else ""
    return f"day {one.day} of {one.of_days}{over}{f', {one.phase}' if one.phase else ''}"


def _verdicts(counts: dict[str, int]) -> str:
    from cmokit.vocabulary import Severity

    return ", ".join(f"{counts[severity]} {severity}" for severity in Severity if severity in counts)
