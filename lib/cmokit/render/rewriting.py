"""A section rewritten for an audience: other words for the client's text, other values, some figures not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Cell, Chart, Missing, Section, Table
from cmokit.exhibits.text import Span, changed, cited_names


@dataclass(frozen=True)
class Rewriting:
    """text: the client's own words as they may be shown. fact: a figure as it may be shown, or None. amount: a value
    in its unit. unit: as it is written, or None where it may not be shown. left_out: what is said instead of a
    sentence that cites a figure which may not be shown.
    """

    text: Callable[[str], str]
    fact: Callable[[Fact], Fact | None]
    amount: Callable[[Any, str], Any]
    unit: Callable[[str], str | None]
    left_out: str

    def section(self, section: Section) -> Section:
        """The section as it may be shown; a sentence that cites a withheld figure is left out, or replaced."""
        told = _Told.of(self, section)
        return replace(
            section,
            headline=told.sentence(section.headline) or self.left_out,
            reason=told.sentence(section.reason) or self.left_out,
            brief=told.sentence(section.brief),
            decision=told.sentence(section.decision),
            how_sure=told.sentence(section.how_sure),
            money_formula=told.sentence(section.money_formula),
            narrative=told.sentences(section.narrative),
            next_steps=told.sentences(section.next_steps),
            charts=tuple(told.chart(chart) for chart in section.charts if self.unit(chart.unit) is not None),
            tables=tuple(told.table(table) for table in section.tables),
            key_facts=tuple(told.names[name] for name in section.key_facts if name in told.names),
            facts=tuple(told.facts.values()),
            money_at_stake_amount=told.stake(section),
            currency=self.unit(section.currency) or "",
            missing=tuple(Missing(m.table, m.columns, self.text(m.ask)) for m in section.missing),
        )


@dataclass(frozen=True)
class _Told:
    """One section under way. names: old → new names of its figures; facts: old name → figure as it may be shown."""

    how: Rewriting
    names: Mapping[str, str]
    facts: Mapping[str, Fact]

    @classmethod
    def of(cls, how: Rewriting, section: Section) -> "_Told":
        shown = {fact.name: told for fact in section.facts if (told := how.fact(fact)) is not None}
        counts: dict[str, int] = {}
        for fact in shown.values():
            counts[fact.name] = counts.get(fact.name, 0) + 1
        # Two figures that would have one name now: neither can be shown.
        facts = {name: fact for name, fact in shown.items() if counts[fact.name] == 1}
        return cls(how, {name: fact.name for name, fact in facts.items()}, facts)

    def sentences(self, sentences: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text for sentence in sentences if (text := self.sentence(sentence)))

    def sentence(self, sentence: str) -> str:
        """The sentence in its new words; empty where it cites a figure that is not shown."""
        if any(name not in self.names for name in cited_names(sentence)):
            return ""
        return changed(sentence, self._span)

    def _span(self, span: Span) -> Span:
        if span.kind == "fact":
            return Span("fact", self.names[span.value])
        if span.kind == "limit":
            value, _, unit = span.value.partition("|")
            shown = self.how.unit(unit)
            return Span("limit", f"{self.how.amount(value, unit)}|{shown}") if shown else Span("data", "–")
        return span if span.kind == "date" else Span(span.kind, self.how.text(span.value))

    def table(self, table: Table) -> Table:
        columns = tuple(
            replace(column, header=self.how.text(column.header), unit=unit)
            for column in table.columns
            if (unit := self.how.unit(column.unit)) is not None
        )
        units = {column.name: column.unit for column in table.columns}
        kept = {column.name for column in columns}
        rows = tuple(
            {k: self._cell(v, units.get(k, "text")) for k, v in row.items() if k in kept} for row in table.rows
        )
        return replace(
            table, title=self.sentence(table.title), note=self.sentence(table.note), columns=columns, rows=rows
        )

    def _cell(self, value: Cell | Fact, unit: str) -> Cell | Fact:
        if isinstance(value, Fact):
            return self.facts.get(value.name)
        told: Cell = self.how.text(value) if isinstance(value, str) and unit == "text" else self.how.amount(value, unit)
        return told

    def chart(self, chart: Chart) -> Chart:
        figures = (chart.y, "low", "high")
        rows = tuple(
            {
                k: self.how.amount(v, chart.unit) if k in figures else self.how.text(v) if isinstance(v, str) else v
                for k, v in row.items()
            }
            for row in chart.data
        )
        return replace(
            chart,
            title=self.sentence(chart.title),
            alt=self.sentence(chart.alt),
            limit_label=self.sentence(chart.limit_label),
            data=rows,
            unit=str(self.how.unit(chart.unit)),
            highlight=self.how.text(chart.highlight) if chart.highlight else chart.highlight,
            limit=None if chart.limit is None else float(self.how.amount(chart.limit, chart.unit)),
        )

    def stake(self, section: Section) -> Any:
        if section.money_at_stake_amount is None or self.how.unit(section.currency) is None:
            return None
        return self.how.amount(section.money_at_stake_amount, section.currency)
