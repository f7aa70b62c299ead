"""What marketing owes sales, management and board: working definitions beside current figures, to sign [ENG-05]."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from cmokit.engagement.model import Engagement
from cmokit.exhibits.fact import Fact
from cmokit.registers.business_model import Topic
from cmokit.registers.glossary import TERMS, missing_terms
from cmokit.render.formats import percent, show
from cmokit.render.labels import name_of
from cmokit.render.word import Block, Heading, Text, word_document
from cmokit.runs.priorities import Verdict
from cmokit.runs.questions import Held
from cmokit.runs.to_sign import ID, Paper, to_be_agreed
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import joined, say, say_all

PLACE = f"{ID}.contract"
QUALIFIED = ("qualified_lead", "mql", "sql", "opportunity")  # words for demand that sales takes up
CONVERSION = "funnel.conversion.stage_share"
SIGNERS = {
    "marketing": Responsibility.MARKETING,
    "sales": Responsibility.SALES,
    "chief_executive": Responsibility.CHIEF_EXECUTIVE,
}


def contract(
    engagement: Engagement, held: Held, verdicts: Mapping[str, Verdict], facts: Sequence[Fact], author: str = ""
) -> bytes:
    """The document's bytes; equal inputs give equal bytes. verdicts, facts: as last published."""
    paper = Paper(engagement, PLACE)
    title = paper.say("title", client=engagement.name)
    return word_document(_blocks(paper, title, held, verdicts, facts), paper.page(title, author))


def _blocks(
    paper: Paper, title: str, held: Held, verdicts: Mapping[str, Verdict], facts: Sequence[Fact]
) -> Iterator[Block]:
    yield Heading(title)
    yield Text(paper.say("intro", client=paper.engagement.name))
    yield paper.part("owes")
    rows = [say_all(f"{PLACE}.owes.{whom}") for whom in ("sales", "chief_executive", "board")]
    yield paper.grid("owes", rows, (0.18, 0.47, 0.35))
    yield from _accounts(paper, held)
    yield _now(paper, verdicts, "segments.icp", "segments.value")
    yield from _demand(paper, held)
    yield _now(paper, verdicts, "funnel.rejections", "funnel.closed_loop")
    yield from _enablement(paper, held)
    yield _now(paper, verdicts, "speed.first_response", "speed.routing")
    yield from _conversion(paper, held, facts)
    yield _now(paper, verdicts, "funnel.leaks", "pipeline.time_in_stage")
    yield from _lifecycle(paper, held)
    yield _now(paper, verdicts, "lifecycle.conformance")
    yield from _goals(paper, held, facts)
    holders = {word: paper.engagement.owner(held_by) for word, held_by in SIGNERS.items()}
    yield from paper.signatures((word, person.name if person else "") for word, person in holders.items())


def _now(paper: Paper, verdicts: Mapping[str, Verdict], *analyses: str) -> Text:
    """The first of these analyses that a published report has measured."""
    told = [verdicts[name] for name in analyses if name in verdicts]
    measured = [verdict for verdict in told if verdict.severity is not Severity.NOT_MEASURED and verdict.reason]
    if not measured:
        return Text(paper.say("no_report"), size=8.5, above=4)
    first = measured[0]
    as_of = paper.said(first.as_of, "goals.day")
    return Text(first.reason, paper.say("now", title=say(f"{first.analysis}.title"), as_of=as_of), size=8.5, above=4)


def _accounts(paper: Paper, held: Held) -> Iterator[Block]:
    yield paper.part("accounts")
    said = [item for item in held["business_model"] if item.topic is Topic.VALUABLE_GROUPS and item.answer]
    for item in said:
        yield Text(paper.say("accounts.said", text=item.answer, person=item.said_by or to_be_agreed(_by(paper))))
    if not said:
        yield paper.open("accounts.what")


def _demand(paper: Paper, held: Held) -> Iterator[Block]:
    yield paper.part("demand")
    said = [item for item in held["glossary"] if _word(item) in QUALIFIED and not item.is_closed and item.definition]
    for item in said:
        yield Text(paper.say("demand.meaning", term=item.term, definition=item.definition))
        if item.rule:
            yield Text(paper.say("demand.rule", rule=item.rule), size=8.5)
    count = Counter(_word(item) for item in said)
    for item in said:
        if count.pop(_word(item), 0) > 1:
            yield Text(to_be_agreed(paper.say("demand.twice", term=item.term)))
    if not said:
        yield paper.open("demand.what")


