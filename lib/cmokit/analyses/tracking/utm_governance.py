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
from typing import Any

import ibis

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, having, pick, share
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Missing, Section, Table, TableColumn, Verdict
from cmokit.exhibits.text import cite, quote
from cmokit.methods.linkage import leading_records
from cmokit.methods.months import local_month
from cmokit.methods.spelling import is_filled
from cmokit.vocabulary import Severity
from cmokit.words import say, say_all

ID = "tracking.utm_governance"
TABLES = ("contacts", "touchpoints", "orders", "web_sessions")
UTM = ("utm_source", "utm_medium", "utm_campaign")
TO_BE_TAGGED = ("paid_search", "paid_social", "display", "affiliate", "email")
# A medium that names its channel; blanks, hyphens and underscores are left out of it first.
CHANNEL_OF_MEDIUM = {
    **dict.fromkeys(("cpc", "ppc", "paidsearch"), "paid_search"),
    "email": "email",
    "paidsocial": "paid_social",
}
PROBLEMS = ("untagged", "outside", "case_variant", "mismatch")
MOST_ROWS = 15


@dataclass(frozen=True)
class UtmGovernance:
    """left_out: tables with rows but without any UTM value. spellings: (table, column, value, usual, rows) to merge."""

    facts: tuple[Fact, ...]
    evidence: ibis.Table  # table, record_id, problem, column, value, source_file, source_row
    left_out: tuple[str, ...]
    spellings: tuple[Mapping[str, Any], ...]
    missing: tuple[Missing, ...] = ()


def measure(
    contacts: Any, touchpoints: Any, orders: Any, web_sessions: Any, entity_links: Any, definitions: Definitions
) -> UtmGovernance:
    leading = leading_records(contacts, entity_links, "contact")
    rows = _rows(leading, touchpoints, orders, web_sessions, definitions.timezone)
    held, tagged = _tables_of(rows), _tables_of(rows.filter(lambda t: _any_utm(t)))
    if not tagged:
        raise CannotAnswer(say(f"{ID}.no_utm"), *_asks(held or ("touchpoints",)))
    rows = _judged(rows.filter(rows.table.isin(tagged)), definitions.mediums)
    spellings = _spellings(rows)
    evidence = _evidence(rows, spellings)
    found = spellings.order_by("table", "column", ibis.desc("rows_count"), "value").to_pyarrow().to_pylist()
    left_out = tuple(table for table in held if table not in tagged)
    return UtmGovernance(_facts(rows, found, tagged), evidence, left_out, tuple(found), _asks(left_out))


def _asks(tables: tuple[str, ...]) -> tuple[Missing, ...]:
    return tuple(Missing(table, UTM, say(f"asks.{table}")) for table in tables)


def _rows(contacts: Any, touchpoints: Any, orders: Any, web_sessions: Any, timezone: str) -> Any:
    """One row per record that may carry UTM values: table, record_id, month, channel, the three values, its source."""
    session = [web_sessions[name].fill_null("") for name in ("channel", *UTM)]
    day = web_sessions.session_on.strftime("%Y-%m-%d")
    parts = (
        ("contacts", contacts, contacts.contact_id, local_month(contacts, "created_at", timezone)),
        ("touchpoints", touchpoints, touchpoints.touchpoint_id, local_month(touchpoints, "touched_at", timezone)),
        ("orders", orders, orders.order_id, local_month(orders, "ordered_at", timezone)),
        ("web_sessions", web_sessions, ibis.literal("|").join([day, *session]), day.substr(0, 7)),
    )
    return ibis.union(
        *(
            table.select(
                *("channel", *UTM, "source_file", "source_row"),
                table=ibis.literal(name),
                record_id=record_id,
                month=month,
            )
            for name, table, record_id, month in parts
        )
    )


def _any_utm(rows: Any) -> Any:
    return is_filled(rows.utm_source) | is_filled(rows.utm_medium) | is_filled(rows.utm_campaign)


def _tables_of(rows: Any) -> tuple[str, ...]:
    found = set(rows.select("table").distinct().to_pyarrow()["table"].to_pylist())
    return tuple(table for table in TABLES if table in found)


def _loose(column: Any) -> Any:
    """Case, blanks, hyphens and underscores left out; nothing else, so that `v1.0` and `v10` stay two."""
    return column.lower().re_replace(r"[\s_-]+", "")


