"""The channel of an order from an export that names it, where the order itself says nothing better.

Note attributes (UTM, landing page, referrer) win; then a mapped channel-per-order export; then discount-code rules and
the how-did-you-hear answer, which the order's own source has already looked at.
"""

from cmokit.sources.deliveries.engine import Engine
from cmokit.vocabulary import Channel

WEAKER = ("discount_code", "answer")


def fill(engine: Engine) -> None:
    """Set channel and UTM of orders from the newest channel-per-order export."""
    naming = [f for f in engine.files if f.load.is_enrichment and f.load.tables.get("orders")]
    if not naming or not engine.has("orders"):
        return
    raw = engine.raw("orders", naming, "named_channels")
    weaker = ", ".join(f"'{name}'" for name in WEAKER)
    engine.con.execute(
        f"""UPDATE orders SET channel = n.channel, channel_from = 'export',
            utm_source = coalesce(orders.utm_source, n.utm_source),
            utm_medium = coalesce(orders.utm_medium, n.utm_medium),
            utm_campaign = coalesce(orders.utm_campaign, n.utm_campaign)
        FROM (
            SELECT *, {_reference("order_id")} AS _reference FROM {raw} WHERE channel IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY _reference ORDER BY _n DESC, source_row) = 1
        ) n
        WHERE n._reference = {_reference("orders.order_id")} AND n.channel <> '{Channel.UNKNOWN}'
            AND (coalesce(orders.channel, '{Channel.UNKNOWN}') = '{Channel.UNKNOWN}'
                OR orders.channel_from IN ({weaker}))"""
    )


def _reference(column: str) -> str:
    """An order number as all exports write it alike: without `#` and leading zeros."""
    return f"coalesce(nullif(ltrim(ltrim(trim({column}), '#'), '0'), ''), {column})"
