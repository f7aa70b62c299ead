"""The truth about who uses what the clients try out, counted over their own logs."""

from datetime import date, datetime, time, timedelta
from typing import Any

from cmokit.samples.frozen import pilots_of
from cmokit.samples.pilots import BYPASSED, FAILED, STOPPED, USED, Answer, Pilots, Run
from cmokit.samples.plan import DELIVERIES
from cmokit.samples.truth.facts import Named, Truth, named, share, truth

ID = "pilot.adoption"
NO_RUN = "no_run"
AGREES = 4
Pilot = dict[str, Any]  # an experiment as its register says it


def adoption(slug: str, pilots: Pilots, number: int) -> tuple[list[Truth], list[Named]]:
    """Nothing in the first delivery, which holds no log."""
    if number == 1:
        return [], []
    delivery = DELIVERIES[number - 1]
    known = pilots.until(delivery)
    tried = [one for one in pilots_of(slug, delivery.on) if one.get("workflow")]
    tried = [one for one in tried if _meant(one, known) or _days(one, known, delivery.on)]
    others = sorted({run.workflow for run in known.runs} - {one["workflow"] for one in tried})
    facts = [truth(f"{ID}.pilots_count", len(tried)), truth(f"{ID}.workflows_count", len(tried) + len(others))]
    over, evidence = 0, []
    for one in tried:
        own = _days(one, known, delivery.on)
        told, ends = _pilot(one, known, own, delivery.on)
        facts += told + _runs(own, known, one["workflow"], {"experiment": one["id"]})
        over += _corrected(own) > float(one["corrected_share_limit"]) * _used(own)
        evidence += [
            named(ID, "item_id", [item for item, end in ends.items() if end == outcome], experiment_id=one["id"],
                  outcome=outcome)
            for outcome in (USED, BYPASSED, FAILED, STOPPED, NO_RUN)
        ]  # fmt: skip
    for workflow in others:
        own = [run for run in known.runs if run.workflow == workflow]
        facts += _outcomes([run.outcome for run in own], {"workflow": workflow})
        facts += _runs(own, known, workflow, {"workflow": workflow})
        failed = [run.item for run in own if run.outcome == FAILED]
        evidence.append(named(ID, "item_id", failed, workflow_id=workflow, outcome=FAILED))
    return [*facts, truth(f"{ID}.over_limit_count", over)], evidence


def _meant(one: Pilot, known: Pilots) -> list[str]:
    """The units of every arm but the control."""
    treated = one["variants"][1:]
    return [a.unit for a in known.assignments if a.experiment == one["id"] and a.variant in treated]


def _days(one: Pilot, known: Pilots, as_of: date) -> list[Run]:
    """The runs of its workflow in the days of its plan, up to the readout."""
    start, end = (datetime.combine(day, time()) for day in (one["start_on"], one["end_on"] + timedelta(days=1)))
    return [run for run in known.runs if run.workflow == one["workflow"] and start <= run.started_at < end]


def _pilot(one: Pilot, known: Pilots, own: list[Run], as_of: date) -> tuple[list[Truth], dict[str, str]]:
    ends = {}
    for unit in _meant(one, known):
        mine = [run.outcome for run in own if run.item == unit]
        ends[unit] = USED if USED in mine else mine[-1] if mine else NO_RUN
    by = {"experiment": str(one["id"])}
    facts = [truth(f"{ID}.items_count", len(ends), **by), *_outcomes(list(ends.values()), by)]
    facts += share(f"{ID}.{NO_RUN}_share", list(ends.values()).count(NO_RUN), len(ends), **by)
    left = (one["end_on"] - as_of).days
    return facts + ([truth(f"{ID}.readout_days", left, **by)] if left > 0 else []), ends


def _outcomes(ends: list[str], by: dict[str, str]) -> list[Truth]:
    told = [share(f"{ID}.{o}_share", ends.count(o), len(ends), **by) for o in (USED, BYPASSED, FAILED, STOPPED)]
    return [fact for one in told for fact in one]


def _runs(own: list[Run], known: Pilots, workflow: str, by: dict[str, str]) -> list[Truth]:
    people, users = {run.user for run in own} - {""}, {run.user for run in own if run.outcome == USED} - {""}
    facts = [truth(f"{ID}.runs_count", len(own), **by)]
    facts += share(f"{ID}.corrected_share", _corrected(own), _used(own), **by)
    facts += [truth(f"{ID}.people_count", len(people), **by)] if people else []
    facts += share(f"{ID}.people_using_share", len(users), len(people), **by)
    return facts + _answers([answer for answer in known.answers if answer.survey == workflow], by)


def _answers(answers: list[Answer], by: dict[str, str]) -> list[Truth]:
    facts = [truth(f"{ID}.answered_count", len({a.respondent for a in answers}), **by)] if answers else []
    for question in sorted({answer.question for answer in answers}):
        scores = [answer.score for answer in answers if answer.question == question]
        agree = sum(score >= AGREES for score in scores)
        facts += share(f"{ID}.agree_share", agree, len(scores), question=question, **by)
    return facts


def _used(own: list[Run]) -> int:
    return sum(run.outcome == USED for run in own)


def _corrected(own: list[Run]) -> int:
    return sum(run.outcome == USED and run.corrections > 0 for run in own)
