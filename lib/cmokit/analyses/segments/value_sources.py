"""What was sold, order by order or deal by deal, with the groups that each sale belongs to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.definitions import Definitions
from cmokit.analyses.money.exports_needed import any_row, asks
from cmokit.analyses.reporting_currency import converter, rates_of
from cmokit.exhibits.section import Missing
from cmokit.methods import contribution as orders_way
from cmokit.methods import deal_flow, deal_spans
from cmokit.methods.cash_bridge import ledger
from cmokit.methods.company_traits import TRAITS, with_company, with_usual_spelling
from cmokit.methods.customer_values import Sale
from cmokit.methods.deal_flow import Flow
from cmokit.methods.first_orders import COLUMNS, kept_orders
from cmokit.methods.goods_cost import LINE_COLUMNS, ONE, PRODUCT_COLUMNS, CostBook
from cmokit.methods.linkage import with_leading_id
from cmokit.methods.order_ledger import ZERO
from cmokit.tables.contract import AMOUNT

DEALS, ORDERS = "deals", "orders"
DEAL = ["source_system", "opportunity_id"]
DEAL_COLUMNS = (*TRAITS, "product_line", "channel")
_TEXTS = ("record_id", "state", *TRAITS, "product_line", "product", "channel", "payment", "currency", "source_file")
SCHEMA = pa.schema([
    *((name, pa.string()) for name in _TEXTS), ("revenue_amount", AMOUNT), ("margin_amount", AMOUNT),
    ("source_row", pa.int64()),
])  # fmt: skip


@dataclass(frozen=True)
class Sold:
    """flows: of deals only, by group. months: first and last day that the sales cover. would_help: what would tell
    groups apart, where nothing does.
    """

    basis: str
    sales: Sequence[Sale]
    columns: tuple[str, ...]
    evidence: pa.Table
    flows: Mapping[str, Flow]
    has_costs: bool
    would_help: tuple[Missing, ...]


def of_orders(
    orders: Any,
    order_lines: Any,
    payments: Any,
    parcels: Any,
    contacts: Any,
    entity_links: Any,
    product_costs: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> Sold:
    """Orders in a currency without a rate are left out, as in the contribution."""
    book = _book(product_costs, fx_rates, definitions)
    settled = ledger(
        orders, payments, parcels, book.rates, as_of_end=definitions.as_of_end, as_of=definitions.as_of
    )  # fmt: skip
    lines = order_lines.select(*LINE_COLUMNS).to_pyarrow().to_pylist()
    items = {item.order_id: item for item in orders_way.of_orders(settled, lines, book) if item.is_sale}
    kept = kept_orders(orders, order_lines, contacts, entity_links, definitions.as_of_end).to_pyarrow().to_pylist()
    has_costs, sales, rows = any_row(product_costs), [], []
    for row in kept:
        item = items.get(row["order_id"])
        if item is None:
            continue
        revenue = item.revenue - item.steps.get("unknown_cost", ZERO)
        margin = item.contribution if has_costs else None
        groups = {name: row[name] for name in COLUMNS if row[name]}
        sales.append(Sale(row["customer_id"], groups, revenue, margin, item.revenue if has_costs else ZERO))
        rows.append(_evidence({**row, "record_id": row["order_id"], "state": "kept"}, revenue, margin, definitions))
    return Sold(ORDERS, sales, COLUMNS, _table(rows), {}, has_costs, asks("order_lines", "contacts"))


def of_deals(
    opportunities: Any,
    stage_entries: Any,
    companies: Any,
    entity_links: Any,
    product_costs: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> Sold:
    """Deals that left the pipeline within the twelve months up to the report's day."""
    spans = deal_spans.spans(opportunities, stage_entries, companies, entity_links, definitions.as_of_end)
    told = _with_groups(spans, opportunities, companies, entity_links)
    earliest = told.filter(told.problem.isnull()).began_at.min().to_pyarrow().as_py()
    window = deal_flow.window_until(definitions.as_of, definitions.timezone, earliest)
    convert = converter(fx_rates, definitions)
    flows = deal_flow.flows(told, window, convert, definitions.currency, DEAL_COLUMNS)
    left = deal_flow.in_window(told, window).filter(lambda t: t.left.notnull())
    book, has_costs = _book(product_costs, fx_rates, definitions), False
    sales, rows = [], []
    for row in left.order_by("source_system", "opportunity_id").to_pyarrow().to_pylist():
        revenue = margin = None
        if row["left"] == "won" and row["amount"] is not None:
            day = row["closed_at"].date()
            revenue = convert(row["amount"], row["currency"] or definitions.currency, day)
            cost = book.cost(None, row["product_line"], ONE, revenue, day) if row["product_line"] else None
            margin = None if cost is None else revenue - cost
            has_costs = has_costs or margin is not None
            groups = {name: row[name] for name in DEAL_COLUMNS if row[name]}
            covered = ZERO if margin is None else revenue
            sales.append(Sale(row["buyer"] or row["opportunity_id"], groups, revenue, margin, covered))
        kept = {**row, "record_id": row["opportunity_id"], "state": row["left"]}
        rows.append(_evidence(kept, revenue, margin, definitions))
    helps = (Missing("companies", TRAITS, asks("companies")[0].ask),)
    return Sold(DEALS, sales, DEAL_COLUMNS, _table(rows), flows, has_costs, helps)


def _with_groups(spans: Any, opportunities: Any, companies: Any, entity_links: Any) -> Any:
    """The deals with the traits of their company, product line, channel, and buyer (the leading company)."""
    own = opportunities.select(*DEAL, "company_id", "product_line", own_channel="channel")
    joined = spans.left_join(own, DEAL, rname="{name}_own").drop("source_system_own", "opportunity_id_own")
    traits = with_company(joined, companies, entity_links)
    named = with_leading_id(traits, entity_links, "company", "company_id", "buyer")
    filled = {name: named[name].nullif("") for name in ("product_line", "buyer")}
    channel = named.own_channel.nullif("").coalesce("unknown")
    return with_usual_spelling(named.mutate(**filled, channel=channel).cache())


def _book(product_costs: Any, fx_rates: Any, definitions: Definitions) -> CostBook:
    rows = product_costs.select(*PRODUCT_COLUMNS).to_pyarrow().to_pylist()
    return CostBook(rows, rates_of(fx_rates, definitions))


def _evidence(
    row: Mapping[str, Any], revenue: Decimal | None, margin: Decimal | None, definitions: Definitions
) -> dict[str, Any]:
    kept = {name: row.get(name) for name in SCHEMA.names}
    return kept | {"currency": definitions.currency, "revenue_amount": revenue, "margin_amount": margin}


def _table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    ordered = sorted(rows, key=lambda row: (row["record_id"], row["source_file"] or ""))
    return pa.Table.from_pylist(list(ordered), schema=SCHEMA)
