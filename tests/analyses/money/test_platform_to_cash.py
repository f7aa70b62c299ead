"""From the platforms' claims to cash, to the cent, for each order, each channel and in all."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.money.platform_to_cash import ANALYSIS
from cmokit.methods.order_ledger import STEPS
from cmokit.vocabulary import Severity
from tests.analyses.builders import FakeData, given, measured, names_of, outcome, rows_of, value_of

D = Decimal
AS_OF = date(2026, 1, 31)


def an_order(number: int, **changes: Any) -> dict[str, Any]:
    """Goods 100, shipping 5, tax 21."""
    said = {"order_id": str(number), "currency": "EUR", "subtotal_amount": 100, "shipping_amount": 5}
    said |= {"tax_amount": 21, "total_amount": 126, "ordered_at": "2025-12-01", "channel": "email"}
    return said | {"financial_status": "paid", **changes}


def a_charge(number: int, amount: Any = 126, **changes: Any) -> dict[str, Any]:
    said = {"payment_id": f"ch_{number}", "order_id": str(number), "kind": "charge", "amount": amount}
    return said | {"currency": "EUR", "available_on": "2025-12-10", **changes}


def an_ad(platform: str, value: Any, **changes: Any) -> dict[str, Any]:
    said = {"platform": platform, "campaign": "a", "period_start_on": "2025-12-01", "period_end_on": "2025-12-31"}
    return said | {"platform_value_amount": value, "currency": "EUR", **changes}


def steps(data: FakeData, channel: str = "all", definitions: Definitions = Definitions()) -> dict[str, Decimal]:
    facts = measured(ANALYSIS, data, definitions).facts
    own = [f for f in facts if f.measure == "step_amount" and f.dimensions["channel"] == channel]
    return {fact.dimensions["step"]: fact.value for fact in own if fact.value}  # type: ignore[misc]


def shop() -> FakeData:
    return given(
        ad_spend=[an_ad("meta", 300), an_ad("google_ads", 150)],
        orders=[
            an_order(1, channel="paid_social"),
            an_order(2, channel=None),
            an_order(3, cancelled_at="2025-12-02"),
            an_order(4, is_cash_on_delivery=True, financial_status="pending"),
        ],
        payments=[
            a_charge(1, fee_amount="2.50"),
            a_charge(2, available_on="2026-02-05", fee_amount=3),
            a_charge(3),
            {"payment_id": "re_3", "order_id": "3", "kind": "refund", "amount": -126, "available_on": "2025-12-03"},
            {"payment_id": "po_1", "kind": "payout", "amount": -1000, "available_on": "2025-12-15"},
        ],
        parcels=[{"order_id": "4", "awb": "q", "status": "returned", "freight_amount": 8, "net_remitted_amount": -8,
                  "remitted_on": "2025-12-20"}],
    )  # fmt: skip


def test_every_step_from_the_platforms_to_cash() -> None:
    assert steps(shop()) == {
        "ad_reported": 450, "double_counted": -50, "crm": 400, "ordered": 400, "vat": 84, "shipping": 20,
        "cancelled": -126, "not_delivered": -126, "fees": D("-13.50"), "not_yet_settled": -123, "cash": D("115.50"),
    }  # fmt: skip


def test_a_platform_s_claims_stay_with_its_channel() -> None:
    assert steps(shop(), "paid_social") | {"cash": 0} == {
        "ad_reported": 300, "double_counted": -200, "crm": 100, "ordered": 100, "vat": 21, "shipping": 5,
        "fees": D("-2.50"), "cash": 0,
    }  # fmt: skip
    assert steps(shop(), "paid_search") == {"ad_reported": 150, "double_counted": -150}


def test_the_unknown_channel_is_said_first() -> None:
    found = outcome(ANALYSIS, shop())
    assert value_of(found.section.facts, "unknown_channel_amount") == 100
    assert value_of(found.section.facts, "unknown_channel_share") == 0.25
    assert found.section.headline.startswith("{{fact:money.platform_to_cash.unknown_channel_share}}")


def test_nothing_unexplained_passes() -> None:
    assert outcome(ANALYSIS, shop()).severity is Severity.PASS


@pytest.mark.parametrize(
    ("charged", "severity"), [("125.5", "PASS"), ("125.4", "WARN"), ("124", "WARN"), ("123.9", "FAIL")]
)
def test_the_unexplained_share_is_judged(charged: str, severity: str) -> None:
    data = given(orders=[an_order(1)], payments=[a_charge(1, charged)])
    assert outcome(ANALYSIS, data).severity == severity


def test_two_charges_of_one_order_do_not_count_the_order_twice() -> None:
    data = given(
        orders=[an_order(1, email="a@x.example"), an_order(2, email="a@x.example")],
        payments=[a_charge(1, 100), a_charge(1, 26, payment_id="ch_1b"), a_charge(2)],
    )
    found = steps(data)
    assert (found["ordered"], found["cash"]) == (200, 252)
    joined = [(o, p) for o in ("1", "2") for p in ("1", "1", "2") if o == p]
    assert 100 * len(joined) == 300, "a join of orders and payments counts 300"


def test_cash_that_belongs_to_no_order_is_shown_without_one() -> None:
    loose = {"payment_id": "ch_x", "kind": "charge", "amount": 40, "fee_amount": 1, "available_on": "2025-12-10"}
    found = measured(ANALYSIS, given(orders=[an_order(1)], payments=[a_charge(1), loose, a_charge(9, 11)]))
    assert value_of(found.facts, "step_amount", step="unexplained", channel="unknown") == 50
    rows = rows_of(found.evidence, "order_id", "reference", "unexplained_amount", "source_row", problem="no_order")
    assert rows == [(None, "ch_x", D(39), 3), ("9", "ch_9", D(11), 4)]


def test_unexplained_orders_are_named_with_their_row() -> None:
    found = measured(ANALYSIS, given(orders=[an_order(1), an_order(2)], payments=[a_charge(1)]))
    rows = rows_of(found.evidence, "order_id", "unexplained_amount", "source_file", "source_row", problem="unexplained")
    assert rows == [("2", D(-126), "orders.csv", 3)]
    assert value_of(found.facts, "unexplained_rows_count", why="no_movement") == 1


def test_plus_and_minus_do_not_hide_each_other_in_what_is_told() -> None:
    data = given(orders=[an_order(1), an_order(2)], payments=[a_charge(1, 116), a_charge(2, 136)])
    found = measured(ANALYSIS, data)
    assert value_of(found.facts, "unexplained_share") == 0
    assert value_of(found.facts, "unexplained_gross_amount", why="all") == 20
    assert outcome(ANALYSIS, data).section.money_at_stake_amount == 20


def test_money_after_the_day_is_not_cash_yet() -> None:
    early = Definitions(as_of=date(2025, 12, 9))
    data = given(orders=[an_order(1)], payments=[a_charge(1)])
    assert steps(data, definitions=early)["not_yet_settled"] == -126
    assert steps(data)["cash"] == 126


def test_several_settlements_and_a_later_adjustment_of_one_parcel() -> None:
    parcel = {"order_id": "1", "awb": "q", "status": "delivered", "delivered_on": "2025-12-05"}
    first = parcel | {"cod_collected_amount": 126, "freight_amount": 8, "net_remitted_amount": 118}
    data = given(
        orders=[an_order(1, is_cash_on_delivery=True)],
        parcels=[
            first | {"remitted_on": "2025-12-15", "source_file": "one.csv"},
            parcel | {"adjustment_amount": -3, "net_remitted_amount": -3, "remitted_on": "2026-01-15"},
            parcel | {"adjustment_amount": -2, "net_remitted_amount": -2, "remitted_on": "2026-02-15"},
        ],
    )
    found = steps(data)
    assert (found["fees"], found["not_yet_settled"], found["cash"]) == (-13, 2, 115)
    assert "unexplained" not in found


def test_without_payments_the_bridge_ends_at_the_orders() -> None:
    found = outcome(ANALYSIS, given(orders=[an_order(1), an_order(2, is_cash_on_delivery=True)]))
    assert found.severity is Severity.WARN
    assert [missing.table for missing in found.section.missing] == ["ad_spend", "parcels", "payments"]
    told = {f.dimensions["step"] for f in found.section.facts if f.measure == "step_amount"}
    assert told == {"crm", "not_matched", "ordered"}


def test_without_orders_the_bridge_ends_at_the_crm_and_says_what_to_send() -> None:
    deal = {"opportunity_id": "d", "status": "won", "channel": "paid_search", "amount": 900, "currency": "EUR"}
    data = given(
        ad_spend=[an_ad("google", 1000), an_ad("linkedin_ads", 50)],
        opportunities=[
            deal | {"closed_at": "2026-01-31T22:00:00"},
            deal | {"opportunity_id": "late", "closed_at": "2026-02-01T00:00:00"},
            deal | {"opportunity_id": "lost", "status": "lost", "closed_at": "2025-12-01"},
        ],
    )
    found = outcome(ANALYSIS, data)
    assert (found.found.ends_at, found.severity) == ("crm", Severity.WARN)
    assert "orders, payments" in found.section.reason
    assert value_of(found.section.facts, "step_amount", step="double_counted", channel="paid_search") == -100
    assert found.section.money_at_stake_amount == 150
    assert rows_of(found.evidence, "reference", "crm_amount") == [("d", D(900))]


def test_a_deal_kept_in_two_systems_counts_once() -> None:
    deal = {"status": "won", "amount": 900, "currency": "EUR", "closed_at": "2025-12-01", "channel": "email"}
    data = given(
        opportunities=[
            deal | {"opportunity_id": "h1", "source_system": "hubspot"},
            deal | {"opportunity_id": "s1", "source_system": "salesforce"},
        ],
        entity_links=[
            {"entity": "opportunity", "leading_id": "s1", "source_system": "hubspot", "record_id": "h1"},
            {"entity": "opportunity", "leading_id": "s1", "source_system": "salesforce", "record_id": "s1"},
        ],
    )
    assert steps(data)["crm"] == 900, "the usual mistake counts 1800"


def test_deals_and_orders_are_two_levels() -> None:
    deal = {"opportunity_id": "d", "status": "won", "channel": "email", "amount": 70, "currency": "EUR"}
    data = given(opportunities=[deal], orders=[an_order(1)], payments=[a_charge(1)])
    assert (steps(data)["crm"], steps(data)["not_matched"], steps(data)["ordered"]) == (70, 30, 100)


def test_neither_orders_nor_deals_is_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="no rows for: orders, opportunities"):
        measured(ANALYSIS, given(ad_spend=[an_ad("meta", 1)]))


def test_another_currency_needs_a_rate_for_its_month() -> None:
    foreign = {"orders": [an_order(1, currency="USD")], "payments": [a_charge(1, currency="USD")]}
    with pytest.raises(CannotAnswer, match="there is no rate"):
        measured(ANALYSIS, given(**foreign))
    rates = [{"from_currency": "USD", "to_currency": "EUR", "month_on": "2025-12-01", "rate": "0.9"}]
    found = steps(given(**foreign, fx_rates=rates))
    assert (found["ordered"], found["vat"], found["cash"]) == (90, D("18.9"), D("113.4"))


def test_added_in_cents_not_in_floats() -> None:
    pennies = {"subtotal_amount": "0.10", "shipping_amount": 0, "tax_amount": 0, "total_amount": "0.10"}
    data = given(
        orders=[an_order(n, **pennies) for n in range(300)], payments=[a_charge(n, "0.10") for n in range(300)]
    )
    assert steps(data) == {"crm": 30, "ordered": 30, "cash": 30}
    assert sum([0.1] * 300) != 30.0, "the usual mistake"


def busy_shop() -> dict[str, list[dict[str, Any]]]:
    """Orders of all fates, drawn at random, with cents."""
    draw = Random(7)
    orders, payments, parcels = [], [], []
    for n in range(250):
        goods, fate = D(draw.randrange(500, 30000)) / 100, draw.random()
        shipping, tax = D(draw.choice((0, 495))) / 100, (goods * D("0.19")).quantize(D("0.01"))
        total = goods + shipping + tax
        cash = draw.random() < 0.5
        row = an_order(n, subtotal_amount=goods, shipping_amount=shipping, tax_amount=tax, total_amount=total)
        row |= {"channel": draw.choice(("email", "paid_social", None, "direct")), "is_cash_on_delivery": cash}
        row |= {"financial_status": "pending" if cash else "paid", "cancelled_at": "2025-12-03" if fate < 0.1 else None}
        orders.append(row)
        if cash and fate >= 0.1:
            status = draw.choice(("delivered", "delivered", "returned"))
            taken = total - draw.choice((0, 0, 0, 3)) if status == "delivered" else D(0)
            cost, back = D(draw.randrange(300, 900)) / 100, D(4) if status == "returned" else D(0)
            line = {"order_id": str(n), "awb": f"a{n}", "status": status, "cod_collected_amount": taken}
            line |= {"freight_amount": cost, "return_fee_amount": back, "net_remitted_amount": taken - cost - back}
            line |= {"remitted_on": draw.choice(("2026-01-10", "2026-02-10"))}
            parcels += [line] if draw.random() < 0.9 else []
        elif not cash:
            fee = (total * D("0.029")).quantize(D("0.01"))
            day = draw.choice(("2025-12-12", "2026-02-02"))
            payments += [a_charge(n, total, fee_amount=fee, available_on=day)] if draw.random() < 0.95 else []
            given_back = total if fate < 0.1 else D("1.11") if fate < 0.2 else D(0)
            if given_back:
                refund = {"payment_id": f"re_{n}", "order_id": str(n), "kind": "refund", "amount": -given_back}
                payments.append(refund | {"available_on": "2025-12-12"})
    return {"orders": orders, "payments": payments, "parcels": parcels}


def second_way(rows: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Decimal]]:
    """The same steps counted step by step over all rows, without a ledger: channel → step → amount."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(D))
    channel = {row["order_id"]: row["channel"] or "unknown" for row in rows["orders"]}
    total = {row["order_id"]: row["total_amount"] for row in rows["orders"]}
    cancelled = {row["order_id"] for row in rows["orders"] if row["cancelled_at"]}
    charged = {p["order_id"] for p in rows["payments"] if p["kind"] == "charge"}
    shipped = {line["order_id"] for line in rows["parcels"]}

    def add(order_id: str, step: str, amount: Decimal) -> None:
        for name in (channel[order_id], "all"):
            found[name][step] += amount

    for row in rows["orders"]:
        order_id = row["order_id"]
        add(order_id, "ordered", row["subtotal_amount"])
        add(order_id, "vat", row["tax_amount"])
        add(order_id, "shipping", row["shipping_amount"])
        if order_id in cancelled:
            add(order_id, "cancelled", -row["total_amount"])
        elif row["is_cash_on_delivery"] and order_id not in shipped:
            add(order_id, "not_yet_settled", -row["total_amount"])
    for p in rows["payments"]:
        net = p["amount"] - p.get("fee_amount", 0)
        add(p["order_id"], "fees", -p.get("fee_amount", D(0)))
        add(p["order_id"], "cash" if p["available_on"] <= "2026-01-31" else "not_yet_settled",
            net if p["available_on"] <= "2026-01-31" else -net)  # fmt: skip
        if p["kind"] == "refund" and p["order_id"] not in cancelled:
            add(p["order_id"], "refunded", p["amount"])
    for line in rows["parcels"]:
        net, paid = line["net_remitted_amount"], line["remitted_on"] <= "2026-01-31"
        add(line["order_id"], "fees", -line["freight_amount"] - line["return_fee_amount"])
        add(line["order_id"], "cash" if paid else "not_yet_settled", net if paid else -net)
        if line["status"] == "returned":
            add(line["order_id"], "not_delivered", -total[line["order_id"]])
        else:
            add(line["order_id"], "unexplained", line["cod_collected_amount"] - total[line["order_id"]])
    for row in rows["orders"]:
        is_card, order_id = not row["is_cash_on_delivery"], row["order_id"]
        if is_card and order_id not in charged:
            # Paid by the shop's word, or cancelled and refunded without ever having been charged.
            add(order_id, "unexplained", -row["total_amount"])
    return found


