"""A section as the JSON bundle that a notebook cell holds, and back: what the exporters read.

Amounts travel as text in tables (JSON numbers are doubles on the way through Jupyter); facts carry numbers where a
double holds all their digits, else text.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cmokit.exhibits.fact import Definition, Fact, Period, SourceFile
from cmokit.exhibits.recipe import recipe_from_dict, recipe_to_dict
from cmokit.exhibits.section import Card, Chart, EvidenceFile, Missing, Section, Table, TableColumn
from cmokit.vocabulary import Severity

SCHEMA = 1
EXACT_DIGITS = 15  # decimal digits that every double keeps


def to_bundle(section: Section) -> dict[str, Any]:
    """`application/vnd.cmokit.section+json`, schema 1 (docs/architecture.md)."""
    return {
        "schema": SCHEMA,
        "analysis": section.analysis,
        "severity": str(section.severity),
        "reason": section.reason,
        "headline": section.headline,
        "narrative": list(section.narrative),
        "charts": [chart_to_dict(chart) for chart in section.charts],
        "tables": [_table(table) for table in section.tables],
        "next_steps": list(section.next_steps),
        "facts": [{**fact_to_dict(fact), "recipe": recipe_to_dict(fact.recipe)} for fact in section.facts],
        "money_at_stake_amount": _plain(section.money_at_stake_amount),
        "owner": section.owner,
        "evidence": asdict(section.evidence) if section.evidence else None,
        "how_sure": section.how_sure,
        "key_facts": list(section.key_facts),
        "owner_role": section.owner_role,
        "decision": section.decision,
        "brief": section.brief,
        "money_formula": section.money_formula,
        "currency": section.currency,
        "card": asdict(section.card) if section.card else None,
        "missing": [{**asdict(m), "columns": list(m.columns)} for m in section.missing],
    }


def from_bundle(bundle: Mapping[str, Any]) -> Section:
    """The section that a bundle holds. Raises KeyError or ValueError on a bundle of another schema or form."""
    if bundle["schema"] != SCHEMA:
        raise ValueError(f"section bundle of schema {bundle['schema']}, this kit reads schema {SCHEMA}")
    stake = bundle["money_at_stake_amount"]
    words = ("how_sure", "owner_role", "decision", "brief", "money_formula", "currency")
    facts = {fact.name: fact for fact in map(fact_from_dict, bundle["facts"])}
    return Section(
        **{name: bundle[name] for name in ("analysis", "reason", "headline", "owner")},
        **{name: bundle.get(name, "") for name in words},
        severity=Severity(bundle["severity"]),
        narrative=tuple(bundle["narrative"]),
        charts=tuple(Chart(**{**chart, "data": tuple(chart["data"])}) for chart in bundle["charts"]),
        tables=tuple(_table_back(table, facts) for table in bundle["tables"]),
        next_steps=tuple(bundle["next_steps"]),
        key_facts=tuple(bundle.get("key_facts", ())),
        facts=tuple(facts.values()),
        money_at_stake_amount=None if stake is None else Decimal(str(stake)),
        evidence=EvidenceFile(**bundle["evidence"]) if bundle["evidence"] else None,
        card=Card(**bundle["card"]) if bundle.get("card") else None,
        missing=tuple(Missing(m["table"], tuple(m["columns"]), m["ask"]) for m in bundle.get("missing", ())),
    )


def fact_to_dict(fact: Fact, *, exact: bool = False) -> dict[str, Any]:
    """A fact as in facts.json. With `exact`, numbers stay Decimal for a writer that keeps their digits."""
    plain = (lambda v: v) if exact else _plain
    period, definition = fact.period, fact.definition
    return {
        "id": fact.id,
        "value": plain(fact.value),
        "unit": fact.unit,
        "n": fact.n,
        "low": plain(fact.low),
        "high": plain(fact.high),
        "confidence": fact.confidence,
        "dimensions": dict(fact.dimensions),
        "period": {"start_on": _day(period.start_on), "end_on": _day(period.end_on)} if period else None,
        "definition": asdict(definition) if definition else None,
        "sources": [asdict(source) for source in fact.sources],
    }


def fact_from_dict(said: Mapping[str, Any]) -> Fact:
    """A fact out of facts.json or a bundle; an amount is a Decimal again."""
    money = said["unit"].isupper()
    numbers = {name: _number(said[name], money) for name in ("value", "low", "high")}
    period = said["period"]
    return Fact(
        id=said["id"],
        unit=said["unit"],
        n=said["n"],
        confidence=_number(said["confidence"], money=False),
        dimensions=said["dimensions"],
        period=Period(_date(period["start_on"]), _date(period["end_on"])) if period else None,
        definition=Definition(**said["definition"]) if said["definition"] else None,
        sources=tuple(SourceFile(**source) for source in said["sources"]),
        recipe=recipe_from_dict(said.get("recipe")),
        **numbers,
    )


def _number(value: Any, money: bool) -> Any:
    """An amount as Decimal, whatever else has digits as float: a Decimal would be cut to four places, as money is."""
    if money and value is not None:
        return Decimal(str(value))
    return float(value) if isinstance(value, Decimal) else value


def _plain(value: Any) -> Any:
    """A value as stdlib JSON can carry it without losing a digit."""
    if isinstance(value, Decimal):
        return float(value) if len(value.as_tuple().digits) <= EXACT_DIGITS else str(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _cell(value: Any) -> Any:
    if isinstance(value, Fact):
        return {"fact": value.name}
    return str(value) if isinstance(value, Decimal) else _plain(value)


def chart_to_dict(chart: Chart) -> dict[str, Any]:
    """A chart as in a bundle: equal before and after the way through a notebook."""
    return {**vars(chart), "data": [{key: _plain(value) for key, value in row.items()} for row in chart.data]}


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "note": table.note,
        "is_whole": table.is_whole,
        "in_workbook_only": table.in_workbook_only,
        "columns": [asdict(column) for column in table.columns],
        "rows": [{key: _cell(value) for key, value in row.items()} for row in table.rows],
    }


def _table_back(table: Mapping[str, Any], facts: Mapping[str, Fact]) -> Table:
    columns = tuple(TableColumn(**column) for column in table["columns"])
    units = {column.name: column.unit for column in columns}
    rows = tuple({k: _cell_back(v, units.get(k, "text"), facts) for k, v in row.items()} for row in table["rows"])
    flags = {name: table.get(name, False) for name in ("is_whole", "in_workbook_only")}
    return Table(table["title"], columns, rows, table["note"], **flags)


def _cell_back(value: Any, unit: str, facts: Mapping[str, Fact]) -> Any:
    if isinstance(value, Mapping):
        return facts.get(value["fact"], value["fact"])
    if value is not None and unit.isupper():
        return Decimal(str(value))
    return date.fromisoformat(value) if unit == "date" and isinstance(value, str) else value


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
