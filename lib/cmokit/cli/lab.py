"""cmokit lab: JupyterLab on the client's copy of a phase's notebook, and that copy beside the kit's."""

from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, Json, phase, session
from cmokit.cli.output import line, print_json, progress
from cmokit.errors import UsageError

if TYPE_CHECKING:
    from cmokit.runs.desk import Desk
    from cmokit.runs.notebook_changes import Change
    from cmokit.runs.offer import Offered
    from cmokit.vocabulary import Phase

STATES = {
    "yours": "you changed it",
    "kit": "the kit changed it",
    "both": "you and the kit changed it; - yours, + the kit's",
    "your_cell": "you added it",
    "kit_cell": "the kit added it",
    "you_removed": "you took it out",
    "kit_removed": "the kit took it out",
}
DONE = {
    "kit": "the kit's change is in",
    "both": "conflict: yours runs, the kit's stands below it as a raw cell",
    "kit_cell": "the kit's new cell is in",
    "kit_removed": "taken out, as in the kit; you had not changed it",
}


def lab(
    ctx: typer.Context,
    client: Client,
    phase_name: Annotated[
        str | None, typer.Argument(metavar="PHASE", help="audit, baseline, pilot, scale or handover.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser too.")] = True,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show how the client's notebook differs from the kit's.")
    ] = False,
    merge: Annotated[bool, typer.Option("--merge", help="Bring the kit's changes into the client's notebook.")] = False,
    offer: Annotated[bool, typer.Option("--offer", help="List Markdown cells that are not in the commentary.")] = False,
    take: Annotated[bool, typer.Option("--take", help="Take those cells into the commentary.")] = False,
    cells: Annotated[
        list[int] | None,
        typer.Option("--cell", metavar="NUMBER", help="With --take: only this cell; as often as needed."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Open a phase's notebook, or hold it beside the kit's.

    Its parameters are set; the server answers on this machine only and sees this client's folder only.
    """
    asked = [
        name
        for name, is_set in zip(("--diff", "--merge", "--offer", "--take"), (diff, merge, offer, take), strict=True)
        if is_set
    ]
    chosen = phase(phase_name) if phase_name else None
    _check(asked, chosen, cells, as_json)
    here = session(ctx)
    from cmokit.runs.desk import open_engagement

    desk = open_engagement(client, workspace=here.find().root)
    if diff or merge:
        _compare(desk, chosen, merge, as_json)
    elif offer or take:
        _offer(desk, chosen, take, cells or [], as_json)
    elif chosen:
        _open(desk, chosen, browser)
        _offer(desk, chosen, False, [], False)


def _check(asked: list[str], chosen: "Phase | None", cells: list[int] | None, as_json: bool) -> None:
    if len(asked) > 1:
        raise UsageError(f"{asked[0]} and {asked[1]} are two commands", code="two_commands", mend="type one of them")
    if not asked and chosen is None:
        raise UsageError("which phase's notebook?", code="no_phase", mend="cmokit lab CLIENT PHASE")
    if cells and asked != ["--take"]:
        raise UsageError(
            "--cell goes with --take", code="cell_without_take", mend="cmokit lab CLIENT PHASE --take --cell 14"
        )
    if as_json and not asked:
        raise UsageError(
            "JupyterLab answers in no JSON", code="no_json", mend="--json goes with --diff, --merge, --offer, --take"
        )


def _open(desk: "Desk", chosen: "Phase", browser: bool) -> None:
    from cmokit.runs.lab import open_lab

    progress(f"JupyterLab opens in {desk.folder.root}; Ctrl+C ends it")
    code = open_lab(desk, chosen, browser=browser)
    if code:
        raise typer.Exit(code)


def _compare(desk: "Desk", chosen: "Phase | None", merge: bool, as_json: bool) -> None:
    from cmokit.runs.lab import merge_kit, notebook_changes, own_phases

    told = []
    for each in own_phases(desk, chosen):
        changes = merge_kit(desk, each).changes if merge else notebook_changes(desk, each)
        told.append({"phase": str(each), "changes": [_as_dict(change) for change in changes]})
        if not as_json:
            _show(str(each), changes, merge)
    if as_json:
        print_json(told)
    elif not told:
        line("this client has no notebook of its own: the kit's run as they are")


def _as_dict(change: "Change") -> dict[str, object]:
    return dict(vars(change))


def _show(name: str, changes: "tuple[Change, ...]", is_merged: bool) -> None:
    if not changes:
        line(f"{name}: " + ("nothing of the kit's to bring in" if is_merged else "the same as the kit's"))
        return
    line(f"{name}: {len(changes)} cell{'s' if len(changes) > 1 else ''}")
    for change in changes:
        place = f"cell {change.number}" if change.number else "cell"
        said = (DONE if is_merged else STATES)[change.state]
        line(f"  {place} {change.cell} ({change.kind}): {said}")
        for text in () if is_merged else change.lines():
            line(f"    {text}")


def _offer(desk: "Desk", chosen: "Phase | None", is_taken: bool, cells: list[int], as_json: bool) -> None:
    from cmokit.runs.lab import own_phases
    from cmokit.runs.offer import offered, take

    told: list[dict[str, object]] = []
    for each in own_phases(desk, chosen):
        found = take(desk.folder, each, cells) if is_taken else offered(desk.folder, each)
        told += [{"phase": str(each), "taken": is_taken, **vars(cell)} for cell in found]
        if not as_json:
            _show_offer(desk.folder.slug, str(each), found, is_taken)
    if as_json:
        print_json(told)


def _show_offer(client: str, name: str, found: "tuple[Offered, ...]", is_taken: bool) -> None:
    for cell in found:
        line(f"  cell {cell.cell} → ## {cell.section}: {cell.first_line}")
    if is_taken:
        line(f"{len(found)} taken into commentary/{name}.md; they are printed at the next run")
    elif found:
        line(f"not in commentary/{name}.md yet; take them with: cmokit lab {client} {name} --take")
    else:
        line(f"{name}: no Markdown cell waits to be taken")
