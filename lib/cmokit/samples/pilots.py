"""What a client's log of workflows, lists of arms and surveys hold, as plain values, and the three files of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from cmokit.samples.files import csv_bytes
from cmokit.samples.plan import Delivery

USED, BYPASSED, FAILED, STOPPED = "used", "bypassed", "failed", "stopped"
ASSIGNMENT_HEADERS = ("experiment_id", "unit_kind", "unit_id", "variant", "stratum", "assigned_at")
RUN_HEADERS = (
    "run_id", "workflow_id", "item_id", "user_id", "started_at", "ended_at", "outcome", "corrections_count",
    "error_kind", "minutes", "cost_amount", "currency",
)  # fmt: skip
ANSWER_HEADERS = ("survey", "respondent_id", "role", "question", "answer", "score", "answered_on")
T = TypeVar("T")


@dataclass(frozen=True)
class Assignment:
    """One unit put into an arm."""

    experiment: str
    unit_kind: str  # contact, owner
    unit: str
    variant: str
    stratum: str
    at: datetime


@dataclass(frozen=True)
class Run:
    """One run of a workflow, in the log once it is over. cost: in the client's currency, where a run has one."""

    id: str
    workflow: str
    item: str
    user: str
    started_at: datetime
    ended_at: datetime
    outcome: str
    corrections: int = 0
    error: str = ""
    cost: Decimal | None = None


@dataclass(frozen=True)
class Answer:
    """What somebody said about a workflow. score: 1 to 5."""

    survey: str
    respondent: str
    role: str
    question: str
    score: int
    on: date


@dataclass(frozen=True)
class Pilots:
    """The three logs of one client over the whole time."""

    assignments: tuple[Assignment, ...] = ()
    runs: tuple[Run, ...] = ()
    answers: tuple[Answer, ...] = ()

    def until(self, delivery: Delivery) -> "Pilots":
        """What is known before a delivery."""
        return Pilots(
            tuple(a for a in self.assignments if a.at < delivery.cutoff),
            tuple(r for r in self.runs if r.ended_at < delivery.cutoff),
            tuple(a for a in self.answers if a.on < delivery.on),
        )

    def between(self, since: datetime, delivery: Delivery) -> "Pilots":
        """What a delivery tells of the first time. The logs begin with the second one."""
        if delivery.number == 1:
            return Pilots()
        start = datetime.min if delivery.number == 2 else since
        known = self.until(delivery)
        return Pilots(
            tuple(a for a in known.assignments if a.at >= start),
            tuple(r for r in known.runs if r.ended_at >= start),
            tuple(a for a in known.answers if a.on >= start.date()),
        )


def by_lot(draw: Random, units: Iterable[tuple[str, T]], variants: Sequence[str]) -> Iterator[tuple[T, str, str]]:
    """Unit, stratum and arm: within each stratum, so many neighbours as there are arms hold each arm once."""
    left: dict[str, list[str]] = {}
    for stratum, unit in units:
        block = left.setdefault(stratum, [])
        if not block:
            block += draw.sample(variants, len(variants))
        yield unit, stratum, block.pop()


def files_of(pilots: Pilots, delivery: Delivery, since: datetime, zone: ZoneInfo, currency: str) -> dict[str, bytes]:
    """File name → content of what came since the delivery before; a log without a new row is not sent."""
    new = pilots.between(since, delivery)
    tables = {
        "assignments": (ASSIGNMENT_HEADERS, [_assignment(a, zone) for a in new.assignments]),
        "workflow-runs": (RUN_HEADERS, [_run(r, zone, currency) for r in new.runs]),
        "survey-answers": (ANSWER_HEADERS, [_answer(a) for a in new.answers]),
    }
    return {f"{stem}-{delivery.on}.csv": csv_bytes(headers, rows) for stem, (headers, rows) in tables.items() if rows}


def kinds_of(pilots: Pilots, delivery: Delivery, since: datetime) -> list[str]:
    """The kinds of these files that a delivery holds."""
    new = pilots.between(since, delivery)
    rows = {"assignments": new.assignments, "workflow_runs": new.runs, "survey_answers": new.answers}
    return [kind for kind, found in rows.items() if found]


def _assignment(a: Assignment, zone: ZoneInfo) -> list[object]:
    return [a.experiment, a.unit_kind, a.unit, a.variant, a.stratum, _stamp(a.at, zone)]


def _run(r: Run, zone: ZoneInfo, currency: str) -> list[object]:
    minutes = (r.ended_at - r.started_at).total_seconds() / 60
    cost = ["", ""] if r.cost is None else [f"{r.cost:.4f}", currency]
    return [
        r.id, r.workflow, r.item, r.user, _stamp(r.started_at, zone), _stamp(r.ended_at, zone), r.outcome,
        r.corrections, r.error, f"{minutes:g}", *cost,
    ]  # fmt: skip


def _answer(a: Answer) -> list[object]:
    return [a.survey, a.respondent, a.role, a.question, str(a.score), a.score, a.on]


def _stamp(local: datetime, zone: ZoneInfo) -> str:
    return local.replace(tzinfo=zone).isoformat()
