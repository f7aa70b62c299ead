"""The client's own words for stages, sources, statuses and owners, and the lists that give some of them a meaning.

A word is *unmapped* where a closed list gives it its meaning (stages agreed, channels, statuses) and the list does not
know it. Words without such a list (owners, pipelines, reasons) are the client's own and are never unmapped.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cmokit.engagement.model import Engagement
from cmokit.sources.base import value_key
from cmokit.tables.contract import WRITTEN
from cmokit.vocabulary import Channel, LifecycleStage, OpportunityStatus

BESIDE = (str(LifecycleStage.OTHER), str(LifecycleStage.EVANGELIST))  # stages beside the order, always allowed
CLOSED_DEAL = (str(OpportunityStatus.WON), str(OpportunityStatus.LOST))
FINANCIAL = (
    *("authorized", "expired", "paid", "partially_paid", "partially_refunded"),
    *("pending", "refunded", "unpaid", "voided"),
)
FULFILMENT = ("fulfilled", "in_progress", "on_hold", "partial", "pending", "restocked", "scheduled", "unfulfilled")
PARCEL = ("delivered", "returned", "lost", "in_transit")


@dataclass(frozen=True)
class Word:
    """One column of the client's words. meaning: the column that says what a word is taken for; is_listed: out of a
    closed list. record_id: what names a record.
    """

    table: str
    column: str
    meaning: str
    record_id: str
    is_listed: bool = False

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"

    @property
    def written(self) -> str:
        """The column that holds the client's own text where the column itself holds something else."""
        return f"{self.column}{WRITTEN}"


WORDS = (
    Word("contacts", "lifecycle_stage", "lifecycle_stage", "contact_id", is_listed=True),
    Word("contacts", "lead_status", "lead_status", "contact_id"),
    Word("contacts", "lead_source", "channel", "contact_id", is_listed=True),
    Word("contacts", "owner_id", "owner_id", "contact_id"),
    Word("opportunities", "pipeline", "pipeline", "opportunity_id"),
    Word("opportunities", "stage", "stage", "opportunity_id", is_listed=True),
    Word("opportunities", "lead_source", "channel", "opportunity_id", is_listed=True),
    Word("opportunities", "loss_reason", "loss_reason", "opportunity_id"),
    Word("opportunities", "owner_id", "owner_id", "opportunity_id"),
    Word("orders", "utm_medium", "channel", "order_id", is_listed=True),
    Word("orders", "payment_method", "payment_method", "order_id"),
    Word("orders", "financial_status", "financial_status", "order_id", is_listed=True),
    Word("orders", "fulfilment_status", "fulfilment_status", "order_id", is_listed=True),
    Word("parcels", "status", "status", "order_id", is_listed=True),
)
# Further places of a medium, which no list of channels explains.
MEDIA = (
    Word("contacts", "utm_medium", "utm_medium", "contact_id"),
    Word("touchpoints", "utm_medium", "utm_medium", "touchpoint_id"),
    Word("web_sessions", "utm_medium", "utm_medium", "source_file"),
)
LISTED = tuple(word for word in WORDS if word.is_listed)


@dataclass(frozen=True)
class Agreed:
    """Stages agreed for a contact, and for a deal (none where their order is read from the data)."""

    lifecycle: Sequence[str]
    pipeline: Sequence[str] = ()


def agreed_in(engagement: Engagement) -> Agreed:
    """The stages that an engagement has agreed."""
    said = engagement.definitions
    return Agreed(said.lifecycle.order, said.pipeline.order)


def is_unmapped(word: Word, text: str, meaning: str | None, agreed: Agreed) -> bool:
    """Whether no closed list knows this word."""
    if not word.is_listed:
        return False
    if word.meaning == "channel":
        return meaning in (None, Channel.UNKNOWN) and value_key(text) != Channel.UNKNOWN
    known = known_values(word, agreed)
    return bool(known) and (meaning is None or folded(meaning) not in map(folded, (*known, *_beside(word))))


def known_values(word: Word, agreed: Agreed) -> tuple[str, ...]:
    """What a word of this column may mean; empty where the client's own words stand."""
    lists = {
        "contacts.lifecycle_stage": (*agreed.lifecycle, *BESIDE),
        "opportunities.stage": tuple(agreed.pipeline),
        "orders.financial_status": FINANCIAL,
        "orders.fulfilment_status": FULFILMENT,
        "parcels.status": PARCEL,
    }
    if word.meaning == "channel":
        return tuple(channel for channel in Channel if channel is not Channel.UNKNOWN)
    return lists.get(word.name, ())


def _beside(word: Word) -> tuple[str, ...]:
    return CLOSED_DEAL if word.column == "stage" else ()


def folded(text: str) -> str:
    """How a meaning is compared with the list: case, blanks and hyphens do not count."""
    return text.strip().casefold().replace(" ", "_").replace("-", "_")