def _judged(rows: Any, mediums: tuple[str, ...]) -> Any:
    """The rows with what is to be judged about them: should_tag, is_untagged, has_medium, is_outside, is_mismatch."""
    allowed = [*mediums, *(medium.lower() for medium in mediums)]
    medium, has_medium = rows.utm_medium.strip(), is_filled(rows.utm_medium)
    named = _loose(medium).substitute(CHANNEL_OF_MEDIUM, else_=ibis.null(str))
    known = is_filled(rows.channel) & (rows.channel != "unknown")
    return rows.mutate(
        should_tag=rows.channel.isin(TO_BE_TAGGED).fill_null(False),
        is_untagged=rows.channel.isin(TO_BE_TAGGED).fill_null(False) & ~(is_filled(rows.utm_source) & has_medium),
        has_medium=has_medium,
        is_outside=has_medium & ~(medium.isin(allowed) | medium.lower().isin(allowed)).fill_null(False),
        is_mismatch=(known & named.notnull() & (named != rows.channel)).fill_null(False),
    )


def _spellings(rows: Any) -> Any:
    """Spellings of one value that are not its usual one: table, column, value, usual, rows_count."""
    values = ibis.union(*(rows.select("table", column=ibis.literal(name), value=rows[name]) for name in UTM))
    seen = (
        values.filter(is_filled(values.value)).group_by("table", "column", "value").aggregate(rows_count=ibis._.count())
    )
    # Of equally frequent spellings the one in lower case is the usual one: that is what link builders write.
    seen = seen.mutate(loose=_loose(seen.value), is_lower=seen.value == seen.value.lower())
    order = [ibis.desc("rows_count"), ibis.desc("is_lower"), "value"]
    usual_first = ibis.window(group_by=["table", "column", "loose"], order_by=order)
    ranked = seen.mutate(usual=seen.value.first().over(usual_first), rank=ibis.row_number().over(usual_first))
    return ranked.filter(ranked["rank"] > 0).select("table", "column", "value", "usual", "rows_count")


def _evidence(rows: Any, spellings: Any) -> Any:
    kept = ("table", "record_id", "source_file", "source_row")
    wrong = {"untagged": ("is_untagged", "utm_source"), "outside": ("is_outside", "utm_medium")}
    wrong |= {"mismatch": ("is_mismatch", "utm_medium")}
    parts = []
    for problem, (flag, name) in wrong.items():
        column = ibis.literal(name)
        if problem == "untagged":
            column = ibis.ifelse(is_filled(rows.utm_source), ibis.literal("utm_medium"), column)
        value = ibis.null(str) if problem == "untagged" else rows[name]
        parts.append(rows.filter(rows[flag]).select(*kept, problem=ibis.literal(problem), column=column, value=value))
    for name in UTM:
        own = spellings.filter(spellings.column == name).select("table", "value")
        variants = rows.select(*kept, value=rows[name]).semi_join(own, ["table", "value"])
        parts.append(
            variants.select(*kept, problem=ibis.literal("case_variant"), column=ibis.literal(name), value="value")
        )
    order = ["table", "record_id", "problem", "column", "source_file", "source_row"]
    shown = ("table", "record_id", "problem", "column", "value", "source_file", "source_row")
    return ibis.union(*parts).select(*shown).order_by(order)


def _facts(rows: Any, spellings: list[dict[str, Any]], tagged: tuple[str, ...]) -> tuple[Fact, ...]:
    flags = ("should_tag", "is_untagged", "has_medium", "is_outside", "is_mismatch")
    sums = {flag: rows[flag].cast("int64").sum() for flag in flags}
    whole = {row["table"]: row for row in rows.group_by("table").aggregate(**sums).to_pyarrow().to_pylist()}
    months = rows.filter(rows.month.notnull()).group_by("table", "month").aggregate(**sums).order_by("table", "month")
    found: list[Fact] = []
    for table in tagged:
        row, by = whole[table], {"table": table, "tables": (table,)}
        variants = sum(spelling["table"] == table for spelling in spellings)
        found += share(f"{ID}.untagged_share", row["is_untagged"], row["should_tag"], **by)
        found += share(f"{ID}.outside_share", row["is_outside"], row["has_medium"], **by)
        found.append(count(f"{ID}.case_variant_count", variants, **by))
        found.append(count(f"{ID}.mismatch_count", row["is_mismatch"], n=row["has_medium"], **by))
    for row in months.to_pyarrow().to_pylist():
        by = {"table": row["table"], "month": row["month"], "tables": (row["table"],)}
        found += share(f"{ID}.untagged_month_share", row["is_untagged"], row["should_tag"], **by)
    return tuple(found)


