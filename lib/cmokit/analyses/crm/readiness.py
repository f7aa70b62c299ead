"""Is the data good enough to report on and to automate with?

Asks
    Can decisions, reports and automation stand on the exports as they are?
Measures
    Per kind of export: the share of records that had to be set aside (totals, footers and repeated headers do not
    count) and the days since its newest extract. Per check, each over the records it concerns, people and deals once
    each: contacts whose source and channel are both unknown, qualified contacts and open deals without owner, open
    deals without amount, closed deals without close date, orders without channel, payments that name no order, deal or
    invoice. A check fails above twenty per cent or forty-five days, and is a warning above five per cent or fourteen.
Read it as
    Not ready: at least one figure that reports would build on is more hole than data. Ready with limits: usable, as
    long as the named gaps are said beside every figure that touches them.
Do next
    Close the failed gaps at their source before anything is automated; send fresh exports of what has aged.
Limits
    Sees that a field is filled, not that it is right. A qualified contact is one at MQL or later; in an order of stages
    without it, at the third stage or later.
"""

from dataclasses import dataclass
from datetime import date

import ibis
from ibis import ir

from cmokit.analyses import figures, shown
from cmokit.analyses.base import Analysis, Limits
from cmokit.analyses.called import export, listed
from cmokit.analyses.crm.readiness_checks import checks
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.record_checks import counts, flawed_rows, in_order
from cmokit.analyses.tracked import Tracked
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Section, Table, Verdict
from cmokit.exhibits.text import cite, quote
from cmokit.methods.linkage import leading_records
from cmokit.vocabulary import Responsibility, SetAside, Severity
from cmokit.words import say, say_all

ID = "crm.readiness"
NO_RECORDS = (SetAside.TOTAL, SetAside.FOOTER, SetAside.HEADER)  # rows of an export that are no records
# Above the first a check warns, above the second it fails. A fifth of a field gone, or six weeks without an extract,
# means that a monthly report would tell of another month or of other customers.
SHARE_WARNS, SHARE_FAILS = 0.05, 0.20
DAYS_WARN, DAYS_FAIL = 14, 45
JUDGED = ("set_aside_share", "data_age_days", "check_share")
MOST_NAMED = 4  # findings that a page names; its tables hold all


@dataclass(frozen=True)
class Readiness:
    facts: tuple[Fact, ...]
    evidence: ir.Table  # check, table, record_id, source_file, source_row


def measure(
    received_files: ir.Table,
    contacts: ir.Table,
    opportunities: ir.Table,
    orders: ir.Table,
    payments: ir.Table,
    rows_set_aside: ir.Table,
    entity_links: ir.Table,
    definitions: Definitions,
) -> Readiness:
    people = contacts.filter(~contacts.is_test.fill_null(False))
    records = {
        "contacts": leading_records(people, entity_links, "contact"),
        "opportunities": leading_records(opportunities, entity_links, "opportunity"),
        "orders": orders,
        "payments": payments,
    }
    ours = checks(definitions.lifecycle_order)
    found = [*_kinds(received_files, rows_set_aside, definitions.as_of)]
    for check in ours:
        flawed, looked_at = counts(check, records[check.table])
        found += figures.share(f"{ID}.check_share", flawed, looked_at, tables=(check.table,), check=check.name)
    failed, warned = (sum(_state(fact) is state for fact in found) for state in (Severity.FAIL, Severity.WARN))
    verdict = "not_ready" if failed else "ready_with_limits" if warned else "ready"
    summary = (
        figures.count(f"{ID}.failed_count", failed, n=len(found)),
        figures.count(f"{ID}.warned_count", warned, n=len(found)),
        Fact(f"{ID}.verdict_text", verdict, "text"),
    )
    evidence = ibis.union(*(flawed_rows(check, records[check.table]) for check in ours))
    return Readiness((*found, *summary), in_order(evidence))


def _kinds(received_files: ir.Table, rows_set_aside: ir.Table, as_of: date) -> list[Fact]:
    """set_aside_share and data_age_days of each kind of export, over the files in use."""
    files = received_files.mutate(stands_on=received_files.extract_on.coalesce(received_files.period_end_on))
    used = files.filter(~files.is_withdrawn.fill_null(False), files.stands_on.fill_null(as_of) <= as_of)
    other = rows_set_aside.filter(rows_set_aside.reason.isin([str(reason) for reason in NO_RECORDS]))
    skipped = other.group_by("source_file").aggregate(skipped=other.count())
    joined = used.left_join(skipped, "source_file")
    kinds = joined.group_by("kind").aggregate(
        newest=joined.stands_on.max(),
        rows_in=(joined.rows_in_count.fill_null(0) - joined.skipped.fill_null(0)).sum(),
        set_aside=(joined.rows_set_aside_count.fill_null(0) - joined.skipped.fill_null(0)).sum(),
    )
    found: list[Fact] = []
    for row in kinds.order_by("kind").to_pyarrow().to_pylist():
        behind = {"kind": row["kind"], "tables": ("received_files",)}
        found += figures.share(f"{ID}.set_aside_share", max(0, row["set_aside"]), row["rows_in"], **behind)
        if row["newest"]:
            age = (as_of - row["newest"]).days
            found.append(Fact(f"{ID}.data_age_days", age, "days", dimensions={"kind": row["kind"]}))
    return found


def _limits(fact: Fact) -> Limits:
    warns, fails = (DAYS_WARN, DAYS_FAIL) if fact.unit == "days" else (SHARE_WARNS, SHARE_FAILS)
    return Limits(warns, fails, on=fact.measure, unit=fact.unit)


