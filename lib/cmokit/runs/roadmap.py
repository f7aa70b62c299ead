"""The roadmap to sign as a Word document: constraint, first portfolio, ranking with its firmness, ninety days."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from cmokit.engagement.model import Engagement
from cmokit.engagement.writing import write_bytes
from cmokit.registers.backlog import Kind
from cmokit.registers.words import field_words, value_word
from cmokit.render.formats import day, percent
from cmokit.render.word import Block, Grid, Heading, Page, Text, word_document
from cmokit.runs.constraint import Drafted, drafted
from cmokit.runs.desk import Desk
from cmokit.runs.priorities import CRITERIA, Priorities, Priority, Verdict, priorities
from cmokit.vocabulary import PHASES, Phase
from cmokit.words import joined, say, say_all, speaking

FIRM_SHARE = 0.8  # first under so many of all weights: its place does not hang on the weights
ID = "roadmap"
DRAFTS, FILE_NAME = "drafts", "roadmap.docx"  # below reports/<client>/


def write_roadmap(desk: Desk, weights: Sequence[float]) -> tuple[Path, Priorities, Drafted]:
    """The document among the client's drafts, in its language; what it rests on beside."""
    found = priorities(desk.folder, weights)
    told = drafted(found.verdicts)
    with speaking(desk.engagement.language):
        content = roadmap(desk.engagement, found, told, desk.workspace.settings.brand.name or "")
    return write_bytes(desk.folder.reports / DRAFTS / FILE_NAME, content), found, told


def roadmap(engagement: Engagement, found: Priorities, told: Drafted, consultant: str = "") -> bytes:
    """The document's bytes; equal inputs give equal bytes."""
    page = Page(
        title=say(f"{ID}.title", client=engagement.name),
        author=consultant,
        color=engagement.brand.color or "",
        header=consultant,
        footer=say(f"{ID}.footer"),
        language=engagement.locale.replace("_", "-"),
    )
    return word_document(_blocks(engagement, found, told), page)


def _blocks(engagement: Engagement, found: Priorities, told: Drafted) -> Iterator[Block]:
    locale = engagement.locale
    yield Heading(say(f"{ID}.title", client=engagement.name))
    as_of = day(found.as_of, locale, engagement.language) if found.as_of else ""
    yield Text(say(f"{ID}.drawn", as_of=as_of) if as_of else say(f"{ID}.no_report"))
    yield from _constraint(told)
    yield from _portfolio(found)
    yield from _ranking(found, locale)
    yield from _unranked(found)
    yield from _ninety_days(engagement, found)


def _constraint(told: Drafted) -> Iterator[Block]:
    yield _part("constraint")
    yield Text(say(f"{ID}.constraint.{told.constraint or 'none'}"), size=12)
    for verdict in told.because[:3]:
        yield Text(_told(verdict), say(f"{ID}.constraint.because"))
    for verdict in [verdict for said in told.others.values() for verdict in said[:1]][:4]:
        yield Text(_told(verdict), say(f"{ID}.constraint.others"), size=8.5)
    yield Text(say(f"{ID}.constraint.signed"), above=14)


def _part(name: str) -> Heading:
    return Heading(say(f"{ID}.{name}.heading"), 13, above=12)


def _told(verdict: Verdict) -> str:
    reason = f": {verdict.reason}" if verdict.reason else ""
    severity = say(f"report.verdict.{verdict.severity}")
    return f"{say(f'{verdict.analysis}.title')} ({severity}){reason}"


def _portfolio(found: Priorities) -> Iterator[Block]:
    yield _part("portfolio")
    yield Text(say(f"{ID}.portfolio.intro"))
    rows = tuple(_chosen(kind, found.portfolio[kind]) for kind in Kind)
    yield Grid(say_all(f"{ID}.portfolio.columns"), rows, (0.25, 0.5, 0.25), strong=(0,))


def _chosen(kind: Kind, one: Priority | None) -> tuple[str, str, str]:
    name = say(f"{ID}.portfolio.kinds.{kind}")
    if one is None:
        return name, say(f"{ID}.portfolio.none"), ""
    return name, one.item.opportunity, one.item.owner or say("report.summary.owner_unnamed")


def _ranking(found: Priorities, locale: str) -> Iterator[Block]:
    yield _part("ranking")
    yield Text(say(f"{ID}.ranking.intro", weights=_weights(found)))
    if found.ranked:
        first = found.ranked[0]
        firm = "firm" if first.place.first_share >= FIRM_SHARE else "open"
        share = _share(first.place.first_share, locale)
        yield Text(say(f"{ID}.ranking.{firm}", name=first.item.opportunity, share=share))
        rows = tuple(_row(one, locale) for one in found.ranked)
        widths = (0.07, 0.37, 0.09, 0.11, 0.1, 0.1, 0.07, 0.09)
        yield Grid(say_all(f"{ID}.ranking.columns"), rows, widths, strong=(1,))
        judged = {name: severity for one in found.ranked for name, severity in one.judged_by.items()}
        told = joined(f"{say(f'{name}.title')}: {say(f'report.verdict.{word}')}" for name, word in judged.items())
        yield Text(say(f"{ID}.ranking.judged", told=told), size=8.5)


def _weights(found: Priorities) -> str:
    weights = [found.weights[name] for name in CRITERIA]
    return say(f"{ID}.ranking.equal") if len(set(weights)) == 1 else " : ".join(f"{weight:g}" for weight in weights)


def _row(one: Priority, locale: str) -> tuple[str, ...]:
    values = (_share(one.values[name], locale) for name in CRITERIA)
    shares = (_share(one.place.first_share, locale), _share(one.place.top_share, locale))
    return (str(one.place.rank), one.item.opportunity, *values, *shares)


def _unranked(found: Priorities) -> Iterator[Block]:
    if found.excluded or found.unanswered:
        yield _part("unranked")
    for item in found.excluded:
        yield Text(say(f"{ID}.unranked.excluded", name=item.opportunity, topic=value_word(item.topic)))
    for item, missing in found.unanswered:
        questions = joined(field_words("backlog", field).label for field in missing)
        yield Text(say(f"{ID}.unranked.unanswered", name=item.opportunity, questions=questions))


def _ninety_days(engagement: Engagement, found: Priorities) -> Iterator[Block]:
    yield _part("roadmap")
    chosen = [one.item.opportunity for one in found.portfolio.values() if one]
    rows = tuple(_phase(engagement, phase, chosen) for phase in PHASES)
    yield Grid(say_all(f"{ID}.roadmap.columns"), rows, (0.15, 0.15, 0.15, 0.55), strong=(0,))


def _phase(engagement: Engagement, phase: Phase, chosen: list[str]) -> tuple[str, ...]:
    period: Iterable[date] = engagement.phase_period(phase) or ()
    days = [day(one, engagement.locale, engagement.language) for one in period] or ["", ""]
    item = {Phase.PILOT: chosen[:1], Phase.SCALE: chosen[1:2]}.get(phase) or [say(f"{ID}.roadmap.nothing")]
    name = value_word(phase)
    return (name[:1].upper() + name[1:], *days, say(f"{ID}.roadmap.{phase}", item=item[0]))


def _share(value: float, locale: str) -> str:
    return percent(Decimal(str(round(value, 2))), locale, trim=True)
