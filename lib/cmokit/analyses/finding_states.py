"""Each finding's state over deliveries: open, new, returned, fixed, gone or accepted. Values in, values out."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmokit.analyses.tracked import Finding
from cmokit.vocabulary import FindingState

Exists = Callable[[str, str], bool]  # (table, record id) → whether the record is still there


@dataclass(frozen=True)
class Seen:
    """What one delivery showed. day: its last. found: the findings by key."""

    day: date
    found: Mapping[str, Finding]


@dataclass(frozen=True)
class Delivered:
    """One delivery in the table over time. new, returned, left: against the one before, None in the first.

    amount: of what stood then, None where findings have no money.
    """

    day: date
    standing: int
    new: int | None
    returned: int | None
    left: int | None
    amount: Decimal | None


@dataclass(frozen=True)
class Standing:
    """states: of every finding ever seen, by key. first_seen: the day of the first delivery that showed it."""

    states: Mapping[str, FindingState]
    first_seen: Mapping[str, date]
    deliveries: tuple[Delivered, ...]

    @property
    def counts(self) -> dict[FindingState, int]:
        """Every state, also those that no finding is in."""
        seen = Counter(self.states.values())
        return {state: seen[state] for state in FindingState}


def standing(seen: Sequence[Seen], exists: Exists, accepted: Collection[str] = ()) -> Standing:
    """The states after the last of these deliveries, oldest first. accepted: record ids; `all` accepts every finding.

    A finding that is no longer there is fixed where its record still is, or went into another one; else it is gone.
    """
    if not seen:
        return Standing({}, {}, ())
    *earlier, now = seen
    states = {key: _of_present(key, earlier) for key in now.found}
    states |= {k: FindingState.ACCEPTED for k, finding in now.found.items() if _is_accepted(finding, accepted)}
    for key, finding in _last_seen(earlier).items():
        if key not in now.found:
            states[key] = FindingState.FIXED if _is_mended(finding, earlier, exists) else FindingState.GONE
    first: dict[str, date] = {}
    for one in seen:
        for key in one.found:
            first.setdefault(key, one.day)
    return Standing(states, first, tuple(_delivered(seen[: n + 1]) for n in range(len(seen))))


def _of_present(key: str, earlier: Sequence[Seen]) -> FindingState:
    """In the first delivery everything is open: there is nothing that it could be new against."""
    if not earlier or key in earlier[-1].found:
        return FindingState.OPEN
    return FindingState.RETURNED if any(key in one.found for one in earlier) else FindingState.NEW


def _is_accepted(finding: Finding, accepted: Collection[str]) -> bool:
    return "all" in accepted or finding.record in accepted


def _last_seen(seen: Sequence[Seen]) -> dict[str, Finding]:
    return {key: finding for one in seen for key, finding in one.found.items()}


def _is_mended(finding: Finding, earlier: Sequence[Seen], exists: Exists) -> bool:
    """The record is there without the finding; or it went into one of those that it was one with."""
    if exists(finding.table, finding.record):
        return True
    if not finding.group:
        return False
    last = next(one for one in reversed(earlier) if finding.key in one.found)
    others = (f for f in last.found.values() if f.group == finding.group and f.key != finding.key)
    return any(exists(other.table, other.record) for other in others)


def _delivered(seen: Sequence[Seen]) -> Delivered:
    *earlier, now = seen
    states = Counter(_of_present(key, earlier) for key in now.found)
    amounts = [finding.amount for finding in now.found.values() if finding.amount is not None]
    return Delivered(
        day=now.day,
        standing=len(now.found),
        new=states[FindingState.NEW] if earlier else None,
        returned=states[FindingState.RETURNED] if earlier else None,
        left=len(earlier[-1].found.keys() - now.found.keys()) if earlier else None,
        amount=sum(amounts, Decimal(0)) if amounts else None,
    )
