"""Outcomes that attribution credits, from won deals and orders where no export names them."""

from cmokit.sources.deliveries.engine import Engine

# kind of conversion: the table it follows from, and how.
_WON = """
    SELECT 'opportunity:' || o.opportunity_id AS conversion_id, o.contact_id, o.closed_at AS converted_at,
        'won' AS kind, o.amount AS value_amount, o.currency, 'opportunities' AS derived_from,
        o.source_file, o.source_row, o.source_system
    FROM opportunities o
    LEFT JOIN entity_links l ON l.entity = 'opportunity' AND l.source_system = o.source_system
        AND l.record_id = o.opportunity_id
    WHERE o.status = 'won' AND o.closed_at IS NOT NULL AND o.gone_on IS NULL
        AND (l.leading_id IS NULL
            OR l.leading_id IN (o.opportunity_id, concat_ws(':', o.source_system, o.opportunity_id)))"""
_ORDER = """
    SELECT 'order:' || order_id AS conversion_id, contact_id, ordered_at AS converted_at, 'order' AS kind,
        coalesce(subtotal_amount, total_amount) AS value_amount, currency, 'orders' AS derived_from,
        source_file, source_row, source_system
    FROM orders WHERE ordered_at IS NOT NULL AND cancelled_at IS NULL AND gone_on IS NULL"""
DERIVED = {"won": ("opportunities", _WON), "order": ("orders", _ORDER)}


def fill(engine: Engine) -> None:
    """Add the conversions of each kind that no export gives: a won deal of the leading record, an order not cancelled.

    An order's value is that of its goods: after discounts, before shipping and tax on top.
    """
    given = {kind for (kind,) in engine.rows("SELECT DISTINCT kind FROM conversions")} if _is_made(engine) else set()
    wanted = [query for kind, (table, query) in DERIVED.items() if kind not in given and engine.has(table)]
    if not wanted:
        return
    own = ["SELECT * FROM conversions"] if _is_made(engine) else []
    engine.make("conversions", " UNION ALL BY NAME ".join(own + wanted))


def _is_made(engine: Engine) -> bool:
    return "conversions" in engine.made
