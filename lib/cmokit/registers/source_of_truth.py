"""Which system is believed for which kind of data, and how copies are brought up to date [INT-01]."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from cmokit.engagement.values import Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, ReviewOn, Wanted

CONTRADICTS = "contradicts_engagement"  # nothing runs before the two agree


class Truth(Item):
    """One kind of data or one field. system: the name of a system as engagement.yaml has it, or of a tool."""

    called: ClassVar[str] = "data"

    data: Text
    field: Text | None = None
    system: Wanted = None
    copies: tuple[Text, ...] = ()
    update_rule: Wanted = None
    data_source: Annotated[ItemId | None, Names("data_sources")] = None
    owner: Owner = None
    review_on: ReviewOn = None


def _no_two_equal(items: Sequence[Truth]) -> Iterable[Problem]:
    count = Counter(_what(item) for item in items)
    for item in items:
        if count[_what(item)] > 1:
            mend = "name one system; the others are its copies"
            yield Problem(item.id, "data", "two_sources", f"{item.data} has two sources of truth", mend)


def _as_the_engagement_says(items: Sequence[Truth], around: Around) -> Iterable[Problem]:
    for item in items:
        leading = around.leading.get(item.data.strip().casefold()) if item.field is None else None
        if leading and item.system and item.system.strip().casefold() != leading.casefold():
            message = f"{item.data}: {item.system} here, {leading} under systems.leading in engagement.yaml"
            yield Problem(item.id, "system", CONTRADICTS, message, "correct one of them")


def _copies_have_a_rule(items: Sequence[Truth], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.system and item.system in item.copies:
            yield Problem(
                item.id, "copies", "copy_of_itself", f"{item.system} is both the source and a copy of {item.data}"
            )


def _what(item: Truth) -> tuple[str, str]:
    return (item.data.strip().casefold(), (item.field or "").strip().casefold())


SOURCE_OF_TRUTH = Register(
    name="source_of_truth",
    model=Truth,
    covers=("INT-01",),
    rules=(_no_two_equal,),
    stops=(_as_the_engagement_says,),
    gaps=(_copies_have_a_rule,),
)
