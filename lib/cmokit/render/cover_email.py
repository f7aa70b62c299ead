"""The e-mail that goes with a report: the finding first, the decision, what is attached, which copy it is."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from cmokit.render import formats
from cmokit.render.blocks import Document
from cmokit.render.report_meta import ReportMeta
from cmokit.render.text import plain
from cmokit.words import has, say

MOST_WORDS = 150
SUMMARY = "summary.pdf"
MOST_FILES = 8  # named one by one


def cover_email(document: Document, meta: ReportMeta, files: Sequence[str]) -> str:
    """Plain text of at most MOST_WORDS words, the subject in its first line. files: the attachments, by name."""
    drafts = _drafts(document, meta, files)
    return next(text for text in drafts if len(text.split()) <= MOST_WORDS)


def _drafts(document: Document, meta: ReportMeta, files: Sequence[str]) -> Iterator[str]:
    """The whole e-mail, then shorter ones: fewer files by name, then a finding cut at a word."""
    finding = plain(document.summary.sentence)
    for named in (files, [name for name in files if name == SUMMARY or name.endswith("pdf")][:MOST_FILES]):
        yield _text(document, meta, finding, named)
    words = finding.split()
    for kept in range(len(words) - 1, 0, -1):
        yield _text(document, meta, " ".join(words[:kept]) + " …", [SUMMARY])
    yield _text(document, meta, "", [])[:1000]


def _text(document: Document, meta: ReportMeta, finding: str, files: Sequence[str]) -> str:
    attached = [_attached(document, meta), *(f"- {_file(name, meta)}" for name in files)]
    told = [finding, _decision(document, meta), "\n".join(attached), meta.index_base, _signed(meta)]
    parts = [_subject(document, meta), *told]
    return "\n\n".join(part for part in parts if part) + "\n"


def _subject(document: Document, meta: ReportMeta) -> str:
    verdict = say(f"report.verdict.{document.summary.verdict}", language=meta.language)
    return _say("subject", meta, title=document.cover.title, client=_client(meta), verdict=verdict.lower())


def _decision(document: Document, meta: ReportMeta) -> str:
    if not document.summary.decisions:
        return say("report.summary.no_decisions", language=meta.language)
    first = document.summary.decisions[0]
    word = "decision_stake" if first.stake else "decision"
    return _say(word, meta, decision=plain(first.text), owner=first.owner, stake=plain(first.stake))


def _attached(document: Document, meta: ReportMeta) -> str:
    label = say("report.cover.version", language=meta.language)
    version = next((line.text for line in document.cover.lines if line.label == label), "")
    told = {"version": version, "copy": say(f"audiences.short.{meta.audience}", language=meta.language)}
    if meta.as_of is None:
        return _say("attached_undated", meta, **told)
    return _say("attached", meta, **told, day=formats.day(meta.as_of, meta.locale, meta.language))


def _file(name: str, meta: ReportMeta) -> str:
    kind = "summary" if name == SUMMARY else PurePosixPath(name).suffix.lstrip(".")
    return _say(f"files.{kind}", meta, file=name) if has(f"email.files.{kind}", meta.language) else name


def _client(meta: ReportMeta) -> str:
    return meta.client_brand.name or meta.client_name


def _signed(meta: ReportMeta) -> str:
    return "\n".join(filter(None, (meta.consultant_brand.name, meta.consultant_brand.contact)))


def _say(word: str, meta: ReportMeta, **values: object) -> str:
    return say(f"email.{word}", None, meta.language, **values)
