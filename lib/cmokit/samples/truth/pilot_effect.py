"""The truth about the pilots' effects: who did it and who did not, counted person by person, and what follows from it.

What is decided is not computed here: it is what was planted (an effect, none, or nothing that can be told).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from cmokit.samples.b2b import pilots as b2b
from cmokit.samples.b2b.crm import SELLERS
from cmokit.samples.b2b.logged import OUTBOUND, Activity
from cmokit.samples.b2b.records import HUBSPOT, LIFECYCLE, Contact
from cmokit.samples.b2b.world import World as B2bWorld
from cmokit.samples.frozen import frozen_by, pilots_of
from cmokit.samples.pilots import FAILED, USED, Pilots, Run
from cmokit.samples.plan import B2B, DELIVERIES, SHOP
from cmokit.samples.shop import pilots as shop
from cmokit.samples.shop.records import World as ShopWorld
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, share, truth
from cmokit.samples.truth.speed import LEADS, PROMISE, is_in, wait_of

ID = "pilot.effect"
READ_IN = DELIVERIES[2].number  # before it no plan's day has come
EXPAND, STOP, NOT_SHOWN = "expand", "stop", "not_shown"
DECIDED = {
    b2b.ROUTING_PILOT: EXPAND, b2b.SCRIPT_PILOT: NOT_SHOWN, "short-form": NOT_SHOWN,
    shop.SHIPPING_PILOT: STOP, shop.REMINDER_PILOT: NOT_SHOWN,
}  # fmt: skip
QUALIFIED, FORMED = LIFECYCLE[LIFECYCLE.index("sales_qualified") :], LIFECYCLE[LIFECYCLE.index("mql") :]
Did = list[bool]


def of_b2b(world: B2bWorld, state: State) -> tuple[list[Truth], list[Named]]:
    known = world.pilots.until(DELIVERIES[state.number - 1])
    facts = _decisions(B2B, state.number)
    if state.number < READ_IN:
        return facts, []
    told, evidence = _routing(state, known)
    return [*facts, *told, *_script(state), *_form(state)], evidence


def of_shop(world: ShopWorld, number: int) -> tuple[list[Truth], list[Named]]:
    facts, known = _decisions(SHOP, number), world.pilots.until(DELIVERIES[number - 1])
    if number < READ_IN:
        return facts, []
    return [*facts, *_shipping(world, known), *_reminder(known)], []


def _decisions(slug: str, number: int) -> list[Truth]:
    """Before the readout nothing is shown, whatever is planted."""
    frozen = frozen_by(slug, DELIVERIES[number - 1].on) if number > 1 else []
    decided = DECIDED if number == READ_IN else dict.fromkeys(DECIDED, NOT_SHOWN)
    return [truth(f"{ID}.decision_text", decided[name], experiment=name) for name in frozen]


def _arm(experiment: str, variant: str, did: Did, assigned: int, untold: int = 0, crossed: int = 0) -> list[Truth]:
    by = {"experiment": experiment, "variant": variant}
    facts = [
        truth(f"{ID}.assigned_count", assigned, **by),
        truth(f"{ID}.mature_count", len(did), **by),
        truth(f"{ID}.immature_count", 0, **by),
        truth(f"{ID}.untold_count", untold, **by),
        truth(f"{ID}.crossed_count", crossed, **by),
    ]
    return facts + share(f"{ID}.rate_share", sum(did), len(did), **by)


def _gap(experiment: str, variant: str, did: dict[str, Did], less: float = 0.0) -> Truth:
    control = next(name for name in did if name != variant)
    effect = _rate(did[variant]) - _rate(did[control]) - less
    return truth(f"{ID}.itt_share", effect, experiment=experiment, variant=variant)


def _rate(did: Sequence[bool]) -> float:
    return sum(did) / len(did)


def _shortcut(experiment: str, name: str, value: float) -> Truth:
    return truth(f"{ID}.shortcut_share", value, experiment=experiment, shortcut=name)


def _runs(experiment: str, runs: Iterable[Run]) -> list[Truth]:
    """Every run of the workflow is of the pilot's days."""
    every = list(runs)
    used = [run for run in every if run.outcome == USED]
    corrected = sum(run.corrections > 0 for run in used)
    facts = share(f"{ID}.corrected_share", corrected, len(used), experiment=experiment)
    return facts + share(
        f"{ID}.failed_share", sum(r.outcome == FAILED for r in every), len(every), experiment=experiment
    )


