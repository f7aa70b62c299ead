"""The appendices: data received and set aside, definitions, method cards, provenance, figures and their codes."""

from collections.abc import Collection, Sequence

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Card, Section
from cmokit.render import formats
from cmokit.render.blocks import Block, Cell, Heading, Paragraph, Part, TableBlock
from cmokit.render.formats import Look
from cmokit.render.labels import fact_label, name_of, title_of
from cmokit.render.metrics_shown import metric_blocks
from cmokit.render.report_meta import ReceivedFile, ReportMeta
from cmokit.render.tables import plain_table
from cmokit.render.text import FactBook, Run, fact_run, words
from cmokit.words import has, say

FINGERPRINT = 12  # characters of a sha256 that are printed
CARD_PARTS = ("asks", "measures", "read_it_as", "do_next", "limits")


def appendices_of(
    sections: Sequence[Section],
    printed: Collection[str],
    book: FactBook,
    meta: ReportMeta,
    look: Look,
    doubts: Sequence[Block] = (),
) -> tuple[Part, ...]:
    """printed: the short codes of the figures to list. doubts: numbers in people's words without a source."""
    told: list[tuple[str, list[Block]]] = [
        ("received", received(meta, look)),
        ("definitions", definitions(sections, meta, look)),
        ("methods", methods(sections, look)),
        ("provenance", provenance(sections, meta, look)),
        ("facts", figures(printed, book, look)),
        ("numbers", list(doubts)),
    ]
    letters = iter("ABCDEFGH")
    return tuple(
        Part(next(letters), say(f"report.appendices.{name}", language=look.language), name, tuple(blocks))
        for name, blocks in told
        if blocks
    )


def received(meta: ReportMeta, look: Look) -> list[Block]:
    if not meta.received:
        return [Paragraph(words(_say("received.no_files", look)))]
    if meta.of_warehouse:
        return [Paragraph(words(_say("received.views", look))), files_table(meta, look)]
    blocks: list[Block] = [Paragraph(words(_say("received.intro", look))), files_table(meta, look)]
    if meta.set_aside:
        return [*blocks, set_aside_table(meta, look)]
    return [*blocks, Paragraph(words(_say("received.nothing", look)))]


def files_table(meta: ReportMeta, look: Look) -> TableBlock:
    """Every file: rows in = used + set aside; the last row adds up the files in use."""
    names = ("file", "kind", "extract_on", "rows_in", "rows_used", "rows_set_aside")
    headers = [(f"received.{name}", "count" if name.startswith("rows") else "text") for name in names]
    rows = [_file_row(file, look) for file in meta.received]
    used = [file for file in meta.received if not file.is_withdrawn]
    counts = ("rows_in_count", "rows_used_count", "rows_set_aside_count")
    sums = (formats.show(sum(getattr(f, count) for f in used), "count", look.locale) for count in counts)
    total = tuple(Cell(words(text, "strong")) for text in (_say("received.total", look), "", "", *sums))
    return plain_table(_say("received.table", look), headers, [*rows, total], look)


def set_aside_table(meta: ReportMeta, look: Look) -> TableBlock:
    names = ("file", "reason", "column", "count", "rows")
    headers = [(f"received.{name}", "count" if name == "count" else "text") for name in names]
    whole = _say("received.whole_row", look)
    rows = [(s.file, reason_of(s.reason, look), s.column or whole, s.count, s.rows) for s in meta.set_aside]
    return plain_table(_say("received.set_aside", look), headers, rows, look)


def reason_of(reason: str, look: Look) -> str:
    """A reason code in words; any other reason as it stands."""
    word = f"report.reasons.{reason}"
    return say(word, language=look.language) if reason and "." not in reason and has(word, look.language) else reason


def when(file: ReceivedFile, look: Look) -> str:
    """The extract's day or the period that a file covers."""
    days = [file.period_start_on, file.period_end_on]
    if all(days):
        start, end = (formats.day(day, look.locale, look.language) for day in days)
        return _say("received.since", look, start=start, end=end)
    return formats.day(file.extract_on, look.locale, look.language) if file.extract_on else ""


def definitions(sections: Sequence[Section], meta: ReportMeta, look: Look) -> list[Block]:
    """The client's and the kit's terms, and the metrics stated; what else an analysis measures stands on its card."""
    blocks: list[Block] = [Heading(2, words(_say("definitions.agreed", look)))]
    if meta.definitions:
        headers = [(f"definitions.{name}", "text") for name in ("term", "text", "origin")]
        blocks.append(plain_table("", headers, [(t.term, t.text, t.origin) for t in meta.definitions], look))
    else:
        blocks.append(Paragraph(words(_say("definitions.none", look))))
    stated = {fact.id for section in sections for fact in section.facts if fact.value is not None}
    return [*blocks, *metric_blocks(meta.metrics, stated, look)]


