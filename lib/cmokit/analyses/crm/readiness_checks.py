"""The gaps that the readiness verdict looks for: which records each check concerns, and which of them fail it."""

import ibis
from ibis import ir

from cmokit.analyses.record_checks import RecordCheck, is_blank, is_from
from cmokit.methods.spelling import is_known


def checks(order: tuple[str, ...]) -> tuple[RecordCheck, ...]:
    def is_open(t: ir.Table) -> ir.BooleanValue:
        return t.status.fill_null("") == "open"

    def deal(t: ir.Table) -> ir.StringValue:
        return t.opportunity_id

    return (
        RecordCheck("contact_without_source", "contacts", lambda t: t.contact_id, lambda t: ibis.literal(True),
                    lambda t: ~is_known(t.lead_source) & ~is_known(t.channel)),
        RecordCheck("contact_without_owner", "contacts", lambda t: t.contact_id,
                    lambda t: is_from("mql", t.lifecycle_stage, order), lambda t: is_blank(t.owner_id)),
        RecordCheck("open_deal_without_amount", "opportunities", deal, is_open, lambda t: t.amount.isnull()),
        RecordCheck("open_deal_without_owner", "opportunities", deal, is_open, lambda t: is_blank(t.owner_id)),
        RecordCheck("closed_deal_without_close_date", "opportunities", deal,
                    lambda t: t.status.fill_null("").isin(["won", "lost"]), lambda t: t.closed_at.isnull()),
        RecordCheck("order_without_channel", "orders", lambda t: t.order_id, lambda t: ibis.literal(True),
                    lambda t: ~is_known(t.channel)),
        RecordCheck("payment_without_order", "payments", lambda t: t.payment_id,
                    lambda t: t.kind.fill_null("").isin(["charge", "refund", "dispute"]),
                    lambda t: is_blank(t.order_id) & is_blank(t.opportunity_id) & is_blank(t.invoice_id)),
    )  # fmt: skip
