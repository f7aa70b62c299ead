"""The bridge of each currency on its own, before any exchange, and the part that no stated rate carries over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.analyses.called import listed
from cmokit.analyses.figures import pick
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Table, TableColumn
from cmokit.exhibits.text import cite, quote
from cmokit.methods.cash_bridge import BRIDGE, bridge, goods_by_channel
from cmokit.methods.channel_values import Sum, Values, by_currency, months_lacking
from cmokit.methods.order_exchange import Rates, Settled
from cmokit.methods.order_ledger import Entry
from cmokit.words import say

ID = "money.platform_to_cash"
MEASURE = "own_currency_amount"
ALL, LEFT = "all", "not_converted"
MOST_CURRENCIES = 5  # of the table, beside the step's name
LEVELS = ("cash", "ordered", "crm", "ad_reported")
Steps = dict[str, Decimal]


@dataclass(frozen=True)
class Money:
    """Everything that has an amount, before exchange. crm None: the shop's own orders stand for the CRM."""

    settled: Sequence[Settled]
    reported: Sequence[Sum]
    crm: Sequence[Sum] | None
    ends_at: str

    def entries(self, *, is_own: bool) -> dict[str, list[Entry]]:
        """The ledger's rows by their currency: their own one, or the reporting one where a rate carries them over."""
        found: dict[str, list[Entry]] = {}
        for one in self.settled:
            entry = one.own if is_own else one.entry
            found.setdefault(entry.currency, []).append(entry)
        return found

    def lacking(self, rates: Rates) -> set[tuple[str, date]]:
        """Currency and month for which a rate is missing."""
        months = {need for one in self.settled for need in one.lacking}
        return months | months_lacking([*self.reported, *(self.crm or ())], rates)

    def bridges(self, rates: Rates | None, *, only: str | None = None) -> dict[str, dict[str, Steps]]:
        """Currency → channel → steps; with rates, what they carry over stands under the reporting currency."""
        entries = self.entries(is_own=rates is None)
        reported, crm = by_currency(self.reported, rates), self._crm(entries, rates)
        found = {only} if only else {*entries, *reported, *crm}
        return {
            currency: bridge(
                reported.get(currency) or None, crm.get(currency, {}), entries.get(currency, []), self.ends_at
            )
            for currency in sorted(found)
        }

    def _crm(self, entries: Mapping[str, Sequence[Entry]], rates: Rates | None) -> Values:
        if self.crm is not None:
            return by_currency(self.crm, rates)
        return {currency: goods_by_channel(own) for currency, own in entries.items()}


def own_facts(money: Money, rates: Rates) -> list[Fact]:
    """Each currency's steps in all, where there is another one than the reporting currency; else nothing."""
    own = money.bridges(None)
    if set(own) <= {rates.reporting}:
        return []
    left = {currency: steps for currency, steps in money.bridges(rates).items() if currency != rates.reporting}
    return [
        Fact(f"{ID}.{MEASURE}", amount, currency, dimensions={"currency": currency, "part": part, "step": step})
        for part, bridges in ((ALL, own), (LEFT, left))
        for currency, steps in bridges.items()
        for step, amount in steps["all"].items()
    ]


def currencies(facts: Sequence[Fact], part: str = ALL) -> list[str]:
    own = [fact.dimensions for fact in facts if fact.measure == MEASURE]
    return sorted({named["currency"] for named in own if named["part"] == part})


def left_over(facts: Sequence[Fact]) -> str:
    """`12.00 USD, 3.00 GBP`: the furthest level of each part that no rate carries over; empty where there is none."""
    found = []
    for currency in currencies(facts, LEFT):
        own = [pick(facts, MEASURE, currency=currency, part=LEFT, step=level) for level in LEVELS[1:]]
        level = next((fact for fact in own if fact and fact.value), None)
        if level:
            found.append(say(f"{ID}.left.one", amount=cite(level), currency=quote(currency)))
    return listed(found)


def currency_table(facts: Sequence[Fact]) -> tuple[Table, ...]:
    """Every step of each currency, as the orders are written; none where there is one currency only."""
    shown = currencies(facts)[:MOST_CURRENCIES]
    if not shown:
        return ()
    words = f"{ID}.tables.currencies"
    columns = [TableColumn("step", say(f"{words}.columns.step"))]
    columns += [TableColumn(currency, currency, currency) for currency in shown]
    rows: list[dict[str, Any]] = []
    for step in BRIDGE:
        cells = {currency: pick(facts, MEASURE, currency=currency, part=ALL, step=step) for currency in shown}
        rows += [{"step": step, **cells}] if any(cells.values()) else []
    return (Table(say(f"{words}.title"), tuple(columns), tuple(rows), say(f"{words}.note"), is_whole=True),)
