"""Who came back, month by month since the beginning: cohorts by local calendar month. Ibis over the canonical tables.

Both ways give the same two tables: `customers`, one row a customer (customer_id, cohort as `2026-01`, and where the
beginning is written), and `active`, customers by cohort and month in which they ordered or were subscribed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import ibis

from cmokit.methods.linkage import with_leading_id
from cmokit.methods.months import local_month

DAY = 86_400  # seconds
RUNNING = "active"  # the state of a subscription that is paid for


@dataclass(frozen=True)
class Cohort:
    """month: of the beginning. size: customers. active: months since → customers, only of months that are over."""

    month: str
    size: int
    active: Mapping[int, int]
    running: int  # months since that have begun and are not over: none or one


def by_orders(orders: Any, links: Any, end: datetime, zone: str) -> tuple[Any, Any]:
    """Customers by first order. `repeat_days`: days to the next order, which comes a day or more after the first.

    Told apart by contact or by e-mail, else each order is a customer; a cancelled order won nobody.
    """
    kept = orders.filter(orders.ordered_at.notnull(), orders.cancelled_at.isnull(), orders.ordered_at < end)
    known = with_leading_id(kept, links, "contact", "contact_id", "person_id")
    named = known.mutate(customer_id=known.person_id.coalesce(known.email.lower(), known.order_id))
    dated = named.mutate(month=local_month(named, "ordered_at", zone)).cache()
    own = ibis.window(group_by="customer_id")
    place = ibis.row_number().over(ibis.window(group_by="customer_id", order_by=_IN_TIME))
    placed = dated.mutate(first_at=dated.ordered_at.min().over(own), cohort=dated.month.min().over(own), place=place)
    since = placed.mutate(since=placed.ordered_at.epoch_seconds() - placed.first_at.epoch_seconds())
    told = since.group_by("customer_id").aggregate(
        orders_count=since.count(),
        last_at=since.ordered_at.max(),
        repeat_days=since.since.min(where=since.since >= DAY).cast("float64") / DAY,
    )
    first = since.filter(since.place == 0).select(
        "customer_id", "cohort", "channel", "first_at", "source_file", "source_row"
    )
    customers = first.join(told, "customer_id").order_by("customer_id")
    active = since.group_by("cohort", "month").aggregate(customers=since.customer_id.nunique())
    return customers, active


_IN_TIME = ("ordered_at", "source_file", "source_row")


def by_subscriptions(subscriptions: Any, links: Any, as_of: date) -> tuple[Any, Any]:
    """Customers by the first day of a running subscription; active are those who have one on a month's last day.

    Told apart by company or by contact, else each subscription is a customer.
    """
    running = subscriptions.filter(
        subscriptions.state.lower() == RUNNING, subscriptions.started_on.notnull(), subscriptions.started_on <= as_of
    )
    firms = with_leading_id(running, links, "company", "company_id", "buyer_id")
    known = with_leading_id(firms, links, "contact", "contact_id", "person_id")
    named = known.mutate(customer_id=known.buyer_id.coalesce(known.person_id, known.subscription_id)).cache()
    order = ibis.window(group_by="customer_id", order_by=["started_on", "source_file", "source_row"])
    first = named.mutate(place=ibis.row_number().over(order)).filter(lambda t: t.place == 0)
    ends = ibis.memtable(_month_ends(_first_day(named, as_of), as_of), schema={"month": "string", "ends_on": "date"})
    began = (
        first.join(ends, [first.started_on <= ends.ends_on])
        .group_by("customer_id")
        .aggregate(cohort=lambda t: t.month.min())
    )
    columns = ("customer_id", "cohort", "plan", "started_on", "source_file", "source_row")
    customers = first.join(began, "customer_id").select(*columns).order_by("customer_id").cache()
    lasting = named.join(ends, [named.started_on <= ends.ends_on, _until(named) >= ends.ends_on])
    seen = lasting.select("customer_id", "month").join(customers.select("customer_id", "cohort"), "customer_id")
    return customers, seen.group_by("cohort", "month").aggregate(customers=seen.customer_id.nunique())


def _until(rows: Any) -> Any:
    return rows.ended_on.coalesce(ibis.date("9999-12-31"))


def _first_day(rows: Any, as_of: date) -> date:
    found: date | None = rows.aggregate(first=rows.started_on.min()).to_pyarrow().to_pylist()[0]["first"]
    return found or as_of


def _month_ends(first: date, last: date) -> dict[str, list[Any]]:
    """Every month from first to last with its last day."""
    months = [plus(f"{first:%Y-%m}", n) for n in range(between(f"{first:%Y-%m}", f"{last:%Y-%m}") + 1)]
    ends = [date.fromisoformat(f"{plus(month, 1)}-01") - timedelta(days=1) for month in months]
    return {"month": months, "ends_on": ends}


def cohorts(customers: Any, active: Any, end: datetime, most: int) -> list[Cohort]:
    """Every month in which customers began, in order. end: the first local moment that does not count any more.

    Only months that are over by then, and at most `most` of them.
    """
    sizes = customers.group_by("cohort").aggregate(size=lambda t: t.count()).order_by("cohort").to_pyarrow().to_pylist()
    counts = {(row["cohort"], row["month"]): int(row["customers"]) for row in active.to_pyarrow().to_pylist()}
    now, is_running = f"{end:%Y-%m}", end.day > 1
    return [_cohort(row["cohort"], int(row["size"]), counts, now, is_running, most) for row in sizes]


def _cohort(
    month: str, size: int, counts: Mapping[tuple[str, str], int], now: str, is_running: bool, most: int
) -> Cohort:
    age = between(month, now)  # months that are over lie before `now`
    over = range(1, min(age - 1, most) + 1)
    return Cohort(
        month, size, {k: counts.get((month, plus(month, k)), 0) for k in over}, int(is_running and 1 <= age <= most)
    )


def pooled(found: Iterable[Cohort], k: int) -> tuple[int, int]:
    """Customers active k months after their first, and all customers, of the cohorts whose month k is over."""
    old = [one for one in found if k in one.active]
    return sum(one.active[k] for one in old), sum(one.size for one in old)


def between(first: str, last: str) -> int:
    """Months from one to another."""
    return _number(last) - _number(first)


def plus(month: str, months: int) -> str:
    years, rest = divmod(_number(month) + months, 12)
    return f"{years:04d}-{rest + 1:02d}"


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1
