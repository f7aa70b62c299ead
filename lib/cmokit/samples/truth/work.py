"""The truth about the B2B client's marketing work, card by card: what was work, what waited, what came back and why."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

from cmokit.samples.b2b.board import APPROVAL, CHANGES, DONE
from cmokit.samples.b2b.logged import Step, WorkItem
from cmokit.samples.truth.b2b_funnel import DAY
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, share, truth
from cmokit.samples.truth.speed import left, working

DELAY, APPROVALS = "work.delay", "work.approvals"
FEW = 10
HOUR = Decimal(68)  # as the engagement assumes


def work(state: State) -> tuple[list[Truth], list[Named]]:
    end = datetime.combine(state.as_of, time()) + DAY
    items = [_under_way(item) for item in state.items if item.steps]
    delay, aged = _delay(items, end)
    approvals, refused = _approvals(items, end)
    return [*delay, *approvals], [
        named(DELAY, "item_id", aged, problem="ageing"),
        named(APPROVALS, "item_id", refused, problem="refused"),
    ]


def _under_way(item: WorkItem) -> tuple[WorkItem, datetime | None]:
    """The card, and when it was done."""
    last = item.steps[-1]
    return item, last.entered_at if last.status == DONE else None


Card = tuple[WorkItem, datetime | None]


def _steps(item: WorkItem) -> list[Step]:
    return [step for step in item.steps if step.status != DONE]


def _minutes(step: Step, end: datetime) -> float:
    return working(step.entered_at, step.left_at or end)


def _days(start: datetime, stop: datetime) -> float:
    """Of the calendar in UTC: the clocks of Berlin are put forward and back within a stay."""
    return (_utc(stop) - _utc(start)) / DAY


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(ZoneInfo("UTC"))


def _delay(items: list[Card], end: datetime) -> tuple[list[Truth], list[str]]:
    kinds = Counter(item.kind for item, _ in items)
    facts: list[Truth] = []
    for kind in ("all", *sorted(kind for kind, size in kinds.items() if size >= FEW)):
        facts += _of_kind([card for card in items if kind in ("all", card[0].kind)], kind, end)
    facts += _columns(items, end)
    ages = {item.id: _days(item.steps[0].entered_at, done or end) for item, done in items}
    curve = left([(ages[item.id], done is not None) for item, done in items])
    usual = next((at for at, still in curve if still <= 0.1 + 1e-12), None)
    open_ = [item.id for item, done in items if done is None]
    aged = [id_ for id_ in open_ if usual is not None and ages[id_] > usual]
    facts += [truth(f"{DELAY}.ageing_count", len(aged)), *share(f"{DELAY}.ageing_share", len(aged), len(open_))]
    facts += [truth(f"{DELAY}.oldest_days", max(ages[id_] for id_ in open_))] if open_ else []
    return facts + [truth(f"{DELAY}.set_apart_count", 0, problem=p) for p in ("negative", "undated", "unmarked")], aged


def _of_kind(cards: list[Card], kind: str, end: datetime) -> list[Truth]:
    done = [item for item, at in cards if at]
    facts = [
        truth(f"{DELAY}.items_count", len(done), kind=kind, state="ended"),
        truth(f"{DELAY}.items_count", len(cards) - len(done), kind=kind, state="open"),
    ]
    work_, wait = (
        sum(_minutes(s, end) for item, _ in cards for s in _steps(item) if s.is_waiting is waiting)
        for waiting in (False, True)
    )
    facts.append(truth(f"{DELAY}.flow_efficiency_share", work_ / (work_ + wait), kind=kind))
    lengths = [(_days(item.steps[0].entered_at, at or end), at is not None) for item, at in cards]
    facts += _quantiles(f"{DELAY}.cycle_days", lengths, kind=kind)
    for name, waiting in (("active", False), ("waiting", True)):
        own = [[s for s in _steps(item) if s.is_waiting is waiting] for item in done]
        if done:
            minutes = sum(_minutes(s, end) for steps in own for s in steps) / len(done)
            days = sum(_days(s.entered_at, s.left_at or end) for steps in own for s in steps) / len(done)
            facts.append(truth(f"{DELAY}.{name}_minutes", minutes, kind=kind))
            facts.append(truth(f"{DELAY}.{name}_days", days, kind=kind))
    return facts


def _quantiles(id_: str, lengths: Iterable[tuple[float, bool]], **dims: str) -> list[Truth]:
    curve = left(list(lengths))
    reached = {q: next((at for at, still in curve if still <= 1 - q + 1e-12), None) for q in (0.5, 0.9)}
    return [truth(id_, at, **dims, quantile=str(q)) for q, at in reached.items() if at is not None]


def _columns(items: list[Card], end: datetime) -> list[Truth]:
    stays: dict[str, list[Step]] = {}
    for item, _ in items:
        for step in _steps(item):
            stays.setdefault(step.status, []).append(step)
    waited = {name: sum(_minutes(s, end) for s in own if s.is_waiting) for name, own in stays.items()}
    facts = []
    for name, own in stays.items():
        facts.append(truth(f"{DELAY}.stays_count", len(own), status=name))
        if own[0].is_waiting:
            facts.append(truth(f"{DELAY}.waiting_share", waited[name] / sum(waited.values()), status=name))
        if len(own) >= FEW:
            lengths = [(_minutes(s, end), s.left_at is not None) for s in own]
            facts += _quantiles(f"{DELAY}.stay_minutes", lengths, status=name)
    return facts


def _approvals(items: list[Card], end: datetime) -> tuple[list[Truth], list[str]]:
    """A refusal is an approval behind which the card went back to be changed."""
    cards = [(item, [(s, _came(item, s)) for s in item.steps if s.status == APPROVAL]) for item, _ in items]
    cards = [(item, made) for item, made in cards if made]
    decisions = [one for _, made in cards for one in made]
    told = [(item, made) for item, made in cards if _passed(made) is not None]
    kinds = Counter(item.kind for item, _ in told)
    facts: list[Truth] = []
    for kind in ("all", *sorted(kind for kind, size in kinds.items() if size >= FEW)):
        own = [_passed(made) for item, made in told if kind in ("all", item.kind)]
        facts.append(truth(f"{APPROVALS}.items_count", len(own), kind=kind))
        facts += share(f"{APPROVALS}.first_pass_share", sum(map(bool, own)), len(own), kind=kind)
        facts += _times([one for item, made in cards for one in made if kind in ("all", item.kind)], end, kind=kind)
    facts += _people(decisions, end) + _rounds([made for _, made in cards]) + _reasons(decisions)
    facts.append(truth(f"{APPROVALS}.pending_count", sum(came == "" for _, came in decisions)))
    again = sum(_minutes(s, end) for item, _ in cards for s in item.steps if s.status == CHANGES)
    every = sum(_minutes(s, end) for item, _ in cards for s in _steps(item) if not s.is_waiting)
    facts += [truth(f"{APPROVALS}.rework_minutes", again), truth(f"{APPROVALS}.rework_share", again / every)]
    cost = (Decimal(str(round(again, 6))) / 60 * HOUR).quantize(Decimal("0.01"))
    facts.append(truth(f"{APPROVALS}.rework_cost_amount", cost))
    return facts, [item.id for item, made in cards if any(came == "refused" for _, came in made)]


Made = tuple[Step, str]


def _came(item: WorkItem, step: Step) -> str:
    """Refused, approved, or nothing yet."""
    after = item.steps[item.steps.index(step) + 1 :]
    if step.left_at is None:
        return ""
    return "refused" if after and after[0].status == CHANGES else "approved"


def _passed(made: list[Made]) -> bool | None:
    if any(came == "refused" for _, came in made):
        return False
    return True if all(came for _, came in made) else None


def _times(decisions: list[Made], end: datetime, **dims: str) -> list[Truth]:
    minutes = [(_minutes(s, end), bool(came)) for s, came in decisions]
    days = [(_days(s.entered_at, s.left_at or end), bool(came)) for s, came in decisions]
    return [
        *_quantiles(f"{APPROVALS}.approval_minutes", minutes, **dims),
        *_quantiles(f"{APPROVALS}.approval_days", days, **dims),
    ]


def _people(decisions: list[Made], end: datetime) -> list[Truth]:
    made = Counter(step.owner for step, came in decisions if came)
    facts = _of_people("all", [one for one in decisions if one[1]])
    for who in sorted(who for who, size in made.items() if size >= FEW):
        own = [one for one in decisions if one[0].owner == who]
        code = f"person {int(sha256(who.encode()).hexdigest(), 16) % 100_000:05d}"
        facts += _of_people(code, [one for one in own if one[1]]) + _times(own, end, owner=code)
    return facts


def _of_people(code: str, made: list[Made]) -> list[Truth]:
    refused = sum(came == "refused" for _, came in made)
    return [
        truth(f"{APPROVALS}.decisions_count", len(made), owner=code),
        *share(f"{APPROVALS}.refused_share", refused, len(made), owner=code),
    ]


def _rounds(cards: list[list[Made]]) -> list[Truth]:
    refusals = [[step.rejected_reason for step, came in made if came == "refused"] for made in cards]
    through = Counter(
        min(len(back) + 1, 4) for back, made in zip(refusals, cards, strict=True) if made[-1][1] == "approved"
    )
    counts = {rounds: through[n] for n, rounds in enumerate(("1", "2", "3", "4+"), start=1)}
    return [
        *(truth(f"{APPROVALS}.rounds_count", n, rounds=rounds) for rounds, n in counts.items()),
        truth(f"{APPROVALS}.revisions_count", sum(map(len, refusals))),
        truth(f"{APPROVALS}.contradicted_count", sum(len({r for r in back if r}) > 1 for back in refusals)),
    ]


def _reasons(decisions: list[Made]) -> list[Truth]:
    given = Counter(step.rejected_reason or "none given" for step, came in decisions if came == "refused")
    return [truth(f"{APPROVALS}.reason_count", n, reason=reason) for reason, n in given.items()]