def measures(sections: Sequence[Section]) -> list[tuple[str, str, str]]:
    """Analysis, what it measures, under which version: one row a definition that facts carry and no metric gives."""
    rows: dict[tuple[str, str], tuple[str, str, str]] = {}
    for section in sections:
        own = (fact.definition for fact in section.facts if fact.definition)
        for definition in (one for one in own if one.id == section.analysis):
            rows[(definition.id, definition.version)] = (title_of(section), definition.text, definition.version)
    return list(rows.values())


def methods(sections: Sequence[Section], look: Look) -> list[Block]:
    """A card an analysis; what it measures is the definition of its figures, so its version stands there."""
    return [block for section in sections if section.card for block in _card(section.card, _version(section), look)]


def provenance(sections: Sequence[Section], meta: ReportMeta, look: Look) -> list[Block]:
    as_of = formats.day(meta.as_of, look.locale, look.language) if meta.as_of else "–"
    run = [("client", meta.client_name), ("phase", meta.phase), ("as_of", as_of), ("currency", meta.currency)]
    run += [("kit", meta.kit or "–"), ("snapshot", meta.snapshot or "–")]
    blocks: list[Block] = [Paragraph(words(_say("provenance.intro", look)))]
    blocks.append(_pairs([(_say(f"provenance.{name}", look), value) for name, value in run], look))
    files = _files(sections, meta)
    if files:
        headers = [("received.file", "text"), ("provenance.fingerprint", "text"), ("received.rows_in", "count")]
        blocks.append(plain_table(_say("provenance.files", look), headers, files, look))
    evidence = [(title_of(s), s.evidence.sha256[:FINGERPRINT], s.evidence.rows_count) for s in sections if s.evidence]
    if evidence:
        headers = [("provenance.finding", "text"), ("provenance.fingerprint", "text"), ("received.count", "count")]
        blocks.append(plain_table(_say("provenance.evidence_rows", look), headers, evidence, look))
    return [*blocks, Paragraph(words(_say("provenance.trace", look, client=meta.client_slug)), "note")]


def figures(printed: Collection[str], book: FactBook, look: Look) -> list[Block]:
    """The printed figures by code, each row the place where its links arrive."""
    facts = sorted((fact for fact in book.facts.values() if book.code(fact) in printed), key=lambda fact: fact.name)
    if not facts:
        return []
    headers = [("facts.code", "text"), ("facts.figure", "text"), ("facts.value", "mixed")]
    headers += [("facts.n", "count"), ("facts.interval", "mixed")]
    table = plain_table("", headers, [_figure_row(fact, book, look) for fact in facts], look)
    return [Paragraph(words(_say("facts.intro", look))), table]


def interval(fact: Fact, look: Look) -> str:
    if fact.low is None or fact.high is None:
        return ""
    low, high = (
        formats.show(v, fact.unit, look.locale, language=look.language, brief=True) for v in (fact.low, fact.high)
    )
    return _say("facts.range", look, low=low, high=high)


def _figure_row(fact: Fact, book: FactBook, look: Look) -> tuple[object, ...]:
    code = book.code(fact)
    name = Cell(words(fact_label(fact, look.language), "data"))
    value = Cell((fact_run(fact, book, look, brief=False),))
    return (
        Cell(words(code, "code"), anchor=f"fig-{code}"),
        name,
        Cell(words(value.runs[0].text)),
        fact.n,
        interval(fact, look),
    )


def _file_row(file: ReceivedFile, look: Look) -> tuple[object, ...]:
    kind = name_of(file.kind, "kind", look.language)
    if file.is_withdrawn:
        kind = f"{kind}\n{_say('received.withdrawn', look, reason=file.reason)}"
    used = (None, None) if file.is_withdrawn else (file.rows_used_count, file.rows_set_aside_count)
    return file.file, kind, when(file, look), file.rows_in_count, *used


def _files(sections: Sequence[Section], meta: ReportMeta) -> list[tuple[str, str, int]]:
    if meta.received:
        return [(f.file, f.sha256[:FINGERPRINT], f.rows_in_count) for f in meta.received if not f.is_withdrawn]
    sources = {s.file: s for section in sections for fact in section.facts for s in fact.sources}
    return [(s.file, s.sha256[:FINGERPRINT], s.rows_count) for _, s in sorted(sources.items())]


def _version(section: Section) -> str:
    own = (fact.definition for fact in section.facts if fact.definition)
    return next((one.version for one in own if one.id == section.analysis), "")


def _pairs(rows: list[tuple[str, str]], look: Look) -> TableBlock:
    headers = [("provenance.run", "text"), ("facts.value", "text")]
    return plain_table("", headers, rows, look)


def _card(card: Card, version: str, look: Look) -> list[Block]:
    told = [(part, _say(f"card.{part}", look), getattr(card, part)) for part in CARD_PARTS]
    ends = {"measures": f" ({_say('definitions.version', look)} {version})"} if version else {}
    paragraphs = [
        Paragraph((Run(f"{label}. ", "strong"), Run(text), Run(ends.get(part, ""))), "small")
        for part, label, text in told
        if text
    ]
    return [Heading(2, words(card.title)), Paragraph(words(card.question), "question"), *paragraphs]


def _say(word: str, look: Look, **values: object) -> str:
    return say(f"report.{word}", None, look.language, **values)