def _routing(state: State, known: Pilots) -> tuple[list[Truth], list[Named]]:
    """Answered within the promise, of everybody in the arm of the list; a few were tried before they came."""
    own, did = b2b.ROUTING_PILOT, {}
    runs = [run for run in known.runs if run.workflow == b2b.ROUTING]
    used = {run.item for run in runs if run.outcome == USED}
    people = {contact.id: contact for contact in state.leading_contacts}
    end = datetime.combine(max(a.on for a in state.activities if a.kind != "meeting"), time()) + timedelta(days=1)
    done: dict[str, list[Activity]] = {}
    for activity in state.activities:
        if activity.direction == OUTBOUND and (activity.at or datetime.min) < end:
            done.setdefault(state.leader.get(activity.record, activity.record), []).append(activity)
    facts: list[Truth] = []
    crossed = []
    for variant in (b2b.BY_HAND, b2b.BY_RULE):
        units = [a.unit for a in known.assignments if a.experiment == own and a.variant == variant]
        waits = [wait_of(people[unit], done.get(unit, []), end) for unit in units]
        told = [wait for wait in waits if not wait.problem]
        did[variant] = [bool(w.latest and w.minutes(w.latest) <= PROMISE) for w in told]
        crossed += [unit for unit in units if variant == b2b.BY_HAND and unit in used]
        over = len(crossed) if variant == b2b.BY_HAND else 0
        facts += _arm(own, variant, did[variant], len(units), len(waits) - len(told), over)
        by = {"experiment": own, "variant": variant}
        facts += [truth(f"{ID}.business_mature_count", 0, **by)]
        facts += [truth(f"{ID}.business_immature_count", len(units), **by)]
    facts += [_gap(own, b2b.BY_RULE, did), *_runs(own, runs)]
    return facts, [named(ID, "unit_id", crossed, experiment_id=own, is_crossover="True")]


def _reached(contact: Contact, stages: tuple[str, ...], days: int) -> bool:
    """HubSpot alone keeps when a stage was entered."""
    last = contact.created_at + timedelta(days=days)
    entries = contact.history if contact.system == HUBSPOT else []
    return any(stage in stages and contact.created_at <= at < last for stage, at in entries)


def _leads(state: State, first: date, last: date) -> list[Contact]:
    people = (c for c in state.leading_contacts if first <= c.created_at.date() <= last)
    return [contact for contact in people if is_in(contact, LEADS)]


def _script(state: State) -> list[Truth]:
    """Leads of the sellers with the script and without, in its days and in the sixty before."""
    own, start = b2b.SCRIPT_PILOT, b2b.SCRIPT_FROM.date()
    now = _leads(state, start, date(2026, 2, 20))
    before = _leads(state, start - timedelta(days=60), start - timedelta(days=1))
    facts, after, past = [], {}, {}
    for variant in ("as_before", "script"):
        sellers = [s for s in SELLERS if (s in b2b.SCRIPTED) == (variant == "script")]
        after[variant] = [_reached(c, QUALIFIED, 14) for c in now if c.owner in sellers]
        past[variant] = [_reached(c, QUALIFIED, 14) for c in before if c.owner in sellers]
        facts += _arm(own, variant, after[variant], len(sellers))
        by = {"experiment": own, "variant": variant}
        facts += share(f"{ID}.before_share", sum(past[variant]), len(past[variant]), **by)
    drift = _rate(past["script"]) - _rate(past["as_before"])
    alone = _rate(after["script"]) - _rate(past["script"])
    return [*facts, _gap(own, "script", after, drift), _shortcut(own, "before_after", alone)]


def _form(state: State) -> list[Truth]:
    """Everybody got the short form, so before and after is all there is: it flatters, as the season does."""
    start, last = date(2026, 1, 19), date(2026, 2, 13)
    after = [_reached(c, FORMED, 14) for c in _leads(state, start, last)]
    before = [_reached(c, FORMED, 14) for c in _leads(state, start - timedelta(days=40), start - timedelta(days=1))]
    return [_shortcut("short-form", "before_after", _rate(after) - _rate(before))]


def _shipping(world: ShopWorld, known: Pilots) -> list[Truth]:
    """Who ordered within thirty days, and did not take it back by the readout."""
    own, did = shop.SHIPPING_PILOT, {}
    as_treated: dict[bool, Did] = {True: [], False: []}
    read = datetime.combine(next(p["end_on"] for p in pilots_of(SHOP) if p["id"] == own), time()) + timedelta(days=1)
    kept = [o for o in world.orders if o.created_at < read and not (o.cancelled_at and o.cancelled_at < read)]
    ordered = shop.ordered_by_contact(kept, world.contacts)
    runs = [run for run in known.runs if run.workflow == shop.SHIPPING_MAILS]
    used = {run.item for run in runs if run.outcome == USED}
    facts: list[Truth] = []
    for variant in (shop.USUAL, shop.FREE):
        units = [a.unit for a in known.assignments if a.experiment == own and a.variant == variant]
        end = shop.DRAWN_AT + shop.FOLLOWED
        did[variant] = [any(shop.DRAWN_AT <= at < end for at in ordered.get(unit, ())) for unit in units]
        facts += _arm(own, variant, did[variant], len(units))
        for unit, one in zip(units, did[variant], strict=True):
            as_treated[unit in used].append(one)
    flatters = _shortcut(own, "as_treated", _rate(as_treated[True]) - _rate(as_treated[False]))
    return [*facts, _gap(own, shop.FREE, did), flatters, *_runs(own, runs)]


def _reminder(known: Pilots) -> list[Truth]:
    """It runs: how many are in which arm and how long it still takes, and nothing of what they do."""
    own = shop.REMINDER_PILOT
    arms = [a.variant for a in known.assignments if a.experiment == own]
    facts = [truth(f"{ID}.assigned_count", arms.count(v), experiment=own, variant=v) for v in (shop.PLAIN, shop.CODE)]
    end = next(pilot["end_on"] for pilot in pilots_of(SHOP) if pilot["id"] == own)
    return [*facts, truth(f"{ID}.readout_days", (end - DELIVERIES[READ_IN - 1].on).days, experiment=own)]
