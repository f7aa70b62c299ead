"""A section and its evidence with what has become of each finding since the deliveries before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, Outcome
from cmokit.analyses.figures import number
from cmokit.analyses.finding_states import Delivered, Exists, Seen, Standing, standing
from cmokit.analyses.shown import table
from cmokit.analyses.tracked import Finding, finding_keys
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section, Table
from cmokit.exhibits.text import cite, on_date
from cmokit.registers.findings import Acceptance
from cmokit.runs.earlier_findings import EarlierFindings, found_in
from cmokit.vocabulary import FindingState
from cmokit.words import say

STANDING = "standing"  # every finding of a delivery, whatever its state


def standing_now(
    analysis: Analysis,
    found: Mapping[str, Finding],
    earlier: EarlierFindings,
    exists: Exists,
    accepted: Sequence[Acceptance],
) -> Standing | None:
    """What has become of an analysis's findings up to those found now, which are kept for later runs; None where no
    list of records was received.
    """
    if not earlier.days:
        return None
    earlier.keep(analysis, found)
    own = {record for item in accepted if item.analysis == analysis.id for record in item.accepts}
    return standing([*earlier.of(analysis), Seen(earlier.days[-1], found)], exists, own)


@dataclass(frozen=True)
class Tracking:
    """One analysis's findings over deliveries: what evidence and section are marked with."""

    outcome: Outcome
    standing: Standing
    accepted: tuple[Acceptance, ...]

    @classmethod
    def of(
        cls,
        outcome: Outcome,
        evidence: pa.Table | None,
        earlier: EarlierFindings,
        exists: Exists,
        accepted: Sequence[Acceptance],
    ) -> "Tracking | None":
        """None where the analysis follows no findings, or could not be measured, or no list of records was received."""
        analysis = outcome.analysis
        if analysis.tracked is None or not earlier.days:
            return None
        if outcome.found is None or evidence is None:
            earlier.keep(analysis, None)
            return None
        found = found_in(analysis, evidence, outcome.section.currency)
        own = tuple(item for item in accepted if item.analysis == analysis.id)
        now = standing_now(analysis, found, earlier, exists, own)
        return cls(outcome, now, own) if now else None

    def marked(self, evidence: pa.Table) -> pa.Table:
        """The evidence with `state` and `first_seen_on`; both are blank in rows that are no findings."""
        assert self.outcome.analysis.tracked is not None  # see `of`
        tracked = self.outcome.analysis.tracked
        needed = [name for name in tracked.columns if name in evidence.column_names]
        keys = finding_keys(evidence.select(needed).to_pylist(), tracked)
        states = pa.array([self.standing.states.get(key) for key in keys], pa.string())
        days = pa.array([self.standing.first_seen.get(key) for key in keys], pa.date32())
        return evidence.append_column("state", states).append_column("first_seen_on", days)

    def shown(self, section: Section, complete: Callable[[Fact], Fact]) -> Section:
        """The section with its figures over deliveries; from the second one on a sentence, and the workbook's table."""
        facts = {fact.name: complete(fact) for fact in (*self._states(section), *self._over_time(section))}
        if not facts:
            return section
        every = sorted((*section.facts, *facts.values()), key=lambda f: (f.id, sorted(f.dimensions.items())))
        tables = (*section.tables, *self._history(section, facts), *self._acceptances())
        told = (*section.narrative, *self._sentences(section, facts))
        return replace(section, facts=tuple(every), narrative=told, tables=tables)

    @property
    def _is_first(self) -> bool:
        return len(self.standing.deliveries) < 2

    def _states(self, section: Section) -> list[Fact]:
        """One figure a state; in the first delivery only what stands."""
        own = {
            state: count
            for state, count in self.standing.counts.items()
            if not self._is_first or state is FindingState.OPEN or count
        }
        stated = [self._fact(section, "findings_count", count, state=str(state)) for state, count in own.items()]
        return [*stated, *self._oldest(section)]

    @property
    def _since_first(self) -> dict[str, str]:
        return {"state": str(FindingState.OPEN), "first_seen": self.standing.deliveries[0].day.isoformat()}

    def _oldest(self, section: Section) -> list[Fact]:
        """How many open findings the first delivery showed already; nothing where it is the one before."""
        if len(self.standing.deliveries) < 3:
            return []
        first, seen = self.standing.deliveries[0].day, self.standing.first_seen
        count = sum(s is FindingState.OPEN and seen[key] == first for key, s in self.standing.states.items())
        return [self._fact(section, "findings_count", count, **self._since_first)]

    def _over_time(self, section: Section) -> list[Fact]:
        found: list[Fact] = []
        for one in () if self._is_first else self.standing.deliveries:
            stood = {"state": STANDING, "delivery": one.day.isoformat()}
            found.append(self._fact(section, "findings_count", one.standing, **stood))
            if one.amount is not None:
                found.append(self._fact(section, "findings_amount", one.amount, **stood))
        return found

    def _fact(self, section: Section, measure: str, value: object, **dimensions: str) -> Fact:
        analysis = self.outcome.analysis
        unit = section.currency if measure.endswith("_amount") else "count"
        tables = analysis.needs + analysis.uses
        id_ = f"{analysis.id}.{measure}"
        return Fact(id_, value, unit, dimensions=dimensions, definition=analysis.definition, tables=tables)  # type: ignore[arg-type]

    def _sentences(self, section: Section, facts: dict[str, Fact]) -> list[str]:
        pick = partial(_pick, facts, f"{self.outcome.analysis.id}.findings_count")
        is_quiet = self._is_first or not self.standing.states  # where nothing was ever found, nothing moved
        moved = () if is_quiet else (self._movement(pick), *self._oldest_said(pick), *self._money(facts))
        said = [" ".join(moved)] if moved else []
        accepted = pick(state=str(FindingState.ACCEPTED))
        if accepted and accepted.value:
            said.append(say("findings.accepted", number(accepted), figure=cite(accepted)))
        return said

    def _movement(self, pick: Callable[..., Fact | None]) -> str:
        before = on_date(self.standing.deliveries[-2].day)
        stated = {str(state): pick(state=str(state)) for state in FindingState}
        cited: dict[str, Any] = {state: cite(fact) for state, fact in stated.items() if fact}
        moved = any(fact.value for state, fact in stated.items() if fact and state != FindingState.OPEN)
        return say(f"findings.{'since' if moved else 'unchanged'}", before=before, **cited)

    def _oldest_said(self, pick: Callable[..., Fact | None]) -> list[str]:
        oldest = pick(**self._since_first)
        if not oldest or not oldest.value:
            return []
        first = on_date(self.standing.deliveries[0].day)
        if oldest.value == self.standing.counts[FindingState.OPEN]:
            return [say("findings.all_oldest", first=first)]
        return [say("findings.oldest", number(oldest), figure=cite(oldest), first=first)]

    def _money(self, facts: dict[str, Fact]) -> list[str]:
        """The money in the findings of the last two deliveries, where both have any."""
        id_ = f"{self.outcome.analysis.id}.findings_amount"
        days = (one.day.isoformat() for one in self.standing.deliveries[-2:])
        told = [_pick(facts, id_, state=STANDING, delivery=day) for day in days]
        held = [cite(fact) for fact in told if fact]
        return [say("findings.money", earlier=held[0], amount=held[1])] if len(held) == 2 else []

    def _history(self, section: Section, facts: dict[str, Fact]) -> tuple[Table, ...]:
        if self._is_first:
            return ()
        money = {"amount": section.currency} if any(d.amount is not None for d in self.standing.deliveries) else {}
        units = {"day": "date", "standing": "count", "new": "count", "returned": "count", "left": "count", **money}
        rows = (self._row(one, facts) for one in self.standing.deliveries)
        shown = table("findings.tables.deliveries", units, rows)
        return tuple(replace(one, in_workbook_only=True) for one in shown)

    def _row(self, one: Delivered, facts: dict[str, Fact]) -> dict[str, object]:
        pick = partial(_pick, facts, state=STANDING, delivery=one.day.isoformat())
        stood = {name: pick(f"{self.outcome.analysis.id}.findings_{unit}") for name, unit in _FIGURES.items()}
        return {**vars(one), **stood}

    def _acceptances(self) -> tuple[Table, ...]:
        units = {"by": "text", "on": "date", "record_id": "text", "why": "text", "decision": "text"}
        rows = ({**vars(item), "record_id": _records(item)} for item in self.accepted)
        return table("findings.tables.accepted", units, rows)


_FIGURES = {"standing": "count", "amount": "amount"}


def _pick(facts: dict[str, Fact], id_: str, **dimensions: str) -> Fact | None:
    return next((f for f in facts.values() if f.id == id_ and dict(f.dimensions) == dimensions), None)


def _records(item: Acceptance) -> str:
    return say("findings.every_record") if item.accepts == ("all",) else ", ".join(item.accepts)
