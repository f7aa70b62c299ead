"""The executive summary: one verdict, five figures against their yardsticks, three decisions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section
from cmokit.exhibits.text import spans
from cmokit.render import formats
from cmokit.render.blocks import Decision, KeyFigure, Summary
from cmokit.render.chapters import owner_line, stake_of
from cmokit.render.formats import Look
from cmokit.render.labels import fact_label
from cmokit.render.metrics_shown import is_surface, kind_of
from cmokit.render.report_meta import ReportMeta, Yardstick
from cmokit.render.text import FactBook, Runs, fact_run, resolve, words
from cmokit.vocabulary import MetricKind, Phase, Severity
from cmokit.words import has, say

MOST_FIGURES = 5
MOST_DECISIONS = 3
MOST_BRIEFS = 3  # findings in the verdict's sentence
WORST_FIRST = {severity: place for place, severity in enumerate(Severity)}
FLOORS = ("below", "within_below")  # verdicts on figures of which more is better
LIMIT_ORIGINS = ("limits.kit", "limits.engagement")


def summary_of(
    sections: Sequence[Section], numbers: Mapping[str, str], book: FactBook, meta: ReportMeta, look: Look
) -> Summary:
    """numbers: analysis id → number of its chapter."""
    ordered = ranked(sections)
    verdict = ordered[0].severity if ordered else Severity.NOT_MEASURED
    figures = [_key_figure(*told, numbers, book, meta, look) for told in key_facts(sections, book, meta)]
    decisions = [_decision(s, numbers, book, meta, look) for s in ordered if s.decision]
    return Summary(
        verdict,
        verdict_sentence(ordered, book, look),
        Counter(section.severity for section in sections),
        tuple(figures),
        tuple(decisions[:MOST_DECISIONS]),
    )


def ranked(sections: Sequence[Section]) -> list[Section]:
    """Worst verdict first, then the most money at stake, then the order of the report."""

    def rank(section: Section) -> tuple[int, float]:
        return WORST_FIRST[section.severity], -float(section.money_at_stake_amount or 0)

    return sorted(sections, key=rank)


def key_facts(sections: Sequence[Section], book: FactBook, meta: ReportMeta) -> list[tuple[Section, Fact]]:
    """One key figure a section, results before diagnostics; a metric of attention alone is never one.

    The audit tells what is worst. A later phase tells first where the business stands: results before the cut to five.
    """
    found = ((section, _first_fact(section, book, meta)) for section in ranked(sections))
    told = [(section, fact) for section, fact in found if fact is not None]
    most = told[:MOST_FIGURES] if meta.phase == Phase.AUDIT else told
    return sorted(most, key=lambda one: kind_of(meta.metrics, one[1].id), reverse=True)[:MOST_FIGURES]


def figure_groups(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Kind and the words id of its heading, in the order in which key figures come: results and diagnostics apart."""
    heads = {"result": "summary.results", "diagnostic": "summary.diagnostics"}
    return [(kind, heads.get(kind, "summary.figures")) for kind in dict.fromkeys(kinds)]


def _first_fact(section: Section, book: FactBook, meta: ReportMeta) -> Fact | None:
    """The first key figure that has a value; behind the audit the first that is a result, where there is one."""
    known = [book.facts[name] for name in section.key_facts if name in book.facts]
    shown = [fact for fact in known if fact.value is not None and not is_surface(meta.metrics, fact.id)]
    results = (fact for fact in shown if kind_of(meta.metrics, fact.id) == MetricKind.RESULT)
    first = next(iter(shown), None)
    return first if meta.phase == Phase.AUDIT else next(results, first)


