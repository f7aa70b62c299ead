"""Are the key fields filled, and can what stands in them be right?

Asks
    How whole are the records, field by field, and which fields hold what cannot be true?
Measures
    Per key column of contacts, companies, deals and orders: the share of records in which it is filled, and the share
    of the filled values that can be right: an e-mail address and a website by their form, a phone number with at least
    seven digits, a country by ISO code or English name, an amount above zero, a date that is not in the future. The
    close date is asked of closed deals only, the loss reason of lost ones. Unusable is what is blank or cannot be
    right, of all that should be filled. The score is the mean over the columns of filled times valid. All records of
    all systems count, a copy too: each has to be right where it stands.
Read it as
    A column below nine tenths should not carry a report or a rule. Few invalid values point to typing, many to an
    import or a form that asks the wrong thing.
Do next
    Fill what can be filled from other records of the same person or company; require the rest where it arises.
Limits
    A value that can be right need not be: nothing is looked up. A column that is blank in every record of every export
    is taken as not exported: it is named, not counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_

import ibis
from ibis import ir

from cmokit.analyses import figures, shown
from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import listed
from cmokit.analyses.crm.completeness_rules import ALWAYS, COLUMNS, Rule, rules
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.record_checks import in_order
from cmokit.analyses.tracked import Tracked
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Missing, Section, Table, Verdict
from cmokit.exhibits.text import cite
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "crm.completeness"
MOST_NAMED = 3


@dataclass(frozen=True)
class Completeness:
    facts: tuple[Fact, ...]
    evidence: ir.Table  # table, record_id, column, value, problem, source_file, source_row
    not_exported: tuple[tuple[str, str], ...]  # table and column


def measure(
    contacts: ir.Table, companies: ir.Table, opportunities: ir.Table, orders: ir.Table, definitions: Definitions
) -> Completeness:
    people = contacts.filter(~contacts.is_test.fill_null(False))
    tables = {"contacts": people, "companies": companies, "opportunities": opportunities, "orders": orders}
    found: list[Fact] = []
    scores: list[float] = []
    absent: list[tuple[str, str]] = []
    evidence = []
    for name, table in tables.items():
        ours = rules(name, table, definitions.as_of_end)
        counted = _counted(table, _conditions(ours))
        for rule in ours:
            among, filled, valid = (counted[f"{rule.column}.{part}"] for part in ("among", "filled", "valid"))
            if among and not counted[f"{rule.column}.anywhere"]:
                absent.append((name, rule.column))
            elif among:
                about = {"table": name, "column": rule.column}
                found += figures.share(f"{ID}.filled_share", filled, among, False, (name,), **about)
                found += figures.share(f"{ID}.valid_share", valid, filled, False, (name,), **about)
                found += figures.share(f"{ID}.unusable_share", among - valid, among, False, (name,), **about)
                scores.append(valid / among)
                evidence.append(_flawed(name, table, rule))
    if not scores:
        raise CannotAnswer(say(f"{ID}.nothing"), *(Missing(t, (), say(f"asks.{t}")) for t in ("contacts", "orders")))
    score = Fact(f"{ID}.score_share", sum(scores) / len(scores), "share")
    return Completeness((*found, score), in_order(ibis.union(*evidence)), tuple(absent))


def _counted(table: ir.Table, conditions: dict[str, ir.BooleanValue]) -> dict[str, int]:
    """In how many rows each condition holds, in one pass."""
    names = {condition.op(): f"n{n}" for n, condition in enumerate(conditions.values())}
    asked = {names[condition.op()]: table.count(where=condition) for condition in conditions.values()}
    counted = table.aggregate(**asked).to_pyarrow().to_pylist()[0]
    return {name: counted[names[condition.op()]] or 0 for name, condition in conditions.items()}


def _conditions(ours: tuple[Rule, ...]) -> dict[str, ir.BooleanValue]:
    """Per column: records that it is asked of, filled and valid ones among them; and whether it is filled anywhere."""
    parts: dict[str, Callable[[Rule], tuple[ir.BooleanValue, ...]]] = {
        "among": lambda rule: (rule.among,),
        "filled": lambda rule: (rule.among, rule.filled),
        "valid": lambda rule: (rule.among, rule.filled, rule.valid),
        "anywhere": lambda rule: (rule.filled,),
    }
    return {f"{rule.column}.{part}": _all(*of(rule)) for rule in ours for part, of in parts.items()}


def _all(*conditions: ir.BooleanValue) -> ir.BooleanValue:
    """All of them, without those that always hold: equal conditions are then the same, and counted once."""
    asked = [condition for condition in conditions if not condition.equals(ALWAYS)]
    return reduce(and_, asked) if asked else ALWAYS


def _flawed(name: str, table: ir.Table, rule: Rule) -> ir.Table:
    rows = table.filter(rule.among & ~(rule.filled & rule.valid))
    return rows.select(
        table=ibis.literal(name),
        record_id=rows[COLUMNS[name][0]],
        column=ibis.literal(rule.column),
        value=rows[rule.column].cast("string"),
        problem=ibis.ifelse(rule.filled, "invalid", "missing"),
        source_file=rows.source_file,
        source_row=rows.source_row,
    )


def judge(found: Completeness, limits: Limits) -> Verdict:
    """By the score; columns that no export carries are named beside it."""
    score = limits.verdict(figures.required(found.facts, "score_share"))
    subject = say(f"{ID}.measures.score_share")
    if not found.not_exported:
        return figures.about(score, subject)
    names = listed([_called(table, column) for table, column in found.not_exported])
    lacking = say(f"{ID}.not_exported", count=len(found.not_exported), columns=names)
    return figures.about(score, subject, lacking)


def exhibit(found: Completeness, verdict: Verdict) -> Section:
    score = figures.required(found.facts, "score_share")
    worst = [fact for fact in figures.having(found.facts, "unusable_share") if fact.value]
    wrong = [fact for fact in _of_each(found, worst, "valid_share") if figures.size(fact) < 1]
    blank = [fact for fact in _of_each(found, worst, "filled_share") if figures.size(fact) < 1]
    weak = [say(f"{ID}.weak", column=_name(f), figure=cite(f)) for f in worst[:MOST_NAMED]]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{'flawed' if worst else 'whole'}", score=cite(score)),
        narrative=(say(f"{ID}.weakest", named=listed(weak)) if weak else say(f"{ID}.all_whole"),),
        brief=say(f"{ID}.brief", score=cite(score)),
        charts=_chart(worst),
        tables=_table(found, worst or figures.having(found.facts, "unusable_share")),
        next_steps=_next_steps(blank, wrong),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(score.name, *(fact.name for fact in worst[:2])),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decision") if verdict.severity in (Severity.WARN, Severity.FAIL) else "",
    )


def _of_each(found: Completeness, columns: list[Fact], measure_: str) -> list[Fact]:
    """The figure of this measure for the same columns, where there is one."""
    facts = (figures.pick(found.facts, measure_, **fact.dimensions) for fact in columns)
    return [fact for fact in facts if fact]


def _name(fact: Fact) -> str:
    return _called(fact.dimensions["table"], fact.dimensions["column"])


def _called(table: str, column: str) -> str:
    """`phone numbers of contacts`."""
    return say(f"{ID}.name", table=say(f"{ID}.names.tables.{table}"), column=say(f"{ID}.names.columns.{column}"))


def _table(found: Completeness, columns: list[Fact]) -> tuple[Table, ...]:
    rows = (
        {
            "column": _name(fact),
            "filled": figures.pick(found.facts, "filled_share", **fact.dimensions),
            "valid": figures.pick(found.facts, "valid_share", **fact.dimensions),
            "unusable": fact,
        }
        for fact in columns
    )
    units = {"column": "text", "filled": "share", "valid": "share", "unusable": "share"}
    return shown.table(f"{ID}.tables.columns", units, rows)


def _chart(worst: list[Fact]) -> tuple[Chart, ...]:
    data = [(_name(fact), fact.value) for fact in worst]
    name, figure = (_name(worst[0]), cite(worst[0])) if worst else ("", "")
    return shown.bars(f"{ID}.charts.unusable", data, unit="share", x="column", worst=name, figure=figure)


def _next_steps(blank: list[Fact], wrong: list[Fact]) -> tuple[str, ...]:
    steps = (("fill", blank[:MOST_NAMED]), ("check", wrong[:MOST_NAMED]))
    told = (say(f"{ID}.do.{what}", columns=listed([_name(f) for f in facts])) for what, facts in steps if facts)
    return tuple(told) or say_all(f"{ID}.do.nothing")


ANALYSIS = Analysis(
    id=ID,
    rows=("CRM-03",),
    phases=("audit", "baseline"),
    sheet="Completeness",
    needs=(),
    uses=("contacts", "companies", "opportunities", "orders"),
    measures={"filled_share": "share", "valid_share": "share", "unusable_share": "share", "score_share": "share"},
    # One key field in ten unusable touches most segments of a list; three in ten leave no list to work with.
    limits=Limits(warn=0.90, fail=0.70, on="score_share", higher_is_better=True),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
    evidence_key=("table", "record_id", "column"),
    tracked=Tracked(key=("table", "record_id", "column"), record="record_id", among="table"),
)
