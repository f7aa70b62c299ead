"""Which order a movement of money belongs to, where its own report does not say it."""

from cmokit.sources.deliveries.engine import Engine

OF_THE_CHARGE = ("order_id", "opportunity_id", "invoice_id", "email")


def fill(engine: Engine) -> None:
    """Fill blanks in payments: a charge's order by the payment that the shop noted, a refund's by its charge."""
    if not engine.has("payments"):
        return
    if engine.has("orders"):
        _by_reference(engine)
    _by_charge(engine)


def _by_reference(engine: Engine) -> None:
    """The order whose `payment_reference` names this payment, where exactly one does."""
    engine.con.execute(
        """UPDATE payments SET order_id = o.order_id FROM (
            SELECT reference, min(order_id) AS order_id FROM (
                SELECT order_id, trim(unnest(string_split(payment_reference, ';'))) AS reference FROM orders
            ) WHERE reference <> '' GROUP BY reference HAVING count(DISTINCT order_id) = 1
        ) o
        WHERE payments.order_id IS NULL AND o.reference IN (payments.payment_reference, payments.payment_id)"""
    )


def _by_charge(engine: Engine) -> None:
    """Refunds, disputes and fees belong to what their charge belongs to."""
    filled = ", ".join(f"{name} = coalesce(payments.{name}, c.{name})" for name in OF_THE_CHARGE)
    engine.con.execute(
        f"""UPDATE payments SET {filled} FROM (SELECT * FROM payments) c
        WHERE c.payment_id = payments.charge_id AND c.source_system = payments.source_system
            AND c.payment_id <> payments.payment_id"""
    )