def verdict_sentence(ordered: Sequence[Section], book: FactBook, look: Look) -> Runs:
    """What is true of this client: the worst findings, worst first; what nobody could measure is no finding."""
    answered = [section for section in ordered if section.severity is not Severity.NOT_MEASURED]
    if not answered:
        return words(say("report.summary.NOT_MEASURED", language=look.language))
    told = [_clause(section, book, look) for section in answered[:MOST_BRIEFS]]
    verdict = say(f"report.summary.{answered[0].severity}", language=look.language, findings="\0")
    before, after = verdict.split("\0")
    between = say("report.summary.between", language=look.language)
    runs = [run for clause in told for run in (*words(f"{between} "), *clause)][1:]
    return _with_capital((*words(before), *runs, *words(after)))


def _with_capital(runs: Runs) -> Runs:
    """As a sentence begins; a figure or the client's own text stays as it is."""
    first, *rest = runs
    if first.fact or first.style:
        return runs
    return (replace(first, text=first.text[:1].upper() + first.text[1:]), *rest)


def _clause(section: Section, book: FactBook, look: Look) -> Runs:
    return resolve(section.brief or section.headline.rstrip("."), book, look, section.analysis)


def yardstick(fact: Fact, section: Section, book: FactBook, meta: ReportMeta, look: Look) -> str:
    """What a figure is held against: its target, baseline or stated limit; else the figure that has one and gave the
    verdict; or that none is agreed.
    """
    for kind, marks in (("target", meta.targets), ("baseline", meta.baseline)):
        if fact.name in marks:
            return _against(kind, marks[fact.name], fact.unit, look)
    own = _limit(fact, section, look) or _judged_by(section, book, look)
    return own or say("report.yardstick.none", language=look.language)


def _against(kind: str, mark: Yardstick, unit: str, look: Look) -> str:
    value = formats.limit(f"{mark.value}|{unit}", look.locale, look.language)
    return say(f"report.yardstick.{kind}", language=look.language, value=value, origin=mark.origin)


def _limit(fact: Fact, section: Section, look: Look) -> str:
    """The limit that the section's verdict held this very figure against, with its origin."""
    held, limit = _held_against_a_limit(section, look)
    return limit if held == fact.name else ""


def _judged_by(section: Section, book: FactBook, look: Look) -> str:
    """An amount or a count without a limit of its own: the figure that gave the verdict, with its limit."""
    held, limit = _held_against_a_limit(section, look)
    if held not in book.facts:
        return ""
    judge = book.facts[held]
    value = formats.show(judge.value, judge.unit, look.locale, language=look.language, brief=True)
    figure = fact_label(judge, look.language)
    return say("report.yardstick.judged_by", language=look.language, figure=figure, value=value, limit=limit)


def _held_against_a_limit(section: Section, look: Look) -> tuple[str, str]:
    """The figure of the verdict's reason that stands before its limit, and that limit with its origin."""
    held = ""
    for span in spans(section.reason):
        if span.kind == "fact":
            held = span.value
        elif span.kind == "limit":
            origins = (say(word, language=look.language) for word in LIMIT_ORIGINS if has(word, look.language))
            origin = next((text for text in origins if text in section.reason), "")
            value = formats.limit(span.value, look.locale, look.language)
            word = "at_least" if _is_a_floor(section.reason, look) else "at_most"
            limit = say(f"report.yardstick.{word}", language=look.language, value=value, origin=origin)
            return held, limit.replace(" ()", "")
    return "", ""


def _is_a_floor(reason: str, look: Look) -> bool:
    """Whether the verdict's words are those of a limit that should be reached."""
    sides = (say(f"verdict.{w}", None, look.language, figure="\0", limit="\0", origin="") for w in FLOORS)
    return any(side.split("\0")[1] in reason for side in sides)


def _key_figure(
    section: Section, fact: Fact, numbers: Mapping[str, str], book: FactBook, meta: ReportMeta, look: Look
) -> KeyFigure:
    against = words(yardstick(fact, section, book, meta, look))
    figure, kind = (fact_run(fact, book, look),), kind_of(meta.metrics, fact.id)
    part = numbers.get(section.analysis, "")
    return KeyFigure(fact_label(fact, look.language), figure, against, section.severity, part, kind)


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