def _state(fact: Fact) -> Severity:
    return _limits(fact).severity(fact.value)  # type: ignore[arg-type]


def judge(found: Readiness, limits: Limits) -> Verdict:
    """FAIL where a check fails, WARN where one warns; the sentence names the worst of them."""
    for state, measure in ((Severity.FAIL, "failed_count"), (Severity.WARN, "warned_count")):
        fact = figures.required(found.facts, measure)
        if figures.number(fact) > limits.fail:
            said = say(f"{ID}.reason.{state.lower()}", count=figures.number(fact), checks=cite(fact))
            return Verdict(state, f"{_held(_in_state(found, state)[0])} {said}")
    widest = [_held(fact) for fact in figures.having(found.facts, "check_share")[:1]]
    return Verdict(Severity.PASS, " ".join((*widest, say(f"{ID}.reason.pass"))))


def _held(fact: Fact) -> str:
    """The figure against its own limit."""
    return say(f"{ID}.reason.worst", about=_about(fact), held=_limits(fact).verdict(fact).reason)


def _in_state(found: Readiness, state: Severity) -> list[Fact]:
    """The figures in this state, worst first: by how far beyond its limit each one is."""
    judged = [f for f in found.facts if f.measure in JUDGED and _state(f) is state]
    return sorted(judged, key=lambda f: (-figures.size(f) / (DAYS_FAIL if f.unit == "days" else SHARE_FAILS), f.name))


def _said(fact: Fact) -> str:
    """The gap as a clause."""
    about = fact.dimensions.get("kind", "")
    return say(f"{ID}.said.{fact.dimensions.get('check', fact.measure)}", figure=cite(fact), about=quote(export(about)))


def _about(fact: Fact) -> str:
    """What the figure is of, in front of its verdict."""
    if "check" in fact.dimensions:
        return _label(fact)
    return say(f"{ID}.about.{fact.measure}", about=quote(export(fact.dimensions["kind"])))


def _label(fact: Fact) -> str:
    return say(f"{ID}.checks.{fact.dimensions['check']}")


def exhibit(found: Readiness, verdict: Verdict) -> Section:
    failed, warned = (figures.required(found.facts, m) for m in ("failed_count", "warned_count"))
    worst = [*_in_state(found, Severity.FAIL), *_in_state(found, Severity.WARN)]
    state = str(figures.required(found.facts, "verdict_text").value)
    first = _said(worst[0]) if worst else ""
    others = [say(f"{ID}.others", named=listed([_said(f) for f in worst[1:MOST_NAMED]]))] if worst[1:] else []
    widest = (worst or figures.having(found.facts, "check_share"))[:1]
    steps = (say(f"{ID}.do.{fact.dimensions.get('check', fact.measure)}") for fact in worst)
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{state}", worst=first, failed=cite(failed), warned=cite(warned)),
        narrative=(" ".join((*others, say(f"{ID}.meaning.{state}"))),),
        charts=_chart(found),
        tables=(*_check_table(found), *_kind_table(found)),
        next_steps=tuple(dict.fromkeys(steps))[:MOST_NAMED] or say_all(f"{ID}.do.nothing"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (*widest, failed, warned)),
        brief=first,
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision="" if state == "ready" else say(f"{ID}.decision"),
    )


def _chart(found: Readiness) -> tuple[Chart, ...]:
    shares = figures.having(found.facts, "check_share")
    data = [(_label(fact), fact.value) for fact in shares]
    said = {"worst": data[0][0], "figure": cite(shares[0])} if data else {}
    return shown.bars(f"{ID}.charts.checks", data, unit="share", x="check", limit=SHARE_FAILS, **said)


def _check_table(found: Readiness) -> tuple[Table, ...]:
    rows = (
        {"check": _label(fact), "share": fact, "state": _state_in_words(fact)}
        for fact in figures.having(found.facts, "check_share")
    )
    return shown.table(f"{ID}.tables.checks", {"check": "text", "share": "share", "state": "text"}, rows)


def _kind_table(found: Readiness) -> tuple[Table, ...]:
    """The exports that have aged or could not be used whole."""
    rows = (
        {
            "kind": export(age.dimensions["kind"]),
            "age": age,
            "set_aside": figures.pick(found.facts, "set_aside_share", **age.dimensions),
        }
        for age in figures.having(found.facts, "data_age_days")
        if age.value or figures.size(figures.pick(found.facts, "set_aside_share", **age.dimensions) or age)
    )
    return shown.table(f"{ID}.tables.kinds", {"kind": "text", "age": "days", "set_aside": "share"}, rows)


def _state_in_words(fact: Fact) -> str:
    return say(f"report.verdict.{_state(fact)}")


ANALYSIS = Analysis(
    id=ID,
    rows=("CRM-11",),
    phases=("audit", "baseline"),
    sheet="Data readiness",
    needs=("received_files",),
    uses=("contacts", "opportunities", "orders", "payments", "rows_set_aside", "entity_links"),
    measures={
        "set_aside_share": "share",
        "data_age_days": "days",
        "check_share": "share",
        "failed_count": "count",
        "warned_count": "count",
        "verdict_text": "text",
    },
    limits=Limits(warn=0, fail=0, on="failed_count", unit="count"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
    evidence_key=("check", "table", "record_id"),
    tracked=Tracked(key=("check", "table", "record_id"), record="record_id", among="table"),
)
