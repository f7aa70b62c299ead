"""The series that tables tell, each with its last whole day; and what is found among them, told once."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from cmokit.analyses.answering import Answering
from cmokit.analyses.definitions import Definitions
from cmokit.methods.anomaly.found import judged
from cmokit.methods.anomaly.gathered import TABLES, Gathered, gathered
from cmokit.methods.anomaly.score import Daily, Side
from cmokit.methods.anomaly.watched import Name
from cmokit.methods.order_exchange import Rates
from cmokit.vocabulary import Watched
from tests.analyses.builders import given

AS_OF = date(2026, 3, 6)
AT = Definitions(as_of=AS_OF, answering=Answering(60))
FIRST = date(2025, 11, 3)


def told(**tables: Any) -> Gathered:
    data = given(**tables)
    rates = Rates({("USD", "EUR", date(2026, 2, 1)): Decimal("0.5")}, "EUR")
    return gathered({name: data.table(name) for name in TABLES}, AT, rates)


def day(n: int) -> str:
    return (FIRST + timedelta(days=n)).isoformat()


def test_a_platform_by_itself_is_not_told_beside_the_whole() -> None:
    spend = {"campaign": "c", "currency": "USD", "spend_amount": "8", "platform_conversions_count": 2}
    rows = [
        {**spend, "platform": "meta_ads", "period_start_on": d, "period_end_on": d}
        for d in ("2026-02-02", "2026-02-05")
    ]
    one = told(ad_spend=rows)
    assert set(one.daily) == {Name(Watched.SPEND), Name(Watched.CONVERSIONS)}
    assert one.daily[Name(Watched.SPEND)].values == (4.0, 0.0, 0.0), "in the reporting currency; its last day is cut"
    two = told(ad_spend=[*rows, {**rows[0], "platform": "google_ads", "currency": "EUR"}])
    assert {name.part for name in two.daily} == {"all", "meta_ads", "google_ads"}
    assert two.daily[Name(Watched.SPEND)].values[0] == 12.0


def test_a_report_over_many_days_is_no_day_s() -> None:
    month = {
        "platform": "meta_ads",
        "period_start_on": "2026-02-01",
        "period_end_on": "2026-02-28",
        "spend_amount": "9",
    }
    assert told(ad_spend=[month]).daily == {}


def sent(n: int, k: int) -> dict[str, Any]:
    """Four mails a day, of which the first was clicked."""
    mail = {"contact_id": f"p{n}{k}", "sent_at": f"{day(n)}T10:00:00", "workflow_id": "w", "campaign": "c"}
    return {**mail, "clicked_at": f"{day(n)}T12:00:00"} if k == 0 else mail


def test_mails_are_told_as_shares_of_those_that_were_sent() -> None:
    rows = [sent(n, k) for n in range(70) for k in range(4)]
    rows[0] |= {"unsubscribed_at": f"{day(0)}T13:00:00"}
    found = told(email_sends=rows)
    clicks, left = found.weekly[Name(Watched.EMAIL_CLICKS)], found.weekly[Name(Watched.UNSUBSCRIBED)]
    assert clicks.first == FIRST
    assert set(clicks.shares) == {(0.25, 28)}
    assert (clicks.side, left.side) == (Side.LOW, Side.HIGH)
    assert left.shares[0] == (1 / 28, 28)


def test_ratings_are_dissatisfied_by_the_top_of_their_own_scale() -> None:
    rows = [
        {"feedback_id": f"f{n}", "received_at": f"{day(n)}T10:00:00", "rating": 9 if n % 2 else 4} for n in range(28)
    ]
    shares = told(feedback=rows).weekly[Name(Watched.LOW_RATINGS)].shares
    assert [whole for _, whole in shares] == [7, 7, 7], "four of ten is dissatisfied; the last week's last day is cut"
    assert sum(share * whole for share, whole in shares if share is not None) == 11
    assert told(feedback=[{"feedback_id": "f", "received_at": f"{day(0)}T10:00:00"}]).weekly == {}


def test_tickets_and_orders_end_the_day_before_their_export() -> None:
    seen = date(2026, 2, 20)
    orders = [{"order_id": "o", "ordered_at": "2026-02-10T10:00:00", "last_seen_on": seen}]
    tickets = [{"ticket_id": "t", "opened_at": "2026-02-10T10:00:00"}]
    found = told(orders=orders, tickets=tickets)
    assert found.daily[Name(Watched.ORDERS)].last == seen - timedelta(days=1)
    assert found.daily[Name(Watched.COMPLAINTS)].last == AS_OF - timedelta(days=1)
    assert found.daily[Name(Watched.COMPLAINTS)].side is Side.HIGH


def counted(seed: int, level: float = 40) -> list[float]:
    draw = np.random.default_rng(seed)
    week = (1.1, 1.2, 1.1, 1.0, 0.9, 0.3, 0.3)
    return [float(draw.poisson(level * week[n % 7])) for n in range(122)]


def raised(values: list[float], side: Side = Side.BOTH) -> list[tuple[int, int]]:
    series = Gathered(daily={Name(Watched.TRAFFIC): Daily(FIRST, tuple(values), side=side)})
    found = judged(series, FIRST + timedelta(days=len(values)), 0).occurrences
    return [((one.first - FIRST).days, (one.last - FIRST).days) for one in found]


def test_a_day_that_was_found_is_not_told_again_by_its_week() -> None:
    values = counted(1)
    assert raised(values) == []
    values[110] = 200
    assert raised(values) == [(110, 110)]


def test_days_next_to_each_other_are_one() -> None:
    values = counted(2)
    for n in (106, 107, 108):
        values[n] = 4
    assert raised(values) == [(106, 108)]
    assert raised(values, Side.HIGH) == []


def test_what_was_long_ago_is_not_told_and_bends_nothing() -> None:
    values = counted(3)
    values[40] = 300
    values[60:64] = [0.0] * 4
    assert raised(values) == []


def test_a_part_is_left_out_on_days_on_which_the_whole_is_out() -> None:
    whole, part = counted(4, 60), counted(5, 30)
    whole[110], part[110], part[115] = 300, 250, 200
    series = Gathered(
        daily={
            Name(Watched.TRAFFIC): Daily(FIRST, tuple(whole)),
            Name(Watched.TRAFFIC, "email"): Daily(FIRST, tuple(part)),
        }
    )
    found = judged(series, FIRST + timedelta(days=122), 0).occurrences
    assert [(one.name.part, (one.first - FIRST).days) for one in found] == [("all", 110), ("email", 115)]


def test_noise_alone_is_hardly_ever_told() -> None:
    assert sum(bool(raised(counted(seed))) for seed in range(100, 130)) <= 1
