"""One file of a client, from bytes to canonical rows, with everything that was not used and why."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.engagement.mapping import Mapping
from cmokit.sources import periods
from cmokit.sources.base import Bound, Note, Source
from cmokit.sources.catalog import SOURCES
from cmokit.sources.finance.layout import KIND as FINANCE
from cmokit.sources.finance.layout import WORKBOOKS
from cmokit.sources.mapping import mapped_settings, mapped_source, mapping_for, sources_meant, with_words, words_for
from cmokit.sources.notes import notes_of
from cmokit.sources.reading import RawTable, Warning_, read_raw
from cmokit.sources.recognise import choose, header_score, is_ragged, recognise, sources_of
from cmokit.sources.result import FileReading
from cmokit.sources.rows import Many, Rows, joined
from cmokit.sources.settings import ReadSettings
from cmokit.sources.typed import TypedTable, type_table
from cmokit.sources.used import used_rows
from cmokit.vocabulary import Combine

if TYPE_CHECKING:
    from cmokit.sources.finance.reading import FinanceReading


def read_file(
    path: Path,
    *,
    kind: str | None = None,
    mapping: Mapping | Sequence[Mapping] | None = None,
    settings: ReadSettings | None = None,
) -> "FileReading | FinanceReading":
    """How one file is understood: recognised, typed, and turned into canonical rows.

    kind: taken as said instead of recognised. mapping: one rule, or those of engagement.yaml, of which the first whose
    file pattern fits is used, with every one that only translates words. settings: zone, currency and rules of the
    engagement.
    Raises DataNotReadable (unknown kind, missing column, unreadable, ambiguous dates …) and ConfigurationError.
    """
    rules = (mapping,) if isinstance(mapping, Mapping) else tuple(mapping or ())
    is_meant = isinstance(mapping, Mapping) and not mapping.is_of_words
    rule = rules[0] if is_meant else mapping_for(path, rules)
    settings = mapped_settings(settings or ReadSettings(), rule) if rule else settings or ReadSettings()
    if (by := _finance(path, kind, rule)) is not None:
        from cmokit.sources.finance.reading import read_finance

        return read_finance(path, settings, by)
    among = _candidates(kind, rule)
    raw = read_raw(
        path,
        header_score=lambda cells: header_score(cells, among),
        header_row=rule.header_row if rule else None,
        sheet=rule.sheet if rule else None,
        is_ragged=lambda cells: is_ragged(cells, among),
    )
    if kind or rule:
        source, by = choose(raw.headers, path, among), "--kind" if kind else "mapping"
    else:
        source, score = recognise(raw.headers, raw.preamble, path)
        by = f"headers ({score:.0%} known)"
    return _understand(raw, with_words(source, words_for(path, rules)), by, settings, rule)


def _finance(path: Path, kind: str | None, rule: Mapping | None) -> str | None:
    """What says that this is a finance workbook; None where it is another file. A word of a person's wins."""
    said = kind or (rule.kind if rule else None)
    if said is not None:
        return ("--kind" if kind else "mapping") if said == FINANCE else None
    if path.suffix.casefold() not in WORKBOOKS:
        return None
    from cmokit.sources.finance import found  # openpyxl: only where a workbook is read

    return found.BY_SHEETS if found.looks_like_finance(path) else None


def _candidates(kind: str | None, rule: Mapping | None) -> tuple[Source, ...]:
    if kind is None and rule is None:
        return SOURCES
    if rule is None:
        return sources_of(str(kind))
    return tuple(mapped_source(source, rule) for source in (sources_of(kind) if kind else sources_meant(rule)))


