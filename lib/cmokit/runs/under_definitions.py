"""Two runs that stand under different definitions: each one's deliveries under both, so that like is held against like.

Both sides are measured by today's kit, so a correction of the kit is no part of what the definitions moved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cmokit.analyses.base import Analysis
from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.exhibits.fact import Fact, Number
from cmokit.runs.measured_again import UNREADABLE, Data, Measured, measured_again


@dataclass(frozen=True)
class Run:
    """data: the deliveries it stands on. terms: what was agreed when it was made."""

    data: Data
    terms: Engagement


@dataclass(frozen=True)
class Figure:
    """One figure four times: `<whose deliveries>_under_<whose definitions>`; None where it cannot be stated."""

    name: str
    old_under_old: Fact | None
    old_under_new: Fact | None
    new_under_old: Fact | None
    new_under_new: Fact | None

    @property
    def moved_on_old(self) -> Number | None:
        """How much the definitions alone moved it, on the earlier deliveries."""
        return _moved(self.old_under_old, self.old_under_new)

    @property
    def moved_on_new(self) -> Number | None:
        """How much the definitions alone moved it, on the later deliveries."""
        return _moved(self.new_under_old, self.new_under_new)

    @property
    def is_moved_by_definitions(self) -> bool:
        pairs = ((self.old_under_old, self.old_under_new), (self.new_under_old, self.new_under_new))
        return any(_differ(before, after) for before, after in pairs)

    @property
    def is_moved_by_data(self) -> bool:
        pairs = ((self.old_under_old, self.new_under_old), (self.old_under_new, self.new_under_new))
        return any(_differ(before, after) for before, after in pairs)


@dataclass(frozen=True)
class CannotCarry:
    """An analysis that one run's deliveries cannot answer under the other's definitions, though they can under its own.

    analysis: its id, empty where the deliveries cannot be read at all. is_old: whose deliveries. reason: a sentence.
    """

    analysis: str
    is_old: bool
    reason: str


@dataclass(frozen=True)
class UnderDefinitions:
    """figures: by name, whatever any of the four measurings states."""

    figures: Mapping[str, Figure]
    cannot: tuple[CannotCarry, ...]

    @property
    def moved(self) -> tuple[Figure, ...]:
        """The figures that the definitions alone moved."""
        return tuple(figure for figure in self.figures.values() if figure.is_moved_by_definitions)


def under_definitions(
    client: ClientFolder, old: Run, new: Run, analyses: Sequence[Analysis], language: str
) -> UnderDefinitions:
    """The earlier run's deliveries under the later definitions, the later's under the earlier, and each under its own.

    Nothing that was issued or published is touched. language: of the reasons.
    """

    def again(data: Data, terms: Engagement) -> Measured:
        return measured_again(client, data, terms, analyses, language)

    both = {
        "old_under_old": again(old.data, old.terms),
        "old_under_new": again(old.data, new.terms),
        "new_under_old": again(new.data, old.terms),
        "new_under_new": again(new.data, new.terms),
    }
    names = sorted({name for found in both.values() for name in found.facts})
    figures = {name: Figure(name, **{side: found.facts.get(name) for side, found in both.items()}) for name in names}
    cannot = (
        *_cannot(both["old_under_new"], both["old_under_old"], is_old=True),
        *_cannot(both["new_under_old"], both["new_under_new"], is_old=False),
    )
    return UnderDefinitions(figures, cannot)


def _cannot(other: Measured, own: Measured, *, is_old: bool) -> Iterator[CannotCarry]:
    if UNREADABLE in other.refused and UNREADABLE in own.refused:
        return
    for analysis, reason in sorted(other.refused.items()):
        if analysis not in own.refused:
            yield CannotCarry(analysis, is_old, reason)


def _moved(before: Fact | None, after: Fact | None) -> Number | None:
    """The difference in the figure's own unit; None where a side is missing, is a text, or has another currency."""
    if before is None or after is None or before.unit != after.unit:
        return None
    old, new = before.value, after.value
    if old is None or new is None or isinstance(old, str) or isinstance(new, str):
        return None
    if isinstance(old, Decimal) or isinstance(new, Decimal):
        return Decimal(str(new)) - Decimal(str(old))
    return new - old


def _differ(before: Fact | None, after: Fact | None) -> bool:
    values = [(fact.value, fact.unit) if fact else None for fact in (before, after)]
    return values[0] != values[1]
