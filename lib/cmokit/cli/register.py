"""cmokit register: what people know, checked, and exchanged with them as a workbook."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, Json, day, session
from cmokit.cli.front_door import rewrite
from cmokit.cli.output import line, print_json
from cmokit.cli.overriding import By, Why, passed
from cmokit.cli.register_documents import agreement, guide, questions_for
from cmokit.errors import UsageError

if TYPE_CHECKING:
    from cmokit.registers.check import Found
    from cmokit.registers.merging import Change
    from cmokit.runs.constraint import Constraint
    from cmokit.runs.priorities import Priorities
    from cmokit.runs.register_import import Imported

register = typer.Typer(no_args_is_help=True, help="Keep what people know: check it, send it out, take it back.")

Names = Annotated[list[str] | None, typer.Argument(help="Registers by name; all if left out.", show_default=False)]
Wanted = Annotated[
    list[str] | None,
    typer.Argument(help="Registers by name; else what the gate asks for and what is filled in.", show_default=False),
]
Today = Annotated[str | None, typer.Option(help="As if today were this day.")]


@register.command("check")
def check(ctx: typer.Context, client: Client, names: Names = None, today: Today = None, as_json: Json = False) -> None:
    """List what is missing, late, or points at nothing."""
    on, folder = day("--today", today) or date.today(), session(ctx).client(client)
    from cmokit.runs.registers import check_registers

    found = check_registers(folder, on, names or ())
    if as_json:
        print_json([one.as_json() for one in found])
    else:
        _print_found(found)
    raise typer.Exit(1 if found else 0)


@register.command("export")
def export(
    ctx: typer.Context,
    client: Client,
    names: Wanted = None,
    person: Annotated[
        str | None, typer.Option("--for", metavar="NAME", help="Plain questions to one person about what they own.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="The workbook; else in request/ of the client.")] = None,
    today: Today = None,
    as_json: Json = False,
) -> None:
    """Write registers as one workbook for people to fill in."""
    on, here = day("--today", today) or date.today(), session(ctx)
    folder = here.client(client)
    if person is not None:
        questions_for(here, folder, person, names or (), on, to, as_json=as_json)
        return
    from cmokit.runs.register_export import export_registers
    from cmokit.runs.registers import chosen, needed

    registers = chosen(names) if names else needed(folder, on)
    others = [one.name for one in chosen(()) if one not in registers]
    path = export_registers(folder, registers, to)
    if as_json:
        print_json({"file": str(path), "registers": [one.name for one in registers], "others": others})
        return
    line(str(path))
    if not names and others:
        line(f"not in it, to be had by name: {', '.join(others)}")
    line(f"Next: send it; then {here.command('register', 'import', client, str(path))}")


@register.command("import")
def import_(
    ctx: typer.Context,
    client: Client,
    files: Annotated[list[Path], typer.Argument(help="Filled-in workbooks.", show_default=False)],
    override: By = None,
    reason: Why = None,
    is_trial: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
    today: Today = None,
    as_json: Json = False,
) -> None:
    """Take filled-in workbooks and answered questions back: all of it, or nothing."""
    here, on = session(ctx), day("--today", today) or date.today()
    folder, let_pass = here.client(client), passed(override, reason)
    from cmokit.runs.register_import import import_registers

    done = import_registers(folder, files, on, passed=let_pass, is_trial=is_trial)
    if not is_trial:
        rewrite(here, client, on)
    if as_json:
        print_json(_as_json(done))
    else:
        _print_imported(done, is_trial)


@register.command("rank")
def rank(
    ctx: typer.Context,
    client: Client,
    weights: Annotated[str, typer.Option(help="Of value, frequency, data, use; as 1,1,1,1.")] = "1,1,1,1",
    as_json: Json = False,
) -> None:
    """Rank the backlog by the audit's verdicts, and draft the roadmap to sign."""
    weighed = _weights(weights)
    here = session(ctx)
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.roadmap import write_roadmap

    desk = open_engagement(client, workspace=here.find().root)
    path, found, drafted = write_roadmap(desk, weighed)
    if as_json:
        print_json(_ranked_as_json(found, drafted.constraint, path))
        return
    for one in found.ranked:
        place = one.place
        line(f"{place.rank}. {one.item.opportunity} (first in {place.first_share:.0%} of all weights)")
    for item in found.excluded:
        line(f"   {item.opportunity}: never among the first ({item.topic})")
    for item, missing in found.unanswered:
        line(f"   {item.opportunity}: not ranked, open: {', '.join(missing)}")
    line(f"constraint: {drafted.constraint or 'none stands out'}")
    line(str(path))


