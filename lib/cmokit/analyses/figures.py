"""Facts of the kinds that most analyses state, and how an exhibit finds them again."""

from collections.abc import Iterable
from dataclasses import replace

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Verdict
from cmokit.methods.uncertainty import CONFIDENCE, wilson


def count(fact_id: str, value: int, *, n: int | None = None, tables: tuple[str, ...] = (), **dimensions: str) -> Fact:
    """A whole number. n: out of how many. A dimension named like a keyword takes a trailing underscore (`from_`)."""
    return Fact(fact_id, int(value), "count", n=n, dimensions=_named(dimensions), tables=tables)


def share(
    fact_id: str, part: int, whole: int, sample: bool = False, tables: tuple[str, ...] = (), **dimensions: str
) -> tuple[Fact, ...]:
    """part ÷ whole as one fact, or none where there is nothing to divide by.

    sample: the records stand for more than themselves (a cohort for the next one), so it carries Wilson's interval.
    """
    if whole == 0:
        return ()
    low, high = wilson(part, whole) if sample else (None, None)
    confidence = CONFIDENCE if sample else None
    value = part / whole
    return (Fact(fact_id, value, "share", whole, low, high, confidence, _named(dimensions), tables=tables),)


def having(facts: Iterable[Fact], measure: str) -> list[Fact]:
    """The facts of one measure, largest value first, then by name."""
    found = [fact for fact in facts if fact.measure == measure]
    return sorted(found, key=lambda fact: (-size(fact), fact.name))


def pick(facts: Iterable[Fact], measure: str, **dimensions: str) -> Fact | None:
    """The fact of a measure with exactly these dimensions, or None where it was left out."""
    wanted = _named(dimensions)
    return next((fact for fact in facts if fact.measure == measure and dict(fact.dimensions) == wanted), None)


def required(facts: Iterable[Fact], measure: str, **dimensions: str) -> Fact:
    """`pick` for a fact that the measure always states."""
    found = pick(facts, measure, **dimensions)
    if found is None:
        raise KeyError(f"no fact {measure} {dimensions}")
    return found


def number(fact: Fact | None) -> int:
    """The value of a count, 0 where there is none: for choosing singular or plural."""
    return int(fact.value) if fact and fact.value is not None else 0


def about(verdict: Verdict, subject: str, *more: str) -> Verdict:
    """The verdict with what its figure is about in front of its sentence, and further sentences behind it."""
    return replace(verdict, reason=" ".join((f"{subject}: {verdict.reason}", *more)))


def size(fact: Fact) -> float:
    """The value of a fact for ranking and for a chart's axis; a text or no value is an error."""
    return float(fact.value)  # type: ignore[arg-type]


def _named(dimensions: dict[str, str]) -> dict[str, str]:
    return {key.rstrip("_"): value for key, value in dimensions.items()}
