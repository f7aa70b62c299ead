"""What advertising paid for leads that nobody answered, that were answered late, or that sales turned away.

Each lead costs what its channel spent over the leads that the channel brought in the same months: a lead of a channel
without advertising costs nothing here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from cmokit.methods.acquisition import ALL, Cost
from cmokit.methods.first_answers import RECORD
from cmokit.methods.linkage import with_leading_id
from cmokit.methods.order_ledger import total_of
from cmokit.methods.spelling import is_filled

STEP = Decimal("0.0001")  # the scale of every amount
UNANSWERED, NO_REASON, REJECTED, LATE, FINE = "unanswered", "rejected_without_reason", "rejected", "late", "fine"
LOST = (UNANSWERED, NO_REASON, REJECTED)  # in this order: a lead counts once, by the first that holds
PROBLEMS = (*LOST, LATE)


@dataclass(frozen=True)
class Paid:
    """One lead and what became of it. attempts: of persons to reach it. cost: what advertising paid for it."""

    source_system: str
    contact_id: str
    channel: str
    month: date
    problem: str
    minutes: float | None
    attempts: int
    cost: Decimal
    source_file: str
    source_row: int


def problem_of(*, is_answered: bool, is_rejected: bool, has_reason: bool, is_late: bool) -> str:
    """The first that holds: nobody tried, turned away without a reason, turned away with one, tried late."""
    if not is_answered:
        return UNANSWERED
    if is_rejected:
        return REJECTED if has_reason else NO_REASON
    return LATE if is_late else FINE


def costs_of_a_lead(
    costs: Iterable[Cost], leads: Mapping[str, int], months: Sequence[date]
) -> tuple[dict[str, Decimal], Decimal]:
    """By channel what one lead cost; and what was spent on channels that brought no lead at all."""
    spent: dict[str, list[Decimal]] = {}
    for cost in costs:
        if cost.month in months:
            spent.setdefault(cost.channel, []).append(cost.amount)
    sums = {channel: total_of(amounts) for channel, amounts in spent.items()}
    each = {c: (sums[c] / leads[c]).quantize(STEP, ROUND_HALF_EVEN) for c in sorted(sums) if leads.get(c) and sums[c]}
    return each, total_of(amount for channel, amount in sums.items() if not leads.get(channel))


def lost_on(rows: Iterable[Paid], problems: Sequence[str], channel: str = ALL) -> Decimal:
    return total_of(row.cost for row in rows if row.problem in problems and channel in (ALL, row.channel))


def attempts_by_person(activities: Any, entity_links: Any) -> Any:
    """How often a person, not a machine, tried to reach each person: who, attempts."""
    out = activities.filter(
        activities.direction == "outbound", ~activities.is_automated.fill_null(False), is_filled(activities.contact_id)
    )
    named = with_leading_id(out, entity_links, "contact", "contact_id", "who")
    return named.group_by("who").aggregate(attempts=named.count())


def with_fate(rows: Any, rejected: Any, tried: Any) -> Any:
    """Leads (`first_answers`) with is_rejected, has_reason and attempts."""
    back = rejected.select(person_id="person_id", has_reason=rejected.reason.notnull())
    joined = rows.left_join(back, rows.who == back.person_id)
    told = joined.mutate(is_rejected=joined.person_id.notnull(), has_reason=joined.has_reason.fill_null(False))
    counted = told.drop("person_id").left_join(tried, "who", rname="{name}_tried")
    found = counted.mutate(attempts=counted.attempts.fill_null(0))
    return found.select(*rows.columns, "is_rejected", "has_reason", "attempts").order_by(RECORD)
