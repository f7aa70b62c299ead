"""The figures of the control totals, their rows, and how the exhibit shows them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick, required
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite, quote
from cmokit.methods.control_records import FIGURES
from cmokit.methods.control_totals import Compared, by_figure, gross_share, named
from cmokit.methods.fiscal import quarter_of
from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.tables.contract import AMOUNT
from cmokit.words import say

ID = "money.control_totals"
ALL = "all"
BOOKS, OURS = "books", "ours"  # of the evidence: the books' own row, and the rows that we count
MOST_MONTHS = 12  # of the table of months that differ, largest remainder first
MOST_PARTS = 4
BEHIND = {
    "revenue": ("opportunities", "orders", "parcels", "payments"),
    "refunds": ("orders", "payments"),
    "cash_received": ("orders", "parcels", "payments"),
    "ad_invoices": ("ad_spend",),
}
Facts = Sequence[Fact]


def facts_of(found: Sequence[Compared], stated: int, currency: str) -> tuple[Fact, ...]:
    """Of each figure and month: books, ours, difference, its parts, remainder; of each figure and in all: the rest."""
    facts: list[Fact] = []
    for figure, own in by_figure(found).items():
        for one in own:
            facts += _amounts([one], currency, figure, month_name(one))
        facts += _amounts(own, currency, figure, ALL)
        share = gross_share(own)
        facts += (
            [Fact(f"{ID}.remainder_share", float(share), "share", len(own), dimensions={"figure": figure})]
            if share is not None
            else []
        )
        facts.append(_gross(own, currency, figure))
    equal = sum(not one.difference for one in found)
    told = sum(bool(one.difference) and not one.remainder for one in found)
    counts = {"compared_count": len(found), "equal_count": equal, "explained_count": told}
    facts += [Fact(f"{ID}.{name}", count, "count", stated) for name, count in counts.items()]
    return (*facts, _gross(found, currency, ALL))


def _amounts(own: Sequence[Compared], currency: str, figure: str, month: str) -> list[Fact]:
    where = {"figure": figure, "month": month}
    sums = {
        "books": total_of(one.stated.amount for one in own),
        "ours": total_of(one.ours for one in own),
        "difference": total_of(one.difference for one in own),
        "remainder": total_of(one.remainder for one in own),
    }
    rows = sum(len(one.records) for one in own)
    tables = {"books": ("control_totals",), "ours": BEHIND[figure]}
    both = ("control_totals", *BEHIND[figure])
    facts = [
        Fact(f"{ID}.{name}_amount", amount, currency, rows, dimensions=where, tables=tables.get(name, both))
        for name, amount in sums.items()
    ]
    parts: dict[str, Decimal] = {}
    for part in (part for one in own for part in one.parts):
        parts[part.name] = parts.get(part.name, ZERO) + part.amount
    return facts + [
        Fact(f"{ID}.explained_amount", amount, currency, rows, dimensions={**where, "part": name}, tables=both)
        for name, amount in parts.items()
    ]


def _gross(own: Iterable[Compared], currency: str, figure: str) -> Fact:
    amounts = [abs(one.remainder) for one in own if one.remainder]
    return Fact(
        f"{ID}.remainder_gross_amount", total_of(amounts), currency, len(amounts), dimensions={"figure": figure}
    )


def month_name(one: Compared) -> str:
    return f"{one.stated.month:%Y-%m}"


def worst(facts: Facts) -> Fact | None:
    """The figure of which most remains."""
    return next(iter(having(facts, "remainder_share")), None)


def by_remainder(found: Iterable[Compared]) -> list[Compared]:
    """The months of which something remains, most first."""
    own = [one for one in found if one.remainder]
    return sorted(own, key=lambda one: (-abs(one.remainder), one.stated.figure, one.stated.month))


def part_sentences(found: Sequence[Compared], facts: Facts) -> list[str]:
    """`revenue of 2025-09 by tax (1,200.00)` for the largest parts."""
    parts = [(one, part) for one in found for part in one.parts]
    largest = sorted(parts, key=lambda pair: (-abs(pair[1].amount), pair[0].stated.figure, pair[0].stated.month))
    return [_part_sentence(one, part.name, facts) for one, part in largest[:MOST_PARTS]]


def _part_sentence(one: Compared, part: str, facts: Facts) -> str:
    amount = required(facts, "explained_amount", figure=one.stated.figure, month=month_name(one), part=part)
    figure, why = say(f"{ID}.figures.{one.stated.figure}"), say(f"{ID}.parts.{part}")
    return say(f"{ID}.explains", month=say_month(one), amount=cite(amount), figure=figure, part=why)


def say_month(one: Compared) -> str:
    """The month as the client's own text: its digits are no figure."""
    return quote(month_name(one))


