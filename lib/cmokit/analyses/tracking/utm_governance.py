"""Whether links are tagged, and tagged alike.

Asks
    Do paid and e-mail visits carry UTM parameters, with allowed values, spelled one way, that agree with the channel?
Measures
    Per table (contacts, touchpoints, orders, web sessions): share of the rows of paid channels and e-mail without
    utm_source or utm_medium, in all and by month; of the rows with utm_medium, the share whose medium is not on the
    allowed list; number of spellings of source, medium and campaign that differ from a more frequent one only by case,
    blanks, hyphens or underscores; number of rows whose medium contradicts the channel.
Read it as
    What is untagged is counted under direct or unknown, so paid channels look worse than they are; every extra spelling
    splits one campaign into two rows of every report.
Do next
    Publish one naming sheet, build links only from it, and switch automatic tagging on in every ad platform.
Limits
    Says nothing about visits that no system recorded. A table in which no row carries any UTM value is left out and
    named: its export may simply lack the columns. Where a channel was itself read from the UTM values, the two cannot
    contradict each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import about, count, having, number, pick, share, size
from cmokit.analyses.repairs import Repairs, respellings
from cmokit.analyses.shown import table
from cmokit.analyses.tracked import Tracked
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods import utm_rows
from cmokit.methods.linkage import leading_records
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "tracking.utm_governance"
ENOUGH = 30  # rows behind a month's share before it is drawn
FEWEST_MONTHS = 3  # of a line


@dataclass(frozen=True)
class UtmGovernance:
    """left_out: tables with rows but without any UTM value. spellings: table, column, value, usual, rows_count."""

    facts: tuple[Fact, ...]
    evidence: ibis.Table  # table, record_id, problem, column, value, source_file, source_row
    left_out: tuple[str, ...]
    spellings: tuple[Mapping[str, Any], ...]
    missing: tuple[Missing, ...]
    until: date  # the last day that counts
    spelled: ibis.Table  # contacts' values in an unusual spelling, as `repairs.respellings` takes them


def measure(
    contacts: Any, touchpoints: Any, orders: Any, web_sessions: Any, entity_links: Any, definitions: Definitions
) -> UtmGovernance:
    leading = leading_records(contacts, entity_links, "contact")
    every = utm_rows.rows_with_utm(leading, touchpoints, orders, web_sessions, definitions.timezone).cache()
    held, tagged = utm_rows.tables_of(every), utm_rows.tables_of(every, tagged=True)
    if not tagged:
        raise CannotAnswer(say(f"{ID}.no_utm"), *_asks(held or ("touchpoints",)))
    rows = utm_rows.judged(every.filter(every.table.isin(tagged)), definitions.mediums)
    extra = utm_rows.spellings(rows).cache()
    found = extra.order_by(ibis.desc("rows_count"), "table", "column", "value").to_pyarrow().to_pylist()
    left_out = tuple(name for name in held if name not in tagged)
    evidence = utm_rows.wrong_rows(rows, extra)
    return UtmGovernance(
        _facts(rows, found, tagged),
        evidence,
        left_out,
        tuple(found),
        _asks(left_out),
        definitions.as_of,
        utm_rows.respelled(rows, extra, "contacts"),
    )


def _asks(tables: tuple[str, ...]) -> tuple[Missing, ...]:
    return tuple(Missing(name, utm_rows.UTM, say(f"asks.{name}")) for name in tables)


def _facts(rows: Any, spellings: list[dict[str, Any]], tagged: tuple[str, ...]) -> tuple[Fact, ...]:
    sums = {flag: rows[flag].cast("int64").sum() for flag in utm_rows.FLAGS}
    whole = {row["table"]: row for row in rows.group_by("table").aggregate(**sums).to_pyarrow().to_pylist()}
    months = rows.filter(rows.month.notnull()).group_by("table", "month").aggregate(**sums).order_by("table", "month")
    found: list[Fact] = []
    for name in tagged:
        row, tables = whole[name], (name,)
        variants = sum(spelling["table"] == name for spelling in spellings)
        found += share(f"{ID}.untagged_share", row["is_untagged"], row["should_tag"], tables=tables, table=name)
        found += share(f"{ID}.outside_share", row["is_outside"], row["has_medium"], tables=tables, table=name)
        found.append(count(f"{ID}.case_variant_count", variants, tables=tables, table=name))
        found.append(count(f"{ID}.mismatch_count", row["is_mismatch"], n=row["has_medium"], tables=tables, table=name))
    for row in months.to_pyarrow().to_pylist():
        name, part, of = row["table"], row["is_untagged"], row["should_tag"]
        found += share(f"{ID}.untagged_month_share", part, of, tables=(name,), table=name, month=row["month"])
    return tuple(found)


def judge(found: UtmGovernance, limits: Limits) -> Verdict:
    """By the worst share, untagged or off the list, of any table; wrong values alone make a WARN."""
    worst = [having(found.facts, m)[:1] for m in ("untagged_share", "outside_share")]
    shares = sorted((fact for facts in worst for fact in facts), key=lambda f: (-size(f), f.name))
    sloppy = [f for m in ("mismatch_count", "case_variant_count") for f in having(found.facts, m) if f.value]
    verdict = Verdict(Severity.PASS, say(f"{ID}.nothing_to_tag"))
    if shares:
        verdict = about(limits.verdict(shares[0]), say(f"{ID}.about.{shares[0].measure}", table=_name(shares[0])))
    if verdict.severity is Severity.PASS and sloppy:
        verdict = Verdict(Severity.WARN, say(f"{ID}.sloppy", held=verdict.reason, figure=cite(sloppy[0])))
    names = listed([say(f"{ID}.names.{name}") for name in found.left_out])
    left_out = say(f"{ID}.left_out", tables=names) if names else ""
    return Verdict(verdict.severity, f"{verdict.reason} {left_out}".strip())


def exhibit(found: UtmGovernance, verdict: Verdict) -> Section:
    untagged, outside = having(found.facts, "untagged_share"), having(found.facts, "outside_share")
    variants, mismatches = having(found.facts, "case_variant_count"), having(found.facts, "mismatch_count")
    worst = untagged[0] if untagged else None
    said: dict[str, Any] = {"share": cite(worst), "table": _name(worst)} if worst else {}
    narrative = [say(f"{ID}.outside", share=cite(f), table=_name(f)) for f in outside[:1] if f.value]
    narrative += [
        say(f"{ID}.{what}", count=number(f), figure=cite(f), table=_name(f))
        for what, facts in (("variants", variants), ("mismatches", mismatches))
        for f in facts
        if f.value
    ]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", **said) if worst else say(f"{ID}.no_paid"),
        narrative=tuple(narrative) or (say(f"{ID}.clean"),),
        charts=_month_chart(found, said),
        brief=say(f"{ID}.brief", **said) if worst else "",
        tables=(*_overview(found), *_spelling_table(found)),
        next_steps=(*say_all(f"{ID}.do"), *([say(f"{ID}.do_spellings")] if found.spellings else [])),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (*untagged[:1], *outside[:1], *variants[:1])),
        owner_role=Responsibility.MARKETING,
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision"),
    )


def _month_chart(found: UtmGovernance, said: dict[str, Any]) -> tuple[Chart, ...]:
    """The untagged share by month; a month that has only begun, or holds few rows, would leap and says nothing."""
    begun = "" if (found.until + timedelta(days=1)).day == 1 else found.until.isoformat()[:7]
    every = having(found.facts, "untagged_month_share")
    enough = [fact for fact in every if (fact.n or 0) >= ENOUGH and fact.dimensions["month"] != begun]
    months = sorted(enough, key=lambda f: (f.dimensions["month"], f.name))
    data = [{"month": f.dimensions["month"], "records": _name(f), "share": f.value} for f in months]
    if len({row["month"] for row in data}) < FEWEST_MONTHS:
        return ()
    words = said | {"enough": limit(ENOUGH, "count")}
    axes = ("month", "share", "share")
    return chart(f"{ID}.charts.months", "line", data, axes=axes, said=words, series="records")


def _name(fact: Fact) -> str:
    return say(f"{ID}.names.{fact.dimensions['table']}")


def _overview(found: UtmGovernance) -> tuple[Any, ...]:
    units = {"untagged_share": "share", "outside_share": "share"}
    units |= {"case_variant_count": "count", "mismatch_count": "count"}
    tables = [f.dimensions["table"] for f in having(found.facts, "mismatch_count")]
    rows = (
        {"records": say(f"{ID}.names.{name}")} | {m: pick(found.facts, m, table=name) for m in units}
        for name in utm_rows.TABLES
        if name in tables
    )
    return table(f"{ID}.tables.overview", {"records": "text", **units}, rows)


def _spelling_table(found: UtmGovernance) -> tuple[Any, ...]:
    units = dict.fromkeys(("records", "column", "value", "usual"), "text") | {"rows_count": "count"}
    rows = (
        {**row, "records": say(f"{ID}.names.{row['table']}"), "column": say(f"{ID}.tags.{row['column']}")}
        for row in found.spellings
    )
    return table(f"{ID}.tables.spellings", units, ({name: row[name] for name in units} for row in rows))


def repairs(found: UtmGovernance) -> Repairs:
    """Contacts' values get their usual spelling; visits and orders have happened and can be changed in no system."""
    return respellings(found.spelled.to_pyarrow().to_pylist())


ANALYSIS = Analysis(
    id=ID,
    rows=("ATT-02",),
    phases=("audit",),
    sheet="UTM governance",
    needs=(),
    uses=("contacts", "touchpoints", "orders", "web_sessions", "entity_links"),
    measures={
        "untagged_share": "share",
        "outside_share": "share",
        "case_variant_count": "count",
        "mismatch_count": "count",
        "untagged_month_share": "share",
    },
    limits=Limits(warn=0.05, fail=0.20, on="untagged_share"),
    evidence_key=("table", "record_id", "problem", "column"),
    tracked=Tracked(key=("table", "record_id", "problem", "column"), record="record_id", among="table"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
    repairs=repairs,
)
