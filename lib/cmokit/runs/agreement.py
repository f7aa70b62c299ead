"""The agreement of the engagement, drafted from plan and registers for signature [ENG-06]."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from cmokit.engagement.model import Engagement
from cmokit.engagement.plan import Plan, PlannedDeliverable, plan_of
from cmokit.engagement.writing import write_bytes
from cmokit.registers.base import Item, read_register
from cmokit.registers.cadence import CADENCE
from cmokit.registers.catalog import CATALOG
from cmokit.registers.data_access import State as AccessState
from cmokit.registers.decision_rights import Subject
from cmokit.registers.deliverables import OUT
from cmokit.registers.fields import Mark, marks
from cmokit.registers.owners import Area
from cmokit.registers.words import value_word
from cmokit.render.word import Block, Heading, Text, word_document
from cmokit.runs.desk import Desk
from cmokit.runs.history import published_facts
from cmokit.runs.priorities import published_verdicts
from cmokit.runs.questions import Held, titled
from cmokit.runs.revenue_contract import contract
from cmokit.runs.roadmap import DRAFTS
from cmokit.runs.to_sign import ID, Paper
from cmokit.vocabulary import PHASES, Phase, Responsibility
from cmokit.words import say_all, speaking

PARTS = {  # of the scope, and the phases in which each is done
    "baseline": (Phase.AUDIT, Phase.BASELINE),
    "bets": (Phase.AUDIT, Phase.BASELINE),
    "operating": (Phase.PILOT, Phase.SCALE),
    "transfer": (Phase.HANDOVER,),
}
BUDGET = Subject.BUDGET
CONSULTANT = "consultant"  # a title among the people


def write_agreements(desk: Desk, today: date) -> tuple[Path, ...]:
    """Both documents among the client's drafts, in its language. Raises ManyErrors for a register with faults."""
    folder, engagement = desk.folder, desk.engagement
    gone = frozenset(person.name for person in engagement.people if person.left_on and person.left_on <= today)
    held: Held = {r.name: tuple(_still_there(item, gone) for item in read_register(folder, r)) for r in CATALOG}
    plan = plan_of(folder.root, engagement.preset)
    advisor = engagement.owner(CONSULTANT)
    author = desk.workspace.settings.brand.name or (advisor.name if advisor else "")
    facts = [fact for fact, _, _ in published_facts(folder).values()]
    with speaking(engagement.language):
        files = {
            "agreement.docx": agreement(engagement, plan, held, author),
            "marketing-to-revenue.docx": contract(engagement, held, published_verdicts(folder)[0], facts, author),
        }
    return tuple(write_bytes(folder.reports / DRAFTS / name, content) for name, content in files.items())


def _still_there(item: Item, gone: Collection[str]) -> Item:
    """The item without people who have left: somebody else is to be agreed on."""
    fields = [f for f in type(item).model_fields if marks(type(item), f) & {Mark.OWNER, Mark.PERSON}]
    return item.model_copy(update={field: None for field in fields if getattr(item, field) in gone})


def agreement(engagement: Engagement, plan: Plan, held: Held, author: str = "") -> bytes:
    """The document's bytes; equal inputs give equal bytes."""
    paper = Paper(engagement)
    title = paper.say("title", client=engagement.name)
    return word_document(_blocks(paper, title, plan, held, author), paper.page(title, author))


def _blocks(paper: Paper, title: str, plan: Plan, held: Held, author: str) -> Iterator[Block]:
    engagement = paper.engagement
    start, end = (paper.said(on, "outputs.day") for on in (engagement.start_on, engagement.end_on))
    consultant = author or paper.say("the_consultant")
    yield Heading(title)
    yield Text(paper.say("intro", consultant=consultant, client=engagement.name, start=start, end=end, plan=plan.name))
    yield from _scope(paper)
    yield from _outputs(paper, plan, held)
    yield from _owners(paper, held)
    yield from _time(paper, held)
    yield from _access(paper, held)
    yield from _rights(paper, held)
    yield from _cadence(paper, held)
    head = engagement.owner(Responsibility.CHIEF_EXECUTIVE)
    yield paper.part("acceptance")
    yield Text(paper.say("acceptance.text"))
    yield Text(paper.say("acceptance.by", name=paper.said(head.name if head else None, "acceptance.who")))
    yield paper.part("excluded")
    for told in say_all(f"{ID}.excluded.lines"):
        yield Text(told, "–")
    yield from paper.signatures((("client", head.name if head else ""), ("consultant", author)))


def _scope(paper: Paper) -> Iterator[Block]:
    yield paper.part("scope")
    yield Text(paper.say("scope.intro"))
    rows = []
    for name, phases in PARTS.items():
        found = [days for phase in phases if (days := paper.engagement.phase_period(phase))]
        first = min((days[0] for days in found), default=None)
        last = max((days[1] for days in found), default=None)
        between = (paper.said(on, "outputs.day") for on in (first, last))
        rows.append((*say_all(f"{ID}.scope.{name}"), *between))
    yield paper.grid("scope", rows, (0.25, 0.45, 0.15, 0.15))


