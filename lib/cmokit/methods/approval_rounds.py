"""Which stays of a board's log are approvals, what came of each, and the work that a refusal made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cmokit.methods.work_log import Stay
from cmokit.methods.work_times import TimedItem, TimedStay

APPROVED, REFUSED, PENDING = "approved", "refused", "pending"
NONE_GIVEN = "none given"
_NAMED = ("approv", "sign-off", "sign off", "signoff", "freigabe", "genehmigung", "abnahme", "موافقة", "اعتماد")


@dataclass(frozen=True)
class Decision:
    """One stay in an approval. reason: of a refusal, blank where nobody gave one."""

    stay: TimedStay
    outcome: str
    reason: str = ""

    @property
    def is_made(self) -> bool:
        return self.outcome != PENDING


@dataclass(frozen=True)
class Approved:
    """A piece of work that came to an approval. rework: active stays after a refusal; work: all active stays."""

    timed: TimedItem
    decisions: tuple[Decision, ...]
    rework: tuple[TimedStay, ...]
    work: tuple[TimedStay, ...]

    @property
    def refusals(self) -> tuple[Decision, ...]:
        return tuple(d for d in self.decisions if d.outcome == REFUSED)

    @property
    def first_pass(self) -> bool | None:
        """Whether nobody refused it; None while that is open."""
        if self.refusals:
            return False
        return None if any(not d.is_made for d in self.decisions) else True

    @property
    def rounds(self) -> int | None:
        """How often it had to be handed in until nothing was left to decide; None while it is open."""
        is_open = self.decisions[-1].outcome != APPROVED
        return None if is_open else len(self.refusals) + 1

    @property
    def is_contradicted(self) -> bool:
        """Refused more than once, each time for another reason."""
        given = [d.reason.casefold() for d in self.refusals if d.reason]
        return len(set(given)) > 1


def approvals_in(stays: Iterable[Stay]) -> frozenset[str]:
    """The columns in which work is approved: called so, else those whose stays carry reasons of refusal."""
    every = list(stays)
    named = {stay.status for stay in every if any(part in stay.status.casefold() for part in _NAMED)}
    return frozenset(named or {stay.status for stay in every if stay.reason})


def tells_refusals(stays: Iterable[Stay]) -> bool:
    """Whether the log says anything of rounds or reasons at all."""
    return any(stay.reason or stay.turn is not None for stay in stays)


def approved(items: Iterable[TimedItem], columns: frozenset[str]) -> list[Approved]:
    """The items that came to an approval."""
    found = (_approved(item, columns) for item in items)
    return [one for one in found if one.decisions]


def _approved(timed: TimedItem, columns: frozenset[str]) -> Approved:
    decisions, rework, work, is_again = [], list[TimedStay](), list[TimedStay](), False
    for place, one in enumerate(timed.stays):
        if one.stay.status in columns:
            decision = _decision(one, timed.stays[place + 1 :], columns)
            is_again = decision.outcome == REFUSED
            decisions.append(decision)
        elif one.stay.is_waiting is False:
            work.append(one)
            rework += [one] if is_again else []
    return Approved(timed, tuple(decisions), tuple(rework), tuple(work))


def _decision(one: TimedStay, after: Sequence[TimedStay], columns: frozenset[str]) -> Decision:
    """Refused where a reason stands at it or at what follows, or a further round begins."""
    then = after[0].stay if after else None
    if not one.has_ended:
        return Decision(one, PENDING)
    reason = one.stay.reason or (then.reason if then and then.status not in columns else "")
    is_next_round = then is not None and None not in (then.turn, one.stay.turn) and _turn(then) > _turn(one.stay)
    return Decision(one, REFUSED, reason) if reason or is_next_round else Decision(one, APPROVED)


def _turn(stay: Stay) -> int:
    return stay.turn or 0


def person_code(owner: str) -> str:
    """Who it is without the name: the id of a system as it stands, else a number made of the name."""
    if not owner or any(c.isdigit() for c in owner):
        return owner
    return f"person {int(sha256(owner.encode()).hexdigest(), 16) % 100_000:05d}"
