"""Which workflows of the sample clients pass the gate, and which old ways run beside what replaced them.

Counted over the runs of the worlds and the rows of the registers as their files write them.
"""

from collections import Counter
from datetime import date, timedelta

from cmokit.samples.pilots import BYPASSED, FAILED, STOPPED, USED, Pilots, Run
from cmokit.samples.plan import DELIVERIES
from cmokit.samples.truth.facts import Truth, share, truth
from cmokit.samples.truth.pilot_effect import DECIDED
from cmokit.samples.truth.register_text import Row, items

GATE, OLD = "rollout.workflows", "rollout.retirement"
DAYS, FEWEST = 30, 20
ERRORS, AROUND, CORRECTED = 0.10, 0.30, 0.20  # as the kit's gate has them; the frozen plans say the same
STEPS = ("replaced_by", "staff_told_on", "training_updated_on", "backup_until_on", "retired_on")


def rollout(slug: str, pilots: Pilots) -> list[Truth]:
    """After the last delivery: the day on which the registers were filled in."""
    delivery = DELIVERIES[-1]
    runs = pilots.until(delivery).runs
    return _gate(slug, runs, delivery.on) + _retirement(slug, runs, delivery.on)


def _gate(slug: str, runs: tuple[Run, ...], as_of: date) -> list[Truth]:
    since, facts, found = as_of - timedelta(days=DAYS - 1), [], Counter[str]()
    decided = {row["workflow"]: DECIDED[row["id"]] for row in _tried(slug)}
    broken = {row.get("workflow") for row in items(slug, "incidents") if row.get("state", "open") == "open"}
    asked = [row for row in items(slug, "workflows") if _is_asked(row, decided)]
    for row in asked:
        name = row["id"]
        own = [run for run in runs if run.workflow == name and run.started_at.date() >= since]
        outcomes = Counter(run.outcome for run in own)
        mended = sum(run.outcome == USED and run.corrections > 0 for run in own)
        errors = Counter(run.error for run in own if run.error)
        bad, used = outcomes[FAILED] + outcomes[STOPPED], outcomes[USED]
        verdict = decided.get(name, "not_shown")
        heavy = len(own) >= FEWEST and (bad / len(own) > ERRORS or outcomes[BYPASSED] / len(own) > AROUND)
        if verdict != "stop" and (heavy or name in broken or (used >= FEWEST and mended / used > CORRECTED)):
            verdict = "stabilise"
        elif verdict in ("expand", "stabilise") and len(own) < FEWEST:
            verdict = "not_shown"
        found[verdict] += 1
        facts += [truth(f"{GATE}.runs_count", len(own), workflow=name)]
        facts += share(f"{GATE}.failed_share", bad, len(own), workflow=name)
        facts += share(f"{GATE}.bypassed_share", outcomes[BYPASSED], len(own), workflow=name)
        facts += share(f"{GATE}.corrected_share", mended, used, workflow=name)
        facts.append(truth(f"{GATE}.repeated_count", max(errors.values(), default=0), workflow=name))
        facts.append(truth(f"{GATE}.verdict_text", verdict, workflow=name))
    for verdict in ("expand", "stabilise", "stop", "not_shown"):
        facts.append(truth(f"{GATE}.workflows_count", found[verdict], verdict=verdict))
    return facts + share(f"{GATE}.held_share", found["stabilise"], len(asked))


def _tried(slug: str) -> list[Row]:
    """Experiments that name a workflow and have a decision, by name."""
    rows = [row for row in items(slug, "experiments") if row.get("workflow") and row["id"] in DECIDED]
    return sorted(rows, key=lambda row: str(row["id"]))


def _is_asked(row: Row, decided: dict[str, str]) -> bool:
    state = row.get("state", "proposed")
    return state in ("live", "tested") or (state == "paused" and row["id"] in decided)


def _retirement(slug: str, runs: tuple[Run, ...], as_of: date) -> list[Truth]:
    flows = {row["id"]: row for row in items(slug, "workflows")}
    live = {name: row["live_on"] for name, row in flows.items() if row.get("state") == "live" and row.get("live_on")}
    changed = {flows[name]["process"]: name for name in live if flows[name].get("process")}
    facts, found, steps = [], Counter[str](), 0
    for register in ("processes", "workflows"):
        for row in items(slug, register):
            by = row.get("replaced_by") or (changed.get(row["id"]) if register == "processes" else None)
            off, gone = row.get("retire_on"), row.get("retired_on")
            if not (by or off or gone):
                continue
            since = min((day for day in (live.get(by), off) if day), default=None) if by in live else None
            state = _state(row, by in live, as_of)
            found[state] += 1
            steps += sum(row.get(step) is None for step in STEPS) + bool(row.get("left_over"))
            where = {"item": f"{register}/{row['id']}"}
            late = (as_of - off).days if off and not gone else 0
            gone_around = [run for run in runs if run.workflow == by and run.outcome == BYPASSED]
            around = [run for run in gone_around if off and run.started_at.date() >= off]
            facts.append(truth(f"{OLD}.parallel_days", max(((gone or as_of) - since).days, 0) if since else 0, **where))
            facts.append(truth(f"{OLD}.overdue_days", max(late, 0), **where))
            facts.append(truth(f"{OLD}.around_count", len(around), **where))
            facts.append(truth(f"{OLD}.state_text", state, **where))
    for state in ("overdue", "parallel", "undated", "planned", "backup", "retired"):
        facts.append(truth(f"{OLD}.items_count", found[state], state=state))
    facts.append(truth(f"{OLD}.open_steps_count", steps))
    return facts + share(f"{OLD}.late_share", found["overdue"] + found["parallel"], found.total())


def _state(row: Row, is_live: bool, as_of: date) -> str:
    off, until = row.get("retire_on"), row.get("backup_until_on")
    if row.get("retired_on"):
        return "backup" if until and until >= as_of else "retired"
    if off is None:
        return "undated"
    return "overdue" if off < as_of else "parallel" if is_live else "planned"
