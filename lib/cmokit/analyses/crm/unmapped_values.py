"""Which of the client's own words no agreed list knows, and what stands under them.

Asks
    Which stages, sources and statuses in the records have no agreed meaning, and how much stands under them?
Measures
    Per column that takes its meaning from a list (lifecycle stage, deal stage where an order is agreed, lead source,
    medium of orders, order and parcel status): share and number of the records whose word the list does not know, the
    number of such words, and the amount of the deals or orders that carry them (a contact's are its deals, and its
    orders where the client has no deals).
Read it as
    An unmapped word is counted under no stage and no channel: it is missing from every figure by stage or channel, and
    is shown here with its size instead of being put under other.
Do next
    Say what each word means, largest money first, and have the field offer the agreed values only.
Limits
    Knows whether a word has a meaning, not whether the meaning is right. Words without a list (owners, pipelines,
    reasons of loss) are the client's own and are not judged. A contact without deals or orders adds none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import exports
from cmokit.analyses.crm.unmapped_money import amounts, behind, words_of
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, having, number, pick, share
from cmokit.analyses.shown import MOST_BARS, bars, table
from cmokit.analyses.tracked import Tracked
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, quote
from cmokit.methods import client_words
from cmokit.methods.client_words import WORD
from cmokit.methods.order_ledger import total_of
from cmokit.sources.client_words import LISTED, Agreed, Word, is_unmapped
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "crm.unmapped_values"
EVIDENCE = ("table", "column", "source_system", "record_id", "value", "source_file", "source_row")


@dataclass(frozen=True)
class UnmappedValues:
    """words: the unmapped ones, each with its place, records and money, most money and records first."""

    facts: tuple[Fact, ...]
    evidence: ibis.Table  # table, column, source_system, record_id, value, source_file, source_row
    words: tuple[Mapping[str, Any], ...]
    currency: str
    no_rate: str
    missing: tuple[Missing, ...]


def measure(
    contacts: Any, opportunities: Any, orders: Any, parcels: Any, fx_rates: Any, definitions: Definitions
) -> UnmappedValues:
    tables = {"contacts": contacts, "opportunities": opportunities, "orders": orders, "parcels": parcels}
    agreed = Agreed(definitions.lifecycle_order, definitions.pipeline_order)
    rows = client_words.spoken(LISTED, tables).cache()
    said = client_words.counted(rows)
    if not said:
        asks = tuple(Missing(name, (), say(f"asks.{name}")) for name in ("contacts", "orders"))
        raise CannotAnswer(say("verdict.missing_tables", tables=exports(("contacts", "orders"))), *asks)
    unmapped = [row for row in said if _is_unmapped(row, agreed)]
    evidence = _those(rows, unmapped).cache()
    sums = client_words.worth(evidence, contacts, opportunities, orders) if unmapped else []
    no_rate, missing = "", tuple[Missing, ...]()
    try:
        money = amounts(sums, fx_rates, definitions)
    except CannotAnswer as answer:
        money, no_rate, missing = {}, answer.reason, answer.missing
    words = words_of(unmapped, money)
    where = {} if no_rate else behind(opportunities, orders)
    facts = _facts(said, words, where, definitions.currency)
    shown = evidence.mutate(value=evidence.text).select(*EVIDENCE).order_by(*EVIDENCE)
    return UnmappedValues(facts, shown, words, definitions.currency, no_rate, missing)


def _is_unmapped(row: Mapping[str, Any], agreed: Agreed) -> bool:
    return is_unmapped(_word(row), row["text"], row["meaning"], agreed)


def _word(row: Mapping[str, Any]) -> Word:
    return next(word for word in LISTED if (word.table, word.column) == (row["table"], row["column"]))


def _those(rows: Any, groups: Sequence[Mapping[str, Any]]) -> Any:
    """The rows that say one of these words; a meaning that is null equals null."""
    keys = {name: pa.array([row[name] or "" for row in groups], pa.string()) for name in WORD}
    keyed = rows.mutate(**{f"{name}_key": rows[name].fill_null("") for name in WORD})
    wanted = ibis.memtable(pa.table({f"{name}_key": values for name, values in keys.items()}))
    return keyed.semi_join(wanted, [f"{name}_key" for name in WORD]).select(*rows.columns)


def _facts(
    said: Sequence[Mapping[str, Any]],
    words: Sequence[Mapping[str, Any]],
    places: Mapping[str, str],
    currency: str,
) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    for word in LISTED:
        where: dict[str, Any] = {"table": word.table, "column": word.column}
        whole = sum(row["records_count"] for row in said if _is_of(row, word))
        ours = [row for row in words if _is_of(row, word)]
        bad = sum(row["records_count"] for row in ours)
        if whole == 0:
            continue
        facts += share(f"{ID}.unmapped_share", bad, whole, tables=(word.table,), **where)
        facts.append(count(f"{ID}.unmapped_count", bad, n=whole, tables=(word.table,), **where))
        facts.append(count(f"{ID}.unmapped_words_count", len(ours), tables=(word.table,), **where))
        if word.table in places:
            facts.append(_amount(ours, where, places[word.table], currency))
    return tuple(facts)


def _amount(words: Sequence[Mapping[str, Any]], where: Mapping[str, str], place: str, currency: str) -> Fact:
    records = sum(word["records_count"] for word in words)
    amount = total_of(word["amount"] for word in words)
    tables = tuple(dict.fromkeys((where["table"], place)))
    return Fact(f"{ID}.unmapped_amount", amount, currency, records, dimensions=where, tables=tables)


def _is_of(row: Mapping[str, Any], word: Word) -> bool:
    return (row["table"], row["column"]) == (word.table, word.column)


def judge(found: UnmappedValues, limits: Limits) -> Verdict:
    """By the column with the largest share of records under an unmapped word; a single such word makes a WARN."""
    worst = having(found.facts, "unmapped_share")[0]
    more = (found.no_rate,) if found.no_rate else ()
    verdict = about(limits.verdict(worst), say(f"{ID}.about", column=_called(worst)), *more)
    if verdict.severity is Severity.PASS and found.words:
        return Verdict(Severity.WARN, say(f"{ID}.still", held=verdict.reason))
    return verdict


def exhibit(found: UnmappedValues, verdict: Verdict) -> Section:
    worst = having(found.facts, "unmapped_share")[0]
    dearest = next((fact for fact in having(found.facts, "unmapped_amount") if fact.value), None)
    how_many = pick(found.facts, "unmapped_words_count", **worst.dimensions)
    state = "clean" if not found.words else "money" if dearest else "records"
    if dearest and dearest.dimensions == worst.dimensions:
        state = "same"
    said: dict[str, Any] = {"share": cite(worst), "column": _called(worst)}
    said |= {"amount": cite(dearest), "dear": _called(dearest)} if dearest else {}
    shares = [(_heading(fact), fact.value) for fact in having(found.facts, "unmapped_share") if fact.value]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{state}", **said),
        brief="" if state == "clean" else say(f"{ID}.brief", **said),
        narrative=_narrative(found, how_many, worst),
        charts=bars(f"{ID}.charts.shares", shares[:MOST_BARS], unit="share", x="column", **said),
        tables=(*_column_table(found), *_word_table(found)),
        next_steps=say_all(f"{ID}.do") if found.words else (say(f"{ID}.do_clean"),),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (dearest, worst) if fact),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decision") if found.words else "",
    )


def _narrative(found: UnmappedValues, how_many: Fact | None, worst: Fact) -> tuple[str, ...]:
    if not found.words:
        return (say(f"{ID}.clean"),)
    first = found.words[0]
    where = say(f"{ID}.columns.{first['table']}.{first['column']}")
    largest = say(f"{ID}.largest", word=quote(first["text"]), column=where)
    counted = (
        say(f"{ID}.words", count=number(how_many), figure=cite(how_many), column=_called(worst)) if how_many else ""
    )
    return tuple(filter(None, (counted, largest, say(f"{ID}.not_other"))))


def _called(fact: Fact) -> str:
    return say(f"{ID}.columns.{fact.dimensions['table']}.{fact.dimensions['column']}")


def _heading(fact: Fact) -> str:
    return _capital(_called(fact))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _column_table(found: UnmappedValues) -> tuple[Any, ...]:
    units = {"unmapped_share": "share", "unmapped_count": "count", "unmapped_words_count": "count"}
    units |= {"unmapped_amount": found.currency} if having(found.facts, "unmapped_amount") else {}
    rows = (
        {"where": _heading(fact)} | {m: pick(found.facts, m, **fact.dimensions) for m in units}
        for fact in having(found.facts, "unmapped_share")
    )
    return table(f"{ID}.tables.columns", {"where": "text", **units}, rows)


def _word_table(found: UnmappedValues) -> tuple[Any, ...]:
    units = {"where": "text", "system": "text", "text": "text", "records_count": "count", "amount": found.currency}
    rows = ({**word, "where": _capital(say(f"{ID}.columns.{word['table']}.{word['column']}"))} for word in found.words)
    return table(f"{ID}.tables.words", units, rows)


ANALYSIS = Analysis(
    id=ID,
    rows=("CRM-03",),
    phases=("audit",),
    sheet="Unmapped values",
    needs=(),
    uses=("contacts", "opportunities", "orders", "parcels", "fx_rates"),
    measures={
        "unmapped_share": "share",
        "unmapped_count": "count",
        "unmapped_words_count": "count",
        "unmapped_amount": "money",
    },
    limits=Limits(warn=0.01, fail=0.10, on="unmapped_share"),
    evidence_key=("table", "column", "source_system", "record_id"),
    tracked=Tracked(key=("table", "column", "source_system", "record_id"), record="record_id", among="table"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
