"""Orders, money that moved, parcels, and the books beside them."""

from cmokit.tables.contract import CanonicalTable, as_written, columns
from cmokit.vocabulary import Combine

ORDERS = CanonicalTable(
    name="orders",
    grain="one row per order",
    key=("source_system", "order_id"),
    combine=Combine.SNAPSHOT,
    dated_by="ordered_at",
    columns=columns(
        """
        order_id contact_id email ordered_at currency subtotal_amount discount_amount
        shipping_amount tax_amount total_amount payment_method is_cash_on_delivery
        financial_status fulfilment_status fulfilled_at cancelled_at refunded_amount channel
        utm_source utm_medium utm_campaign channel_from payment_reference payment_method_written
        financial_status_written fulfilment_status_written
        """,
    ),
    notes={
        "channel_from": "what the channel was read from: note_attributes, export, discount_code, answer; blank if none",
        "payment_reference": "the shop's ids of the payment, joined by ;, as the payment processor writes them",
        **as_written("payment_method", "financial_status", "fulfilment_status"),
    },
)

ORDER_LINES = CanonicalTable(
    name="order_lines",
    grain="one row per order and product",
    key=("source_system", "order_id", "line_no"),
    combine=Combine.SNAPSHOT,
    columns=columns(
        """
        order_id line_no sku name quantity_count price_amount discount_amount
        """,
    ),
)

PAYMENTS = CanonicalTable(
    name="payments",
    grain="one row per movement of money",
    key=("source_system", "payment_id"),
    combine=Combine.LOG,
    dated_by="occurred_at",
    columns=columns(
        """
        payment_id order_id opportunity_id invoice_id email kind occurred_at available_on amount
        fee_amount net_amount currency status processor charge_id payment_reference
        """,
        kind="charge | refund | dispute | fee | payout | adjustment",
    ),
    notes={
        "charge_id": "the charge that a refund or dispute belongs to",
        "payment_reference": "the processor's id of the payment that a shop may have written to its order",
    },
)

PARCELS = CanonicalTable(
    name="parcels",
    grain="one row per parcel settled by a courier",
    key=("source_file", "source_row"),
    combine=Combine.MOVEMENTS,
    dated_by="delivered_on",
    columns=columns(
        """
        order_id awb status delivered_on cod_collected_amount freight_amount cod_fee_amount
        return_fee_amount adjustment_amount net_remitted_amount remitted_on bank_reference
        currency courier status_written
        """,
        status="delivered | returned | lost | in_transit",
    ),
    notes=as_written("status"),
)

SUBSCRIPTIONS = CanonicalTable(
    name="subscriptions",
    grain="one row per subscription and state interval",
    key=("subscription_id", "state", "started_on"),
    combine=Combine.SNAPSHOT,
    dated_by="started_on",
    columns=columns(
        """
        subscription_id contact_id company_id plan state started_on ended_on recurring_amount
        currency
        """,
    ),
)

COSTS = CanonicalTable(
    name="costs",
    grain="one row per cost and period",
    key=("period_start_on", "kind", "channel", "currency"),
    combine=Combine.RESTATED_WINDOW,
    dated_by="period_start_on",
    columns=columns(
        """
        period_start_on kind channel amount currency
        """,
        kind="ads | agency | salary | software | other",
    ),
)

FX_RATES = CanonicalTable(
    name="fx_rates",
    grain="one row per currency pair and month",
    key=("from_currency", "to_currency", "month_on"),
    combine=Combine.RESTATED_WINDOW,
    columns=columns(
        """
        from_currency to_currency month_on rate rate_source
        """,
    ),
)

PRODUCT_COSTS = CanonicalTable(
    name="product_costs",
    grain="one row per product (line) and start date",
    key=("sku", "product_line", "valid_from_on"),
    combine=Combine.RESTATED_WINDOW,
    columns=columns(
        """
        sku product_line valid_from_on unit_cost_amount margin_share currency
        """,
    ),
)

CONTROL_TOTALS = CanonicalTable(
    name="control_totals",
    grain="one row per figure of the client's books and month",
    key=("figure", "month_on", "currency"),
    combine=Combine.RESTATED_WINDOW,
    columns=columns(
        """
        figure month_on amount currency includes_vat
        """,
        figure="revenue | refunds | cash_received | ad_invoices",
    ),
    notes={"includes_vat": "yes or no; blank where nobody says"},
)
