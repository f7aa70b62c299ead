"""The register of data sources: what each holds, who answers for it, and who may do what with it [CRM-08]."""

from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Day, Text
from cmokit.registers.base import Item, Register
from cmokit.registers.fields import ItemId, Names, Owner, ReviewOn, Wanted, WantedList


class Content(StrEnum):
    WEB_ANALYTICS = "web_analytics"
    ADS = "ads"
    EMAIL = "email"
    CRM = "crm"
    SALES = "sales"
    PAYMENTS = "payments"
    SUPPORT = "support"
    SOCIAL = "social"
    SURVEYS = "surveys"
    CALLS = "calls"
    PURCHASES = "purchases"
    FINANCE = "finance"
    OTHER = "other"


class Quality(StrEnum):
    GOOD = "good"
    USABLE = "usable"
    POOR = "poor"
    UNKNOWN = "unknown"


class DataSource(Item):
    """One source. The owner keeps its definitions, checks its quality, approves changes and corrects errors.

    backup: where a copy lies, and how old it gets; restore_tested_on: when somebody last brought it back.
    """

    closed: ClassVar[tuple[str, ...]] = ()

    name: Text
    content: Content
    holds: Wanted = None
    owner: Owner = None
    tool: Annotated[ItemId | None, Names("tools")] = None
    refresh: Wanted = None
    quality: Quality = Quality.UNKNOWN
    known_faults: tuple[Text, ...] = ()
    allowed_use: Wanted = None
    may_read: WantedList = ()
    may_edit: tuple[Text, ...] = ()
    may_export: tuple[Text, ...] = ()
    may_delete: tuple[Text, ...] = ()
    backup: Text | None = None
    restore_tested_on: Day | None = None
    review_on: ReviewOn = None


DATA_SOURCES = Register(name="data_sources", model=DataSource, covers=("CRM-08",))