def figure_table(facts: Facts) -> tuple[Table, ...]:
    """One row a figure, over all months compared."""
    shown = [name for name in FIGURES if pick(facts, "books_amount", figure=name, month=ALL)]
    names = ("books", "ours", "difference", "remainder")
    rows = (
        {"figure": say(f"{ID}.figures_head.{figure}"), "share": pick(facts, "remainder_share", figure=figure)}
        | {name: required(facts, f"{name}_amount", figure=figure, month=ALL) for name in names}
        for figure in shown
    )
    currency = required(facts, "remainder_gross_amount", figure=ALL).unit
    return table(f"{ID}.tables.figures", {"figure": "text", **dict.fromkeys(names, currency), "share": "share"}, rows)


def month_table(found: Sequence[Compared], facts: Facts, starts: str) -> tuple[Table, ...]:
    """The months that differ, with what explains them; in order of figure and time."""
    differing = sorted((one for one in found if one.difference), key=lambda one: -abs(one.remainder))[:MOST_MONTHS]
    differing.sort(key=lambda one: (FIGURES.index(one.stated.figure), one.stated.month))
    names = ("books", "ours", "difference", "remainder")
    rows = (
        {
            "figure": say(f"{ID}.figures_head.{one.stated.figure}"),
            "month": month_name(one),
            "quarter": quarter_of(one.stated.month, starts).label.replace(" ", "\u00a0"),
            "why": _why(one),
        }
        | {n: pick(facts, f"{n}_amount", figure=one.stated.figure, month=month_name(one)) for n in names}
        for one in differing
    )
    currency = required(facts, "remainder_gross_amount", figure=ALL).unit
    units = {**dict.fromkeys(("figure", "month", "quarter"), "text"), **dict.fromkeys(names[:3], currency)}
    return table(f"{ID}.tables.months", {**units, "why": "text", "remainder": currency}, rows)


def _why(one: Compared) -> str:
    told = " + ".join(say(f"{ID}.parts_head.{part.name}") for part in one.parts)
    return told or say(f"{ID}.parts_head.none")


def remainder_chart(found: Sequence[Compared], facts: Facts, cited: dict[str, Any]) -> tuple[Chart, ...]:
    """What remains of each figure's months, where anything does."""
    rows = (
        {"figure": f"{say(f'{ID}.figures_head.{one.stated.figure}')} {month_name(one)}", "amount": abs(one.remainder)}
        for one in by_remainder(found)[:MOST_MONTHS]
    )
    currency = required(facts, "remainder_gross_amount", figure=ALL).unit
    return chart(f"{ID}.charts.remainder", "bar", rows, axes=("figure", "amount", currency), said=cited)


def evidence_table(found: Sequence[Compared], currency: str) -> pa.Table:
    """Of each month that differs: the books' row, the rows of each part and what they add, ours where some remains."""
    rows = [row for one in found if one.difference for row in _rows(one)]
    rows.sort(key=lambda row: row[:-1])
    names = ("figure", "month", "part", "source_file", "source_row", "reference")
    columns: dict[str, Any] = {
        name: pa.array([row[i] for row in rows], pa.int64() if name == "source_row" else pa.string())
        for i, name in enumerate(names)
    }
    columns["amount"] = pa.array([row[-1] for row in rows], AMOUNT)
    columns["currency"] = pa.array([currency] * len(rows), pa.string())
    order = ("figure", "month", "part", "reference", "amount", "currency", "source_file", "source_row")
    return pa.table({name: columns[name] for name in order})


def _rows(one: Compared) -> Iterable[tuple[Any, ...]]:
    figure, month = one.stated.figure, month_name(one)
    for file, row in one.stated.rows:
        yield figure, month, BOOKS, file, row, f"{figure} {month}", one.stated.amount
    for part in one.parts:
        for record, amount in named(part, one):
            yield figure, month, part.name, record.source_file, record.source_row, record.reference, amount
    if one.remainder:
        for record in one.records:
            if record.amount and record.month == one.stated.month:
                yield figure, month, OURS, record.source_file, record.source_row, record.reference, record.amount