register.command("guide")(guide)
register.command("agreement")(agreement)


def _weights(text: str) -> tuple[float, ...]:
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if len(found) != 4 or min(found) < 0 or sum(found) <= 0:
        raise UsageError("--weights wants four numbers", code="bad_weights", found=text, wanted="1,1,1,1")
    return found


def _print_found(found: "tuple[Found, ...]") -> None:
    for one in found:
        mend = f" | do: {one.mend}" if one.mend else ""
        item = f" {one.id}" if one.id else ""
        line(f"registers/{one.register}.yaml, row {one.line}:{item} {one.field}: {one.message}{mend}")
    if not found:
        line("nothing is missing or late")


def _print_imported(done: "Imported", is_trial: bool) -> None:
    for change in done.changes:
        line(_told(change))
    for problem in done.overridden:
        line(f"let pass: {problem.id}: {problem.message}")
    for name, id_ in done.not_returned:
        line(f"{name} {id_}: not in the workbook; it stays")
    if done.own:
        line(f"columns of their own, left in the file: {', '.join(done.own)}")
    for answer in done.recorded:
        line(f"said by {answer.person}: {answer.about}: {answer.answer or 'does not know'}")
    for about in done.differing:
        line(f"! {about}: answers differ from each other or from the register; nothing changed, see interviews")
    count = len(done.changes)
    changed = f"{count} field{'' if count == 1 else 's'}" if count else "nothing"
    line(f"{changed} would change; nothing was written" if is_trial else f"{changed} changed")


def _ranked_as_json(found: "Priorities", constraint: "Constraint | None", path: Path) -> dict[str, object]:
    return {
        "weights": dict(found.weights),
        "ranked": [
            {"id": one.item.id, "values": dict(one.values), "judged_by": dict(one.judged_by), **vars(one.place)}
            for one in found.ranked
        ],
        "portfolio": {kind: one.item.id if one else None for kind, one in found.portfolio.items()},
        "excluded": [item.id for item in found.excluded],
        "unanswered": {item.id: list(missing) for item, missing in found.unanswered},
        "constraint": constraint,
        "file": str(path),
    }


def _told(change: "Change") -> str:
    cell = change.cell
    where = f"{cell.register} {cell.id}"
    if change.is_new_item:
        return f"+ {where}"
    return f"~ {where} {cell.field}: {_shown(change.old)} → {_shown(cell.value)}"


def _shown(value: object) -> str:
    if value in (None, (), []):
        return "nothing"
    return "; ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _as_json(done: "Imported") -> dict[str, object]:
    return {
        "changes": [
            {"register": c.cell.register, "id": c.cell.id, "field": c.cell.field, "old": c.old, "new": c.cell.value}
            for c in done.changes
        ],
        "recorded": [{"id": a.id, "person": a.person, "about": a.about, "answer": a.answer} for a in done.recorded],
        "differing": list(done.differing),
        "not_returned": [{"register": name, "id": id_} for name, id_ in done.not_returned],
        "own_columns": list(done.own),
        "let_pass": [{"id": p.id, "field": p.field, "message": p.message} for p in done.overridden],
        "files": [str(path) for path in done.files],
    }