def _outputs(paper: Paper, plan: Plan, held: Held) -> Iterator[Block]:
    """What the plan delivers, as the register has changed it, and what the register adds."""
    yield paper.part("outputs")
    yield Text(paper.say("outputs.intro"))
    entered = {item.id: item for item in held["deliverables"] if item.state not in OUT}
    rows = []
    for phase in (phase for phase in PHASES if phase in plan.phases):
        for planned in plan.phases[phase].deliverables:
            item = entered.pop(planned.id, None)
            due = (item and item.due_on) or _due(paper.engagement, plan, phase, planned)
            criteria = (item and item.criteria) or planned.criteria
            rows.append(_output(paper, planned.deliverable, due, criteria, item and item.owner))
    rows += [_output(paper, i.deliverable, i.due_on, i.criteria, i.owner) for i in entered.values()]
    yield paper.grid("outputs", rows, (0.27, 0.13, 0.4, 0.2))
    yield Text(paper.say("outputs.kept"), above=4)


def _due(engagement: Engagement, plan: Plan, phase: Phase, planned: PlannedDeliverable) -> date | None:
    """The planned day, but the phase's own last day where the engagement moved that."""
    period = engagement.phase_period(phase)
    own = engagement.phases[phase].end_on
    if own or planned.due_day is None:
        return own or (period[1] if period else None)
    return date.fromordinal(engagement.start_on.toordinal() + planned.due_day - 1)


def _output(paper: Paper, what: str, due: date | None, criteria: Sequence[str], owner: str | None) -> tuple[str, ...]:
    told = " ".join(criteria)
    return (
        what,
        paper.said(due, "outputs.day"),
        paper.said(told, "outputs.criteria"),
        paper.said(owner, "outputs.owner"),
    )


def _owners(paper: Paper, held: Held) -> Iterator[Block]:
    yield paper.part("owners")
    entered = {item.area: item for item in held["owners"]}
    rows = []
    for area in Area:
        item = entered.get(area)
        owner = paper.said(item.owner if item else None, "owners.owner")
        rows.append((titled(area), owner, paper.said(item.backup if item else None, "owners.backup")))
    yield paper.grid("owners", rows, (0.34, 0.33, 0.33))


def _time(paper: Paper, held: Held) -> Iterator[Block]:
    yield paper.part("time")
    hours: dict[str, Decimal] = defaultdict(Decimal)
    for item in held["owners"]:
        if item.owner:
            hours[item.owner] += item.hours_a_week or 0
    rows = [(person, paper.said(told or None, "time.hours")) for person, told in hours.items()]
    yield paper.grid("time", rows, (0.5, 0.5)) if rows else paper.open("time.nobody")
    yield Text(paper.say("time.consultant"), above=4)


def _access(paper: Paper, held: Held) -> Iterator[Block]:
    yield paper.part("access")
    yield Text(paper.say("access.intro"))
    items = [item for item in held["data_access"] if item.state is not AccessState.NOT_NEEDED]
    rows = []
    for item in items:
        needed = "; ".join(filter(None, (item.permissions, ", ".join(item.export_formats))))
        by = "" if item.is_closed else paper.said(item.due_on, "access.day")
        person = paper.said(item.person or item.owner, "access.person")
        rows.append((item.system, paper.said(needed, "access.needed"), person, by, value_word(item.state)))
    yield paper.grid("access", rows, (0.18, 0.3, 0.2, 0.17, 0.15)) if rows else paper.open("access.none")


def _rights(paper: Paper, held: Held) -> Iterator[Block]:
    yield paper.part("rights")
    yield Text(paper.say("rights.intro"))
    entered = {item.subject: item for item in held["decision_rights"]}
    rows = []
    for subject in Subject:
        item = entered.get(subject)
        decides = paper.said(item.owner if item else None, "rights.decides")
        checks = paper.said(item.validates if item else None, "rights.checks")
        signs = item.signs if item else None
        rows.append(
            (titled(subject), decides, checks, paper.said(signs, "rights.signs") if subject is BUDGET else signs or "")
        )
    yield paper.grid("rights", rows, (0.28, 0.26, 0.26, 0.2))


def _cadence(paper: Paper, held: Held) -> Iterator[Block]:
    yield paper.part("cadence")
    rows = []
    for item in (item for item in held[CADENCE.name] if not item.is_closed):
        led = paper.said(item.owner, "cadence.owner")
        times = paper.said(item.minutes, "cadence.minutes"), led, paper.said(item.next_on, "cadence.day")
        rows.append((item.name, value_word(item.every), *times))
    yield paper.grid("cadence", rows, (0.3, 0.18, 0.14, 0.2, 0.18)) if rows else paper.open("cadence.none")
