"""The kinds of field that an item is made of: who answers, what is due, what points elsewhere, what may not stay blank.

A kind is a mark on the field's type. The gaps that all registers have alike are found by these marks (`gaps.py`), and
the workbook's drop-downs and checks are made from them.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

from pydantic import BaseModel, Field

from cmokit.engagement.values import Code, Day, Text

ItemId = Annotated[Code, Field(pattern=r"^[A-Za-z0-9][\w.-]*$", max_length=100)]


class Mark(Enum):
    """OWNER: the one person who answers; blank is a gap. PERSON: anybody by name. DUE: a day by which the item is to be
    closed. REVIEW: a day on which somebody looks at it again. WANTED: blank is a gap. FIGURE: the name of a fact
    (`family.analysis.measure`, with its dimensions), or the id of a metric.
    """

    OWNER = "owner"
    PERSON = "person"
    DUE = "due"
    REVIEW = "review"
    WANTED = "wanted"
    FIGURE = "figure"


@dataclass(frozen=True)
class Names:
    """The id of an item in another register; on a list, of several."""

    register: str


Owner = Annotated[Text | None, Mark.OWNER]
PersonName = Annotated[Text | None, Mark.PERSON]
DueOn = Annotated[Day | None, Mark.DUE]
ReviewOn = Annotated[Day | None, Mark.REVIEW]
Wanted = Annotated[Text | None, Mark.WANTED]
WantedDay = Annotated[Day | None, Mark.WANTED]
WantedList = Annotated[tuple[Text, ...], Mark.WANTED]
Figure = Annotated[Text | None, Mark.FIGURE]


def marks(model: type[BaseModel], field: str) -> frozenset[Mark]:
    return frozenset(mark for mark in model.model_fields[field].metadata if isinstance(mark, Mark))


def names(model: type[BaseModel], field: str) -> str | None:
    """The register whose ids stand in this field."""
    return next((mark.register for mark in model.model_fields[field].metadata if isinstance(mark, Names)), None)


def values(item: BaseModel, field: str) -> tuple[Any, ...]:
    """What stands in a field, as a list: empty where it is blank."""
    value = getattr(item, field)
    return value if isinstance(value, tuple) else () if value is None else (value,)
