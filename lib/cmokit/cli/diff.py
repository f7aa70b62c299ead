"""cmokit diff: what moved between two runs."""

from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, Json, session
from cmokit.cli.output import line, number, print_json, table

if TYPE_CHECKING:
    from cmokit.runs.difference import Difference, MovedFigure

SHOWN = 40
FILES_SHOWN = 10
_NOISE = {True: "yes", False: "no", None: "cannot be told"}
_WHY = {
    "no_interval": "no n, no interval",
    "other_unit": "another unit",
    "no_number": "no number",
    "since": "records since against before",
    "two": "two samples",
    "intervals": "both intervals",
}
_HOW = {
    "stated": "both as their runs state them",
    "measured": "the older run's analyses, measured on the younger run's files",
    "both": "the definitions changed: both runs' files measured under the younger run's definitions",
    "apart": "the definitions changed and the older ones were not kept: no figure is held against another",
}


def diff(
    ctx: typer.Context,
    client: Client,
    old: Annotated[str, typer.Argument(metavar="OLD", help="A phase, update, or a run's id.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, later.")],
    every: Annotated[bool, typer.Option("--all", help="Every figure that moved, not only the first.")] = False,
    as_json: Json = False,
) -> None:
    """Say what moved between two runs, and if it is more than noise.

    First what they stand on, then figures with the interval of their change, then records that are new or gone.
    """
    here = session(ctx)
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.difference import as_document, difference

    found = difference(open_engagement(client, workspace=here.find().root), old, new)
    if as_json:
        print_json({"client": client, **as_document(found)})
        return
    _print_causes(found)
    _print_figures(found, every)
    _print_rows(found)


def _print_causes(found: "Difference") -> None:
    causes = found.causes
    line(f"{found.old.run} ({found.old.as_of}) -> {found.new.run} ({found.new.as_of})")
    line(f"files: {len(causes.files_come)} came, {len(causes.files_gone)} gone")
    for sign, names in (("+", causes.files_come), ("-", causes.files_gone)):
        for name in names[:FILES_SHOWN]:
            line(f"  {sign} {name}")
        if len(names) > FILES_SHOWN:
            line(f"  {sign} and {len(names) - FILES_SHOWN} more")
    for what in ("definitions", "settings", "parameters"):
        line(f"{what}: {', '.join(getattr(causes, what)) or 'as they were'}")
    kits = [str(side.copy.manifest.get("kit")) for side in (found.old, found.new)]
    line(f"kit: {kits[0]} -> {kits[1]}{', changed' if causes.is_kit_changed else ', as it was'}")
    line(f"figures: {_HOW[found.how]}")
    for one in found.cannot:
        side = "older" if one.is_old else "younger"
        line(f"  the {side} run's data cannot carry the other's definitions: {one.analysis or 'the files as a whole'}")


def _print_figures(found: "Difference", every: bool) -> None:
    shown = found.figures if every else found.figures[:SHOWN]
    if shown:
        headers = ("figure", "then", "now", "change", "from", "to", "more than noise", "told by")
        table(headers, map(_row, shown), right=("then", "now", "change", "from", "to"))
    told = [figure.moved.is_more_than_noise for figure in found.figures]
    line(
        f"{number(len(told))} figures moved: {number(told.count(True))} by more than noise,"
        f" {number(told.count(False))} by no more, {number(told.count(None))} cannot be told;"
        f" {number(found.same_count)} are the same"
        + ("" if len(shown) == len(told) else f" (--all shows all, here {SHOWN})")
    )
    line(f"stated by one only: {number(len(found.only_then))} then, {number(len(found.only_now))} now")


def _row(figure: "MovedFigure") -> tuple[str, ...]:
    moved, unit = figure.moved, figure.now.unit
    numbers = (figure.then.value, figure.now.value, moved.difference, moved.low, moved.high)
    noise, by = _NOISE[moved.is_more_than_noise], _WHY.get(moved.basis.value, "")
    return (figure.name, *(_shown(value, unit) for value in numbers), noise, by)


def _shown(value: object, unit: str) -> str:
    """With the digits that a person compares; --json has them all."""
    if value is None or isinstance(value, str):
        return str(value or "")
    amount = float(str(value))
    return f"{100 * amount:.2f} %" if unit == "share" else f"{amount:,.2f}".replace(",", " ").removesuffix(".00")


def _print_rows(found: "Difference") -> None:
    if found.rows:
        line()
        rows = ((one.analysis, number(len(one.new)), number(len(one.gone))) for one in found.rows)
        table(("records", "new", "gone"), rows, right=("new", "gone"))
