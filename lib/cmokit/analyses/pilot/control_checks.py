"""The controls of each workflow that is tried out or runs: what a register or the log shows of it, yes or no."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cmokit.analyses.definitions import Definitions
from cmokit.registers.approvals import APPROVALS
from cmokit.registers.approvals import State as Approved
from cmokit.registers.base import Item
from cmokit.registers.changes import CHANGES
from cmokit.registers.changes import State as Changed
from cmokit.registers.experiments import EXPERIMENTS
from cmokit.registers.experiments import State as Tried
from cmokit.registers.fields import values
from cmokit.registers.incidents import INCIDENTS
from cmokit.registers.incidents import State as Happened
from cmokit.registers.plans import Design
from cmokit.registers.training import TRAINING
from cmokit.registers.training import State as Trained
from cmokit.registers.workflows import BEFORE_LIVE, WORKFLOWS, State, Trial, Workflow

CARD, LOG = "card", "workflow_runs"
CONTROLS = (
    CARD, "owner", "backup", "purpose", "stop", "test_environment", "test_cases", "rollback", "approval", "training",
    "limited_release", "logged", "incidents", "review",
)  # fmt: skip
REGISTERS = ("workflows", "experiments", "changes", "incidents", "approvals", "training")
PROMISED = timedelta(days=90)  # a workflow that is looked at less often than this is not looked at


@dataclass(frozen=True)
class Check:
    """One control of one workflow. shown_by: register or log that answers it. detail: what is lacking, as its code or
    the client's own text; empty where it is met.
    """

    workflow: str
    control: str
    is_met: bool
    shown_by: str
    item_id: str = ""
    detail: tuple[str, ...] = ()


@dataclass(frozen=True)
class Watched:
    """One workflow that is tried out, live, or found running in the log. card: its register item; None without one.

    began_on: the first of its days live, in the log, or under a plan; None where none is known. runs, log_file:
    how many runs the log shows, and in which file; blank without one.
    """

    id: str
    card: Workflow | None
    experiments: tuple[str, ...]
    began_on: date | None
    runs: int
    log_file: str

    @property
    def is_running(self) -> bool:
        return self.runs > 0 or (self.card is not None and self.card.state is State.LIVE)


def watched(definitions: Definitions, log: Mapping[str, tuple[int, date, str]]) -> tuple[Watched, ...]:
    """By id: workflows of experiments that were begun, live ones, and whatever the log shows. log: as `runs_of`."""
    known = definitions.known
    cards = {item.id: item for item in known.items(WORKFLOWS)}
    trials: dict[str, list[str]] = {}
    starts: dict[str, list[date]] = {}
    for plan in known.plans:
        if plan.workflow and plan.frozen_on <= definitions.as_of:
            trials.setdefault(plan.workflow, []).append(plan.experiment)
            starts.setdefault(plan.workflow, []).append(plan.start_on)
    for item in known.items(EXPERIMENTS):
        if item.workflow and item.state is not Tried.PLANNED and item.id not in trials.get(item.workflow, ()):
            trials.setdefault(item.workflow, []).append(item.id)
    names = {*log, *trials, *(id_ for id_, card in cards.items() if _is_live(card, definitions.as_of))}
    found = []
    for name in sorted(names):
        card = cards.get(name)
        days = [*starts.get(name, ()), *([card.live_on] if card and card.live_on else [])]
        runs, first, file = log.get(name, (0, None, ""))
        days += [first] if first else []
        began = min((day for day in days if day <= definitions.as_of), default=None)
        found.append(Watched(name, card, tuple(sorted(trials.get(name, ()))), began, runs, file))
    return tuple(found)


def _is_live(card: Workflow, as_of: date) -> bool:
    return card.state is State.LIVE and (card.live_on is None or card.live_on <= as_of)


def checks(one: Watched, definitions: Definitions) -> Iterator[Check]:
    """Every control of a workflow, in the order of its life: card, people, test, release, running, review."""
    card = one.card
    lacking = tuple(field for field in BEFORE_LIVE if card is None or not values(card, field))
    yield _of_card(one, CARD, not lacking, lacking if card else ())
    known, as_of = definitions.known, definitions.as_of
    people = [name for name in ("owner", "backup") if not known.inside(getattr(card, name, None), as_of)]
    yield _of_card(one, "owner", card is not None and "owner" not in people, ("owner",))
    yield _of_card(one, "backup", card is not None and "backup" not in people, ("backup",))
    yield _of_card(one, "purpose", bool(card and card.usefulness_metric), ("usefulness_metric",))
    yield _of_card(one, "stop", bool(card and card.stop_method), ("stop_method",))
    yield _tested(one)
    yield _tried(one)
    yield _versioned(one, definitions)
    yield _approved(one, definitions)
    yield _trained(one, definitions)
    yield _released(one, definitions)
    yield Check(one.id, "logged", one.runs > 0, LOG, one.id if one.runs else "")
    yield _paused(one, definitions)
    due = bool(card and card.review_on and as_of <= card.review_on <= as_of + PROMISED)
    yield _of_card(one, "review", due, ("review_on",))


def _of_card(one: Watched, control: str, is_met: bool, detail: Sequence[str] = ()) -> Check:
    """Answered by the workflow's own item; without one nothing of it is met."""
    shown = () if is_met or one.card is None else tuple(detail)
    return Check(one.id, control, is_met, "workflows", one.card.id if one.card else "", shown)


