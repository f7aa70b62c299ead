"""A check that each record of a table passes or fails, in the form that several analyses count and list alike."""

from collections.abc import Callable
from dataclasses import dataclass

import ibis
from ibis import ir

from cmokit.methods.spelling import is_filled

Condition = Callable[[ir.Table], ir.BooleanValue]

PLACE = ("source_file", "source_row")


@dataclass(frozen=True)
class RecordCheck:
    """name: the check's, as a dimension and in the words. among: which records it looks at. failing: which are flawed.

    record_id: what names a record in the evidence, a column or an expression of the table.
    """

    name: str
    table: str
    record_id: Callable[[ir.Table], ir.StringValue]
    among: Condition
    failing: Condition


def counts(check: RecordCheck, records: ir.Table) -> tuple[int, int]:
    """(flawed, looked at)."""
    among = records.filter(check.among(records))
    row = among.aggregate(flawed=check.failing(among).sum(), looked_at=among.count()).to_pyarrow().to_pylist()[0]
    return row["flawed"] or 0, row["looked_at"]


def flawed_rows(check: RecordCheck, records: ir.Table) -> ir.Table:
    """check, table, record_id, source_file, source_row of the flawed records."""
    flawed = records.filter(check.among(records) & check.failing(records))
    return flawed.select(
        check=ibis.literal(check.name),
        table=ibis.literal(check.table),
        record_id=check.record_id(flawed),
        source_file=flawed.source_file,
        source_row=flawed.source_row,
    )


def is_from(stage: str, column: ir.StringColumn, order: tuple[str, ...]) -> ir.BooleanValue:
    """Whether a stage is `stage` or later; where the client's order has no such stage, the third or later."""
    start = order.index(stage) if stage in order else 2
    return column.fill_null("").isin(order[start:])


def is_blank(column: ir.StringColumn) -> ir.BooleanValue:
    return ~is_filled(column)


def in_order(evidence: ir.Table) -> ir.Table:
    """Evidence in the order of its own columns, so that two runs list it alike."""
    return evidence.order_by(*evidence.columns)
