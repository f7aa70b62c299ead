"""How the figures of money come out of their evidence and of each other: what a workbook writes as formulas.

A figure that no simple formula gives (money exchanged row by row, say) has a recipe all the same: the workbook writes
a formula only where it gives the figure.
"""

from collections.abc import Callable, Iterable, Sequence

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Count, Quotient, Recipe, Sum, Total
from cmokit.methods.cash_bridge import UNKNOWN
from cmokit.methods.contribution import SPENT

ALL = "all"


class Figures:
    """The names of figures, to be found by measure and dimensions."""

    def __init__(self, facts: Sequence[Fact]):
        self._facts = facts
        self._names = {(fact.measure, tuple(fact.dimensions.items())): fact.name for fact in facts}

    def name(self, measure: str, **dimensions: str) -> str | None:
        """The one figure with exactly these dimensions."""
        return self._names.get((measure, tuple(sorted(dimensions.items()))))

    def parts(self, measure: str, over: str, **dimensions: str) -> list[str]:
        """The figures with these dimensions and one more, `over`, that is not the whole."""
        wanted = {*dimensions.items()}
        own = [fact for fact in self._facts if fact.measure == measure and wanted <= {*fact.dimensions.items()}]
        return [fact.name for fact in own if fact.dimensions.get(over, ALL) != ALL]


def with_recipes(facts: Sequence[Fact], recipe: Callable[[Fact, Figures], Recipe | None]) -> tuple[Fact, ...]:
    figures = Figures(facts)
    return tuple(fact.but(recipe=recipe(fact, figures)) for fact in facts)


def of_bridge(level: str, currency: str) -> Callable[[Fact, Figures], Recipe | None]:
    """Recipes of the bridge to cash. level: what its shares are of."""

    def recipe(fact: Fact, figures: Figures) -> Recipe | None:
        said = fact.dimensions
        if fact.measure == "step_amount":
            return _step(said["step"], said["channel"], currency, figures)
        if fact.measure == "unknown_channel_amount":
            return _sum([figures.name("step_amount", step=level, channel=UNKNOWN)])
        if fact.measure == "unknown_channel_share":
            return _quotient(
                figures.name("unknown_channel_amount"), figures.name("step_amount", step=level, channel=ALL)
            )
        if fact.measure == "unexplained_share":
            whole = figures.name("step_amount", step=level, channel=ALL)
            return _quotient(figures.name("step_amount", step="unexplained", channel=ALL), whole, size=True)
        return _by_cause(fact)

    return recipe


def _step(step: str, channel: str, currency: str, figures: Figures) -> Recipe | None:
    difference = {"double_counted": ("crm", "ad_reported"), "not_matched": ("ordered", "crm")}.get(step)
    if difference:
        level, before = (figures.name("step_amount", step=name, channel=channel) for name in difference)
        return _sum([level], [before])
    return Total(f"{step}_amount", {"currency": currency} | _where(channel=channel))


def _by_cause(fact: Fact) -> Recipe | None:
    where = _where(why=fact.dimensions.get("why", ALL))
    if fact.measure == "unexplained_gross_amount":
        return Total("unexplained_amount", where, sizes=True)
    return Count(where) if fact.measure == "unexplained_rows_count" and where else None


def of_contribution(fact: Fact, figures: Figures) -> Recipe | None:
    """Recipes of the way down to the contribution."""
    where = {name: value for name, value in fact.dimensions.items() if name != "step"}
    if fact.measure == "contribution_share":
        whole, left = (figures.name("step_amount", step=step, **where) for step in ("revenue", "contribution"))
        return _quotient(left, whole)
    if fact.measure != "step_amount":
        return None
    step = fact.dimensions["step"]
    if step == "contribution":
        return _sum([figures.name("step_amount", step=name, **where) for name in ("revenue", *SPENT)])
    return Total(f"{step}_amount", _where(**where))


def of_control_totals(fact: Fact, figures: Figures) -> Recipe | None:
    """Recipes of the books beside the exports: differences, parts and what remains of a figure's month."""
    said, amounts = dict(fact.dimensions), ("books_amount", "ours_amount")
    if fact.measure in amounts and said["month"] == ALL:
        return _sum(figures.parts(fact.measure, "month", figure=said["figure"]))
    if fact.measure == "difference_amount":
        books, ours = (figures.name(name, **said) for name in amounts)
        return _sum([books], [ours])
    if fact.measure == "remainder_amount":
        return _sum([figures.name("difference_amount", **said)], figures.parts("explained_amount", "part", **said))
    if fact.measure == "explained_amount" and said["month"] != ALL:
        return Total("amount", said)
    return None


def _where(**values: str) -> dict[str, str]:
    """The values that narrow rows down."""
    return {name: value for name, value in values.items() if value != ALL}


def _sum(of: Iterable[str | None], less: Iterable[str | None] = ()) -> Sum | None:
    """A sum of figures, where each of them is stated."""
    plus, minus = tuple(of), tuple(less)
    if None in (*plus, *minus):
        return None
    return Sum(tuple(filter(None, plus)), tuple(filter(None, minus)))


def _quotient(top: str | None, bottom: str | None, *, size: bool = False) -> Quotient | None:
    return Quotient(top, bottom, size) if top and bottom else None
