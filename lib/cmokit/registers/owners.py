"""The register of owners: one accountable person an area of work, and who stands in [OWN-01]."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import ClassVar

from cmokit.engagement.values import Number, YesNo
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Owner, PersonName, ReviewOn


class Area(StrEnum):
    STRATEGY = "strategy"
    RESEARCH = "research"
    DATA_QUALITY = "data_quality"
    CONTENT = "content"
    CAMPAIGNS = "campaigns"
    TECHNOLOGY = "technology"
    AUTOMATION = "automation"
    SALES_INTEGRATION = "sales_integration"
    REPORTING = "reporting"
    GOVERNANCE = "governance"
    KNOWLEDGE_BASE = "knowledge_base"
    TOOL_ACCESS = "tool_access"


class OwnedArea(Item):
    """One area and the one person who answers for it."""

    called: ClassVar[str] = "area"

    area: Area
    owner: Owner = None
    backup: PersonName = None
    hours_a_week: Number | None = None
    has_authority: YesNo | None = None
    review_on: ReviewOn = None


def _one_owner_an_area(items: Sequence[OwnedArea], around: Around) -> Iterable[Problem]:
    count = Counter(item.area for item in items)
    for item in items:
        if count[item.area] > 1:
            mend = "leave one; the others help, they do not answer for it"
            yield Problem(item.id, "area", "two_owners", f"{item.area} has {count[item.area]} owners", mend)


def _every_area(items: Sequence[OwnedArea], around: Around) -> Iterable[Problem]:
    for area in Area:
        if items and area not in {item.area for item in items}:
            yield Problem("", "area", "area_missing", f"nobody is entered for {area}", f"add an item for {area}")


def _somebody_stands_in(items: Sequence[OwnedArea], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.backup is None:
            yield Problem(item.id, "backup", "no_backup", f"nobody stands in for {item.area}")
        elif item.backup == item.owner:
            yield Problem(item.id, "backup", "own_backup", f"{item.owner} stands in for themselves")


def _time_and_authority(items: Sequence[OwnedArea], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.owner and item.has_authority is not True:
            message = f"whether {item.owner} may decide about {item.area} is not confirmed"
            yield Problem(item.id, "has_authority", "no_authority", message)
        if item.owner and not item.hours_a_week:
            message = f"{item.owner} has no time agreed for {item.area}"
            yield Problem(item.id, "hours_a_week", "no_time", message)


OWNERS = Register(
    name="owners",
    model=OwnedArea,
    covers=("OWN-01",),
    gaps=(_one_owner_an_area, _every_area, _somebody_stands_in, _time_and_authority),
)