def _enablement(paper: Paper, held: Held) -> Iterator[Block]:
    yield paper.part("enablement")
    rows = []
    for item in (item for item in held["handoffs"] if not item.is_closed):
        hours = paper.said(item.deadline_hours, "enablement.hours")
        done = paper.said(item.action, "enablement.done")
        rows.append((item.handoff, paper.said(item.trigger, "enablement.begins"), done, hours))
    widths = (0.25, 0.3, 0.27, 0.18)
    yield paper.grid("enablement", rows, widths) if rows else paper.open("enablement.what")


def _conversion(paper: Paper, held: Held, facts: Iterable[Fact]) -> Iterator[Block]:
    yield paper.part("conversion")
    rows = []
    for item in sorted(held["stage_map"], key=lambda item: (item.position or 99, item.id)):
        goes_on = paper.said(joined(item.outputs), "conversion.goes_on")
        days = paper.said(item.typical_delay_days, "conversion.days")
        rows.append((item.stage, paper.said(item.owner, "conversion.owner"), goes_on, days))
    widths = (0.25, 0.25, 0.32, 0.18)
    yield paper.grid("conversion", rows, widths) if rows else paper.open("conversion.what")
    if rates := [_rate(paper, fact) for fact in _along_the_way([fact for fact in facts if _is_whole_rate(fact)])]:
        yield Text(paper.say("conversion.rates", rates="; ".join(rates)), above=4)


def _along_the_way(facts: Sequence[Fact]) -> list[Fact]:
    """Each step behind the one that leads to it."""
    steps = {fact.dimensions["from"]: fact for fact in facts}
    targets = {fact.dimensions["to"] for fact in facts}
    found: list[Fact] = []
    for origin in [name for name in steps if name not in targets]:
        while origin in steps:
            found.append(steps.pop(origin))
            origin = found[-1].dimensions["to"]
    return found


def _is_whole_rate(fact: Fact) -> bool:
    return fact.id == CONVERSION and fact.dimensions.get("split") == "all" and fact.value is not None


def _rate(paper: Paper, fact: Fact) -> str:
    origin, following = (name_of(str(fact.dimensions[name]), name) for name in ("from", "to"))
    share = percent(Decimal(str(fact.value)), paper.engagement.locale)
    return paper.say("conversion.rate", origin=origin, next=following, share=share)


def _lifecycle(paper: Paper, held: Held) -> Iterator[Block]:
    """Every open word, and the usual ones that nobody has entered."""
    yield paper.part("lifecycle")
    yield Text(paper.say("lifecycle.intro"))
    items = [item for item in held["glossary"] if not item.is_closed]
    missing: tuple[str, ...] = missing_terms(tuple(items)) if items else TERMS
    gaps = ("lifecycle.meaning", "lifecycle.side", "lifecycle.side")
    rows = [
        (item.term, *map(paper.said, (item.definition, item.marketing_agreed_by, item.sales_agreed_by), gaps))
        for item in items
    ]
    rows += [(term.replace("_", " "), *(paper.said(None, gap) for gap in gaps)) for term in missing]
    yield paper.grid("lifecycle", rows, (0.18, 0.42, 0.2, 0.2))


def _goals(paper: Paper, held: Held, facts: Iterable[Fact]) -> Iterator[Block]:
    yield paper.part("goals")
    known = {fact.name: fact for fact in facts}
    rows = []
    for item in (item for item in held["goals"] if not item.is_closed):
        fact = known.get(item.measure or "")
        unit = fact.unit if fact else "count"
        now = _value(paper, fact.value, unit) if fact else paper.say("goals.not_measured") if item.measure else None
        target = _value(paper, item.target_value, unit) if fact and item.target_value is not None else item.target_value
        told = (now, "goals.now"), (target, "goals.target"), (item.due_on, "goals.day")
        rows.append((item.goal, *(paper.said(value, gap) for value, gap in told)))
    yield paper.grid("goals", rows, (0.4, 0.22, 0.2, 0.18)) if rows else paper.open("goals.what")


def _value(paper: Paper, value: Any, unit: str) -> str | None:
    if value is None:
        return None
    return show(value, unit, paper.engagement.locale, language=paper.engagement.language)


def _word(item: Any) -> str:
    return str(item.term).casefold().replace(" ", "_").replace("-", "_")


def _by(paper: Paper) -> str:
    return paper.say("lifecycle.side")