def _tested(one: Watched) -> Check:
    """Apart from real customers, and before it met them."""
    card = one.card
    lacking = [field for field in ("tested_on", "test_records") if card is None or not values(card, field)]
    is_late = bool(card and card.tested_on and one.began_on and card.tested_on > one.began_on)
    return _of_card(one, "test_environment", not lacking and not is_late, lacking or ["tested_on"])


def _tried(one: Watched) -> Check:
    """Every part that can go wrong was tried."""
    missing = [trial.value for trial in Trial if one.card is None or trial not in one.card.tried]
    if one.card is not None and not one.card.tried:
        return _of_card(one, "test_cases", False, ("tried",))
    return _of_card(one, "test_cases", not missing, missing)


def _versioned(one: Watched, definitions: Definitions) -> Check:
    """The change that set it up says which version it is and how to take it back."""
    own = [item for item in definitions.known.items(CHANGES) if item.workflow == one.id and item.state is Changed.MADE]
    return _shown(one, "rollback", "changes", own, [item for item in own if item.version and item.rollback])


def _approved(one: Watched, definitions: Definitions) -> Check:
    """By somebody, no later than it began."""
    own = [item for item in definitions.known.items(APPROVALS) if item.workflow == one.id]
    given = [item for item in own if item.state is Approved.APPROVED and item.approved_on]
    in_time = [item for item in given if one.began_on is None or item.approved_on <= one.began_on]  # type: ignore[operator]
    return _shown(one, "approval", "approvals", own, in_time)


def _trained(one: Watched, definitions: Definitions) -> Check:
    """Somebody has shown that they can do it, no later than it began."""
    own = [item for item in definitions.known.items(TRAINING) if item.workflow == one.id]
    done = [item for item in own if item.state is Trained.DONE and item.proof and item.done_on]
    in_time = [item for item in done if one.began_on is None or item.done_on <= one.began_on]  # type: ignore[operator]
    return _shown(one, "training", "training", own, in_time)


def _released(one: Watched, definitions: Definitions) -> Check:
    """To a part first: a frozen plan with a control, or what the card says."""
    plans = [plan for plan in definitions.known.plans if plan.workflow == one.id and plan.design != Design.BEFORE_AFTER]
    if any(len(plan.variants) > 1 for plan in plans):
        return Check(one.id, "limited_release", True, "experiments", plans[0].experiment)
    return _of_card(one, "limited_release", bool(one.card and one.card.released_to), ("released_to",))


def _paused(one: Watched, definitions: Definitions) -> Check:
    """What went wrong was paused: an open incident without that still happens."""
    own = [item for item in definitions.known.items(INCIDENTS) if item.workflow == one.id]
    runs_on = [item for item in own if item.state is Happened.OPEN and item.paused_on is None]
    return Check(
        one.id,
        "incidents",
        not runs_on,
        "incidents",
        runs_on[0].id if runs_on else "",
        ("paused_on",) if runs_on else (),
    )


def _shown(one: Watched, control: str, register: str, own: Sequence[Item], good: Sequence[Item]) -> Check:
    """Met by any good item; where there are only others, the first of these is named."""
    item = next(iter((*good, *own)), None)
    return Check(one.id, control, bool(good), register, item.id if item else "")


def launched_without(found: Iterable[Watched], every: Sequence[Check]) -> list[str]:
    """Workflows that run although their card is not there, or not complete: no card, no launch."""
    open_cards = {check.workflow for check in every if check.control == CARD and not check.is_met}
    return [one.id for one in found if one.is_running and one.id in open_cards]


def runs_of(log: Any, definitions: Definitions) -> dict[str, tuple[int, date, str]]:
    """Workflow → how many runs up to the day, the day of the first in the client's own time, and the log's file."""
    dated = log.filter(log.started_at < definitions.as_of_end)
    rows = dated.group_by("workflow_id").aggregate(
        runs=dated.count(), first=dated.started_at.min(), file=dated.source_file.min()
    )
    found = rows.order_by("workflow_id").to_pyarrow().to_pylist()
    zone = ZoneInfo(definitions.timezone)
    return {row["workflow_id"]: (row["runs"], row["first"].astimezone(zone).date(), row["file"]) for row in found}
