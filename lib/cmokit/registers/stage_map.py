"""The commercial stage map: from audience to collected revenue, eight fields a stage [CSM-01]."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from cmokit.engagement.values import Number, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, Wanted, WantedList


class Stage(Item):
    """One stage. position: its place on the way, 1 first. typical_delay_days: until the next one, calendar days."""

    called: ClassVar[str] = "stage"

    stage: Text
    position: Annotated[int, Field(ge=1, le=99)] | None = None
    owner: Owner = None
    systems: Annotated[tuple[ItemId, ...], Names("tools")] = ()
    inputs: WantedList = ()
    outputs: WantedList = ()
    approvals: tuple[Text, ...] = ()
    typical_delay_days: Number | None = None
    frequent_errors: WantedList = ()
    available_data: Annotated[tuple[ItemId, ...], Names("data_sources")] = ()
    decision_supported: Wanted = None


def _on_the_way(items: Sequence[Stage], around: Around) -> Iterable[Problem]:
    count = Counter(item.position for item in items)
    for item in items:
        if item.position is None:
            yield Problem(item.id, "position", "no_position", f"where on the way {item.stage} stands is not known")
        elif count[item.position] > 1:
            yield Problem(item.id, "position", "same_position", f"two stages stand at {item.position}")


def _has_data_and_delay(items: Sequence[Stage], around: Around) -> Iterable[Problem]:
    for item in items:
        if not item.available_data:
            message = f"{item.stage}: no data source shows it, so no figure can"
            yield Problem(item.id, "available_data", "no_data", message)
        if item.typical_delay_days is None:
            yield Problem(item.id, "typical_delay_days", "no_delay", f"{item.stage}: nobody said how long it takes")


STAGE_MAP = Register(name="stage_map", model=Stage, covers=("CSM-01",), gaps=(_on_the_way, _has_data_and_delay))
