"""The bridge to cash once more, counted in another way over orders of all fates."""

from collections import defaultdict
from decimal import Decimal
from random import Random
from typing import Any

from cmokit.analyses.money.platform_to_cash import ANALYSIS
from cmokit.methods.order_ledger import STEPS
from tests.analyses.builders import given, measured, value_of
from tests.analyses.money.test_platform_to_cash import a_charge, an_ad, an_order

D = Decimal


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
