"""The register of accepted findings: what somebody has decided to live with, and why.

An accepted finding stays in its figure and in its list; it is named as accepted instead of open.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cmokit.engagement.values import Code, Day, Text
from cmokit.registers.base import Around, Item, Problem, Register

ALL = "all"
AnalysisId = Annotated[str, Field(pattern=r"^[a-z]+\.[a-z_]+$")]


class Acceptance(Item):
    """The findings of one analysis that one person has accepted, once."""

    called: ClassVar[str] = "analysis"

    analysis: AnalysisId
    records: Literal["all"] | tuple[Code, ...]
    by: Text
    on: Day
    why: Text
    decision: Code | None = None

    @property
    def accepts(self) -> tuple[str, ...]:
        """Record ids, or `all` alone."""
        return (ALL,) if isinstance(self.records, str) else tuple(map(str, self.records))


def _names_records(items: Sequence[Acceptance]) -> Iterable[Problem]:
    for item in items:
        if not item.accepts:
            mend = "list record ids as the evidence has them, or write all"
            yield Problem(item.id, "records", "missing_key", "no record is named", mend)


def _without_decision(items: Sequence[Acceptance], around: Around) -> Iterable[Problem]:
    """To accept every finding of an analysis, today's and tomorrow's, is a decision."""
    for item in items:
        if item.accepts == (ALL,) and not item.decision:
            yield Problem(item.id, "decision", "no_decision", "every finding is accepted and no decision is named")


FINDINGS = Register(
    name="findings",
    model=Acceptance,
    rules=(_names_records,),
    gaps=(_without_decision,),
)