def _understand(raw: RawTable, source: Source, by: str, settings: ReadSettings, rule: Mapping | None) -> FileReading:
    bound = source.bind(raw.headers)
    used = used_rows(raw, source, bound)
    typed = type_table(used, source, bound, settings, rule, raw.path.name)
    rows = _rows(raw, bound, typed, used.numbers, source, settings, rule)
    tables = source.fill(rows) if source.fill else {source.table: rows.canonical(source.table)}
    return FileReading(
        source=source,
        recognised_by=by,
        raw=raw,
        bound=bound,
        texts=used.texts,
        typed=pa.table(typed.values),
        numbers=used.numbers,
        tables={name: table for name, table in tables.items() if table.num_rows or name == source.table},
        rows_set_aside=(*raw.set_aside, *used.aside),
        values_set_aside=tuple(sorted(typed.set_aside, key=lambda v: (v.row, v.column))),
        warnings=(
            *_notes(raw.warnings),
            *_notes(typed.warnings),
            *notes_of(rows, raw.headers),
            *(source.check(rows) if source.check else ()),
        ),
        decisions=typed.decisions,
        extract_on=periods.extract_day(raw.preamble, raw.path.name),
        period=_period(rows, tables),
        is_partial=rule.partial if rule else None,
        is_enrichment=_is_enrichment(rows),
    )


def _rows(
    raw: RawTable,
    bound: tuple[Bound, ...],
    typed: TypedTable,
    numbers: pa.Array,
    source: Source,
    settings: ReadSettings,
    rule: Mapping | None,
) -> Rows:
    single = [b for b in bound if not b.field.is_many]
    many: dict[str, list[Many]] = {}
    for b in bound:
        if b.field.is_many:
            many.setdefault(b.field.name, []).append(Many(b.header, b.says, typed.values[b.header]))
    rows = Rows(
        source=source,
        file=raw.path.name,
        numbers=numbers,
        columns={b.field.name: typed.values[b.header] for b in single},
        written={b.field.name: typed.written[b.header] for b in single if b.header in typed.written},
        many=many,
        says={**_symbols(typed), **{b.field.name: b.says for b in single if b.says}, **_mapped(rule)},
        headers={b.field.name: b.header for b in single},
        period=periods.of_text_or_name(raw.preamble, raw.path.name),
        preamble=tuple(raw.preamble),
        settings=settings,
    )
    return replace(rows, columns={**rows.columns, **_currency(rows), **_derived_key(rows)})


def _mapped(rule: Mapping | None) -> dict[str, dict[str, str]]:
    """The currency that a mapping states, as a header would."""
    return {"mapping": {"currency": rule.currency}} if rule and rule.currency else {}


def _symbols(typed: TypedTable) -> dict[str, dict[str, str]]:
    """The currency that the amounts themselves carry (`EUR 12.50`), where all of them carry the same."""
    found = {currency for decision in typed.decisions.values() for currency in decision.get("currencies", ())}
    return {"symbols": {"currency": found.pop()}} if len(found) == 1 else {}


def _currency(rows: Rows) -> dict[str, pa.Array]:
    """Each row's currency: its own cell, else what mapping, header or amounts say, else the engagement's."""
    told = [rows.says[name] for name in ("mapping", *rows.headers, "symbols") if name in rows.says]
    said = next((says["currency"] for says in told if says.get("currency")), rows.settings.currency)
    return {"currency": pc.utf8_upper(pc.coalesce(rows.get("currency"), pa.scalar(said, pa.string())))}


def _derived_key(rows: Rows) -> dict[str, pa.Array]:
    """A name for records of a report without ids, from what together tells them apart."""
    if not rows.source.key_else or any(name in rows.columns for name in rows.source.key):
        return {}
    parts = [rows.get(name).cast(pa.string()) for name in rows.source.key_else if name in rows.columns]
    return {rows.source.key[0]: joined("|", *parts)}


def _period(rows: Rows, tables: dict[str, pa.Table]) -> periods.Period:
    """The days that text or name say; of a restated window, else the days that its rows say."""
    start, end = rows.period
    table = tables[rows.source.table]
    if start or end or rows.source.combine is not Combine.RESTATED_WINDOW:
        return start, end
    columns = [c for c in ("period_start_on", "period_end_on", "session_on") if c in table.column_names]
    days = [day for c in columns for day in pc.min_max(table[c]).as_py().values() if day]
    return (min(days), max(days)) if days else (None, None)


def _is_enrichment(rows: Rows) -> bool:
    """Orders that carry a channel and neither money nor time only say where known orders came from."""
    return rows.source.kind == "orders" and not any(
        rows.has(n) for n in ("total_amount", "subtotal_amount", "ordered_at")
    )


def _notes(warnings: Sequence[Warning_]) -> list[Note]:
    return [Note(w.code, w.message, w.row, w.column) for w in warnings]
