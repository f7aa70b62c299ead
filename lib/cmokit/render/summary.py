"""The executive summary: one verdict, five figures against their yardsticks, three decisions."""

from collections import Counter
from collections.abc import Mapping, Sequence

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section
from cmokit.exhibits.text import cited_names, spans
from cmokit.render import formats
from cmokit.render.blocks import Decision, KeyFigure, Summary
from cmokit.render.chapters import owner_line, stake_of
from cmokit.render.formats import Look
from cmokit.render.labels import fact_label
from cmokit.render.report_meta import ReportMeta, Yardstick
from cmokit.render.text import FactBook, Runs, fact_run, resolve, words
from cmokit.vocabulary import Severity
from cmokit.words import has, say

MOST_FIGURES = 5
MOST_DECISIONS = 3
WORST_FIRST = {severity: place for place, severity in enumerate(Severity)}
LIMIT_ORIGINS = ("limits.kit", "limits.engagement")


def summary_of(
    sections: Sequence[Section], numbers: Mapping[str, str], book: FactBook, meta: ReportMeta, look: Look
) -> Summary:
    """numbers: analysis id → number of its chapter."""
    ordered = ranked(sections)
    verdict = ordered[0].severity if ordered else Severity.NOT_MEASURED
    figures = [figure for s in ordered if (figure := _key_figure(s, numbers, book, meta, look))]
    decisions = [_decision(s, numbers, book, meta, look) for s in ordered if s.decision]
    return Summary(
        verdict,
        words(say(f"report.summary.{verdict}", language=look.language)),
        Counter(section.severity for section in sections),
        tuple(figures[:MOST_FIGURES]),
        tuple(decisions[:MOST_DECISIONS]),
    )


def ranked(sections: Sequence[Section]) -> list[Section]:
    """Worst verdict first, then the most money at stake, then the order of the report."""

    def rank(section: Section) -> tuple[int, float]:
        return WORST_FIRST[section.severity], -float(section.money_at_stake_amount or 0)

    return sorted(sections, key=rank)


def yardstick(fact: Fact, section: Section, meta: ReportMeta, look: Look) -> str:
    """What a figure is held against: its target, else its baseline, else a stated limit; or that none is agreed."""
    for kind, marks in (("target", meta.targets), ("baseline", meta.baseline)):
        if fact.name in marks:
            return _against(kind, marks[fact.name], fact.unit, look)
    return _limit(fact, section, look) or say("report.yardstick.none", language=look.language)


def _against(kind: str, mark: Yardstick, unit: str, look: Look) -> str:
    value = formats.limit(f"{mark.value}|{unit}", look.locale, look.language)
    return say(f"report.yardstick.{kind}", language=look.language, value=value, origin=mark.origin)


def _limit(fact: Fact, section: Section, look: Look) -> str:
    """The limit that the section's verdict held this very figure against, with its origin."""
    stated = next((span.value for span in spans(section.reason) if span.kind == "limit"), None)
    if stated is None or fact.name not in cited_names(section.reason):
        return ""
    origins = (say(word, language=look.language) for word in LIMIT_ORIGINS if has(word, look.language))
    origin = next((text for text in origins if text in section.reason), "")
    value = formats.limit(stated, look.locale, look.language)
    return say("report.yardstick.limit", language=look.language, value=value, origin=origin).replace(" ()", "")


def _key_figure(
    section: Section, numbers: Mapping[str, str], book: FactBook, meta: ReportMeta, look: Look
) -> KeyFigure | None:
    fact = next((book.facts[name] for name in section.key_facts if name in book.facts), None)
    if fact is None or fact.value is None:
        return None
    against = words(yardstick(fact, section, meta, look))
    label = fact_label(fact, look.language)
    figure = (fact_run(fact, book, look),)
    return KeyFigure(label, figure, against, section.severity, numbers.get(section.analysis, ""))


def _decision(section: Section, numbers: Mapping[str, str], book: FactBook, meta: ReportMeta, look: Look) -> Decision:
    formula: Runs = resolve(section.money_formula, book, look, section.analysis)
    return Decision(
        resolve(section.decision, book, look, section.analysis),
        owner_line(section, meta),
        stake_of(section, meta, look),
        formula,
        section.severity,
        numbers.get(section.analysis, ""),
    )