def judge(found: UtmGovernance, limits: Limits) -> Verdict:
    """By the worst share, untagged or outside the list, of any table; wrong spellings alone make a WARN."""
    worst = next(iter(sorted(_shares(found), key=lambda f: (-f.value, f.name))), None)  # type: ignore[operator]
    sloppy = [f for m in ("mismatch_count", "case_variant_count") for f in having(found.facts, m) if f.value]
    verdict = limits.verdict(worst) if worst else Verdict(Severity.PASS, say(f"{ID}.nothing_to_tag"))
    if verdict.severity is Severity.PASS and sloppy:
        verdict = Verdict(Severity.WARN, say(f"{ID}.sloppy", figure=cite(sloppy[0])))
    if not found.left_out:
        return verdict
    tables = quote(", ".join(found.left_out))
    return Verdict(verdict.severity, f"{verdict.reason} {say(f'{ID}.left_out', tables=tables)}")


def _shares(found: UtmGovernance) -> list[Fact]:
    return having(found.facts, "untagged_share") + having(found.facts, "outside_share")


def exhibit(found: UtmGovernance, verdict: Verdict) -> Section:
    untagged, outside = having(found.facts, "untagged_share"), having(found.facts, "outside_share")
    variants, mismatches = having(found.facts, "case_variant_count"), having(found.facts, "mismatch_count")
    worst = next(iter(untagged), None)
    narrative = [say(f"{ID}.outside", share=cite(f), table=_table(f)) for f in outside[:1] if f.value]
    narrative += [
        say(f"{ID}.{name}", count=int(f.value), figure=cite(f), table=_table(f))  # type: ignore[arg-type]
        for name, facts in (("variants", variants), ("mismatches", mismatches))
        for f in facts
        if f.value
    ]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", share=cite(worst), table=_table(worst)) if worst else say(f"{ID}.no_paid"),
        narrative=tuple(narrative) or (say(f"{ID}.clean"),),
        charts=tuple(chart for chart in (_month_chart(found, worst), _share_chart(worst, untagged)) if chart.data),
        tables=tuple(table for table in (_overview(found), _spelling_table(found)) if table.rows),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(f.name for f in (worst, *outside[:1], *variants[:1]) if f),
        owner_role="marketing",
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision"),
    )


def _table(fact: Fact) -> str:
    return say(f"{ID}.names.{fact.dimensions['table']}")


def _month_chart(found: UtmGovernance, worst: Fact | None) -> Chart:
    facts = sorted(having(found.facts, "untagged_month_share"), key=lambda f: (f.dimensions["month"], f.name))
    data = tuple({"month": f.dimensions["month"], "table": _table(f), "share": f.value} for f in facts)
    alt = say(f"{ID}.alts.months", share=cite(worst), table=_table(worst)) if worst else ""
    return Chart("line", say(f"{ID}.charts.months"), alt, data, "month", "share", "share", series="table")


def _share_chart(worst: Fact | None, untagged: list[Fact]) -> Chart:
    data = tuple({"table": _table(f), "share": f.value} for f in untagged)
    alt = say(f"{ID}.alts.tables", share=cite(worst), table=_table(worst)) if worst else ""
    return Chart("bar", say(f"{ID}.charts.tables"), alt, data, "table", "share", "share")


def _overview(found: UtmGovernance) -> Table:
    measures = {"untagged_share": "share", "outside_share": "share", "case_variant_count": "count"}
    measures |= {"mismatch_count": "count"}
    columns = (TableColumn("table", say(f"{ID}.heads.table")),)
    columns += tuple(TableColumn(name, say(f"{ID}.heads.{name}"), unit) for name, unit in measures.items())
    tables = [f.dimensions["table"] for f in having(found.facts, "mismatch_count")]
    rows = [
        {"table": say(f"{ID}.names.{table}")} | {name: pick(found.facts, name, table=table) for name in measures}
        for table in TABLES
        if table in tables
    ]
    return Table(say(f"{ID}.tables.overview"), columns, tuple(rows))


def _spelling_table(found: UtmGovernance) -> Table:
    heads = (("table", "text"), ("column", "text"), ("value", "text"), ("usual", "text"), ("rows_count", "count"))
    columns = tuple(TableColumn(name, say(f"{ID}.heads.{name}"), unit) for name, unit in heads)
    rows = sorted(found.spellings, key=lambda r: (-r["rows_count"], r["table"], r["column"], r["value"]))[:MOST_ROWS]
    shown = tuple({**row, "table": say(f"{ID}.names.{row['table']}")} for row in rows)
    return Table(say(f"{ID}.tables.spellings"), columns, shown)


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
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
