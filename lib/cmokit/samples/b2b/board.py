"""The board of the B2B client's marketing: what is worked on, what waits, what is given back and why.

A card waits before the brief is read, before the review, and before the approval; each approval that is refused sends
it back for another round.
"""

from collections.abc import Iterator
from datetime import date, datetime
from random import Random

from cmokit.samples.b2b.hours import after_working
from cmokit.samples.b2b.logged import Step, WorkItem
from cmokit.samples.b2b.people import pick
from cmokit.samples.calendar import B2B_WEEK, days, moment
from cmokit.samples.plan import B2B, DELIVERIES, rng

ITEMS = 190
FIRST_DAY = date(2025, 4, 1)
KINDS = {"content": 0.55, "campaign": 0.25, "report": 0.20}
EDITORS = ("Gareth Lindqvist", "Mei Okafor", "Saskia Nagel")
APPROVERS = {"content": "Konstantin Uhlig", "campaign": "Friederike Thiemann", "report": "Gareth Lindqvist"}
# Share of approvals that are refused, in the first round and in each later one.
REFUSED = {"content": (0.46, 0.25), "campaign": (0.38, 0.2), "report": (0.15, 0.1)}
REASONS = {"Briefing unklar": 0.34, "Fachlich falsch": 0.22, "Recht": 0.18, "Tonalität": 0.16, "": 0.10}
# Median working hours in a column: by column, whether it waits.
BACKLOG, BRIEF, DRAFT, REVIEW, APPROVAL, CHANGES, DONE = (
    "Eingang", "Briefing", "In Arbeit", "Wartet auf Durchsicht", "Freigabe", "Überarbeitung", "Fertig",
)  # fmt: skip
WAITING = {BACKLOG, REVIEW, APPROVAL}
HOURS = {BACKLOG: 30.0, BRIEF: 3.0, DRAFT: 9.0, REVIEW: 12.0, APPROVAL: 22.0, CHANGES: 4.0}
SLOWER = {"content": 1.0, "campaign": 1.6, "report": 0.5}
TITLES = {
    "content": ("Fachbeitrag", "Anwenderbericht", "Whitepaper", "Landingpage"),
    "campaign": ("Webinar", "Messeauftritt", "Newsletter", "Anzeigen"),
    "report": ("Monatsbericht", "Pipeline-Auswertung", "Budgetbericht"),
}
TOPICS = ("Kostenkontrolle", "Datenqualität", "Prognose", "Integration", "Einkauf", "Logistik")


def make_items() -> Iterator[WorkItem]:
    """Every card with its whole way, whenever that ends."""
    draw = rng(B2B, "board")
    working = [day for day in days(FIRST_DAY, DELIVERIES[-1].last_day) if day.weekday() < 5]
    for number, day in enumerate(sorted(draw.choices(working, [B2B_WEEK[d.weekday()] for d in working], k=ITEMS))):
        kind = pick(draw, KINDS)
        title = f"{draw.choice(TITLES[kind])} {draw.choice(TOPICS)} {day:%m/%y}"
        own = rng(B2B, "card", number)
        yield WorkItem(f"MKT-{101 + number}", kind, title, tuple(_way(own, kind, moment(own, day, 9, 17))))


def _way(draw: Random, kind: str, start: datetime) -> Iterator[Step]:
    """The columns one after another, with as many rounds of approval as it takes."""
    editor, at, turn = draw.choice(EDITORS), start, 1
    for column in (BACKLOG, BRIEF, DRAFT, REVIEW):
        step = _step(draw, kind, column, at, editor, turn)
        yield step
        at = _left(step)
    while True:
        first, later = REFUSED[kind]
        refused = draw.random() < (first if turn == 1 else later)
        reason = pick(draw, REASONS) if refused else ""
        step = _step(draw, kind, APPROVAL, at, APPROVERS[kind], turn, reason)
        yield step
        at = _left(step)
        if not refused:
            break
        turn += 1
        step = _step(draw, kind, CHANGES, at, editor, turn)
        yield step
        at = _left(step)
    yield Step(DONE, False, at, None, editor, turn)


def _step(draw: Random, kind: str, column: str, at: datetime, owner: str, turn: int, reason: str = "") -> Step:
    minutes = draw.lognormvariate(0, 0.8) * HOURS[column] * SLOWER[kind] * 60
    return Step(column, column in WAITING, at, after_working(at, minutes), owner, turn, reason)


def _left(step: Step) -> datetime:
    assert step.left_at is not None
    return step.left_at


def as_seen(item: WorkItem, cutoff: datetime) -> WorkItem | None:
    """The card as the board shows it at that time: its last stay is open, and why it will be refused is not known."""
    steps = [step for step in item.steps if step.entered_at < cutoff]
    if not steps:
        return None
    last = steps[-1]
    if last.left_at is not None and last.left_at >= cutoff:
        steps[-1] = Step(last.status, last.is_waiting, last.entered_at, None, last.owner, last.revision_no)
    return WorkItem(item.id, item.kind, item.title, tuple(steps))
