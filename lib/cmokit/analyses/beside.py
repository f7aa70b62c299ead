"""Headlines beside their target, the baseline and the last update: the same rows for scorecard and update."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cmokit.analyses.base import Found
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.headlines import Headline, stated
from cmokit.exhibits.fact import Fact
from cmokit.methods.noise import Moved, moved_together
from cmokit.words import say

BASELINE, LAST = "baseline", "update"  # keys of `Known.earlier`
UPDATE_FIGURES = "update.figures"


class Way(StrEnum):
    """What a figure did: BETTER and WORSE are more than noise."""

    BETTER = "better"
    WORSE = "worse"
    NOISE = "noise"
    SAME = "same"
    UNTOLD = "untold"


@dataclass(frozen=True)
class Beside:
    """One headline. now, target, baseline, last: figures of the analysis that sets them side by side; None where there
    is none. since_baseline, since_last: how far it moved, None where there is nothing to hold it against.
    """

    headline: Headline
    now: Fact
    target: Fact | None = None
    baseline: Fact | None = None
    last: Fact | None = None
    since_baseline: Moved | None = None
    since_last: Moved | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in (self.now, self.target, self.baseline, self.last) if fact)

    @property
    def label(self) -> str:
        return say(f"headlines.{self.headline.key}")

    @property
    def is_short(self) -> bool:
        """Whether it misses its target."""
        if self.target is None:
            return False
        now, target = float(self.now.value), float(self.target.value)  # type: ignore[arg-type]
        return now < target if self.headline.is_higher_better else now > target

    def way(self, moved: Moved | None) -> Way:
        """Better, worse, or nothing that can be told from noise."""
        if moved is None or moved.difference is None or moved.is_more_than_noise is None:
            return Way.UNTOLD
        if not moved.difference:
            return Way.SAME
        if not moved.is_more_than_noise:
            return Way.NOISE
        return Way.BETTER if (moved.difference > 0) == self.headline.is_higher_better else Way.WORSE


def beside(analysis: str, found: Mapping[str, Found], definitions: Definitions) -> tuple[Beside, ...]:
    """Every headline that the data carries, in order, as figures `<analysis>.<side>_<unit>[figure=…]`."""
    every = list(stated(found))
    before = [_earlier(definitions, BASELINE, headline.figure) for headline, _ in every]
    last = [_last(definitions, headline) for headline, _ in every]
    since_baseline = _moved([(fact, old) for (_, fact), old in zip(every, before, strict=True)])
    since_last = _moved([(fact, old) for (_, fact), old in zip(every, last, strict=True)])
    return tuple(
        Beside(
            headline,
            fact.but(id=f"{analysis}.now_{_ending(fact.unit)}", dimensions={"figure": headline.key}, recipe=None),
            _target(analysis, headline, fact, definitions),
            _named(analysis, "baseline", headline, before[place]),
            _named(analysis, "last", headline, last[place]),
            since_baseline[place],
            since_last[place],
        )
        for place, (headline, fact) in enumerate(every)
    )


def worst_first(rows: Sequence[Beside]) -> list[Beside]:
    """What became worse, then what misses its target, then the rest in order."""

    def rank(row: Beside) -> int:
        ways = (row.way(row.since_last), row.way(row.since_baseline))
        return 0 if Way.WORSE in ways else 1 if row.is_short else 2

    return sorted(rows, key=rank)


def measures() -> dict[str, str]:
    """What an analysis that uses this states: side and unit."""
    units = {"share": "share", "days": "days", "minutes": "minutes", "amount": "money", "count": "count"}
    return {f"{side}_{name}": unit for side in ("now", "target", "baseline", "last") for name, unit in units.items()}


def _earlier(definitions: Definitions, report: str, figure: str) -> Fact | None:
    published = definitions.known.earlier.get(report)
    fact = published.comparable.get(figure) if published else None
    return fact if fact is not None and fact.value is not None else None


def _last(definitions: Definitions, headline: Headline) -> Fact | None:
    """What the last update stated as `now`."""
    published = definitions.known.earlier.get(LAST)
    facts = published.comparable.values() if published else ()
    own = (fact for fact in facts if fact.id.startswith(f"{UPDATE_FIGURES}.now_"))
    return next(
        (fact for fact in own if fact.dimensions.get("figure") == headline.key and fact.value is not None), None
    )


def _moved(pairs: Sequence[tuple[Fact, Fact | None]]) -> list[Moved | None]:
    """Judged together, so that of many figures none moves by chance alone."""
    told = iter(moved_together([(now, then) for now, then in pairs if then is not None]))
    return [None if then is None else next(told) for _, then in pairs]


def _named(analysis: str, side: str, headline: Headline, fact: Fact | None) -> Fact | None:
    if fact is None:
        return None
    id_ = f"{analysis}.{side}_{_ending(fact.unit)}"
    return fact.but(id=id_, dimensions={"figure": headline.key}, recipe=None)


def _target(analysis: str, headline: Headline, fact: Fact, definitions: Definitions) -> Fact | None:
    said: Any = definitions.targets.get(headline.figure)
    if said is None:
        return None
    value = said.value if fact.unit.isupper() else float(said.value)
    source = definitions.known.sources.get("engagement")
    stand = Fact(f"{analysis}.target_{_ending(fact.unit)}", value, fact.unit, dimensions={"figure": headline.key})
    return stand.but(sources=(source,)) if source else stand


def _ending(unit: str) -> str:
    return "amount" if unit.isupper() else unit


def moved_words(row: Beside, moved: Moved | None) -> str:
    """`better`, `within noise` … as a cell says it; empty where there is nothing before."""
    return "" if moved is None else say(f"headlines.moved.{row.way(moved)}")


def facts_of(rows: Sequence[Beside]) -> Iterator[Fact]:
    for row in rows:
        yield from row.facts