def test_a_second_way_of_counting_gives_every_step_of_every_channel() -> None:
    rows = busy_shop()
    found, wanted = measured(ANALYSIS, given(**rows)), second_way(rows)
    for channel, own in wanted.items():
        for step in ("ordered", *STEPS, "cash"):
            stated = value_of(found.facts, "step_amount", step=step, channel=channel)
            assert stated == own.get(step, D(0)), (channel, step)
    assert sum(1 for entry in wanted["all"].values() if entry) == 10


def test_each_level_and_the_steps_behind_it_equal_the_next_level() -> None:
    found = measured(ANALYSIS, given(ad_spend=[an_ad("meta", "999.99")], **busy_shop()))
    for channel in ("all", "email", "paid_social", "direct", "unknown"):
        own = {
            f.dimensions["step"]: f.value
            for f in found.facts
            if f.measure == "step_amount" and f.dimensions["channel"] == channel
        }
        assert own["ad_reported"] + own["double_counted"] == own["crm"]
        assert own["crm"] + own["not_matched"] == own["ordered"]
        assert own["ordered"] + sum(own[step] for step in STEPS) == own["cash"]
    for row in found.evidence.to_pylist():
        assert row["ordered_amount"] + sum(row[f"{step}_amount"] for step in STEPS) == row["cash_amount"]


def test_the_channels_add_up_to_the_whole() -> None:
    facts = measured(ANALYSIS, given(**busy_shop())).facts
    for step in ("crm", "ordered", *STEPS, "cash"):
        own = [f for f in facts if f.measure == "step_amount" and f.dimensions["step"] == step]
        whole = value_of(facts, "step_amount", step=step, channel="all")
        assert sum(f.value for f in own if f.dimensions["channel"] != "all") == whole  # type: ignore[misc]


def test_an_empty_level_leaves_its_share_out() -> None:
    free = {"subtotal_amount": 0, "shipping_amount": 0, "tax_amount": 0, "total_amount": 0}
    found = outcome(ANALYSIS, given(orders=[an_order(1, **free)], payments=[a_charge(9, 0)]))
    assert names_of(found.section.facts, "unexplained_share") == []
    assert found.severity is Severity.WARN
