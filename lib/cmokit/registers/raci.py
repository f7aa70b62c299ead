"""Who does what by type of work: prepares, executes, reviews, approves, launches, monitors, repairs [OWN-02]."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import ClassVar

from cmokit.engagement.values import Text, YesNo
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Owner, PersonName

STEPS = ("prepares", "executes", "reviews", "approves", "launches", "monitors", "repairs")


class WorkType(Item):
    """One type of work. owner: the one accountable person."""

    called: ClassVar[str] = "work"

    work: Text
    owner: Owner = None
    has_authority: YesNo | None = None
    prepares: PersonName = None
    executes: PersonName = None
    reviews: PersonName = None
    approves: PersonName = None
    launches: PersonName = None
    monitors: PersonName = None
    repairs: PersonName = None


def _one_accountable(items: Sequence[WorkType], around: Around) -> Iterable[Problem]:
    count = Counter(item.work.strip().casefold() for item in items)
    for item in items:
        if count[item.work.strip().casefold()] > 1:
            message = f"{item.work} stands {count[item.work.strip().casefold()]} times, each with an owner of its own"
            yield Problem(item.id, "work", "two_owners", message, "leave one")


def _each_step_done_by_somebody(items: Sequence[WorkType], around: Around) -> Iterable[Problem]:
    for item in items:
        missing = [step for step in STEPS if getattr(item, step) is None]
        if missing:
            yield Problem(item.id, missing[0], "step_open", f"{item.work}: nobody {', '.join(missing)}")


def _nobody_approves_their_own(items: Sequence[WorkType], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.approves and item.approves in (item.executes, item.prepares):
            message = f"{item.work}: {item.approves} approves what {item.approves} made"
            yield Problem(item.id, "approves", "approves_own_work", message, "let somebody else approve it")


def _has_authority(items: Sequence[WorkType], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.owner and item.has_authority is not True:
            message = f"whether {item.owner} may decide about {item.work} is not confirmed"
            yield Problem(item.id, "has_authority", "no_authority", message)


RACI = Register(
    name="raci",
    model=WorkType,
    covers=("OWN-02",),
    gaps=(_one_accountable, _each_step_done_by_somebody, _nobody_approves_their_own, _has_authority),
)
