"""Whether what runs may run: each workflow's controls, met or not, with what shows it. No card, no launch.

Asks
    Does every workflow that is tried out or runs have its card, its owner, a way to stop it and a test behind it; and
    does anything run without?
Measures
    Every workflow of an experiment that was begun, every live one, and whatever else the log shows. Of each fourteen
    controls: the card is complete; its owner and whoever stands in are of the company and still there; it says by which
    figure its use is seen and how it is stopped; it was tried with records apart from real customers, before it met
    them, in each of its parts; the change that set it up names its version and the way back; it was approved, and
    somebody had shown that they can run it, before it began; it was let go to a part first (a frozen plan with a
    control, or as the card says); its runs are logged; no open incident runs on; the day of its next review lies ahead,
    ninety days at most. Met controls of all; and workflows that run although their card is not there or not complete.
Read it as
    A control is met where a register or the log shows it. One that is not met may still be kept in practice; nobody can
    see it then, and nobody can take over.
Do next
    Pause whatever runs without a card, write the card, and let it go again to a part first.
Limits
    A register says what people entered; whether the way to stop it works is shown by stopping it once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, number, required, share
from cmokit.analyses.pilot.control_checks import (
    CONTROLS,
    LOG,
    REGISTERS,
    Check,
    Watched,
    checks,
    launched_without,
    runs_of,
    watched,
)
from cmokit.analyses.pilot.controls_shown import ID, charts, tables
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, quote
from cmokit.registers.workflows import WORKFLOWS
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all


@dataclass(frozen=True)
class Controls:
    """every: controls of all workflows, in their order. names: of workflows, by id. launched: run without a card."""

    facts: tuple[Fact, ...]
    evidence: Any  # a row a control of a workflow
    every: tuple[Check, ...]
    names: Mapping[str, str]
    launched: tuple[str, ...]


def measure(workflow_runs: Any, definitions: Definitions) -> Controls:
    found = watched(definitions, runs_of(workflow_runs, definitions))
    if not found:
        asks = (Missing("workflow_runs", (), say("asks.workflow_runs")),)
        raise CannotAnswer(say(f"{ID}.nothing_runs"), *asks)
    every = tuple(check for one in found for check in checks(one, definitions))
    launched = tuple(launched_without(found, every))
    names = {one.id: one.card.name if one.card else one.id for one in found}
    return Controls(tuple(_facts(found, every, launched)), _evidence(found, every, definitions), every, names, launched)


def _facts(found: Sequence[Watched], every: Sequence[Check], launched: Sequence[str]) -> list[Fact]:
    facts = [
        count(f"{ID}.workflows_count", len(found)),
        count(f"{ID}.controls_count", len(every)),
        count(f"{ID}.unmet_count", sum(not check.is_met for check in every), n=len(every)),
        *share(f"{ID}.met_share", sum(check.is_met for check in every), len(every)),
        count(f"{ID}.without_card_count", len(launched), n=sum(one.is_running for one in found)),
    ]
    for one in found:
        own = [check.is_met for check in every if check.workflow == one.id]
        facts += share(f"{ID}.met_share", sum(own), len(own), workflow=one.id)
        facts.append(count(f"{ID}.unmet_count", len(own) - sum(own), n=len(own), workflow=one.id))
    for control in CONTROLS:
        own = [check.is_met for check in every if check.control == control]
        facts.append(count(f"{ID}.unmet_count", len(own) - sum(own), n=len(own), control=control))
    return facts


def _evidence(found: Sequence[Watched], every: Sequence[Check], definitions: Definitions) -> pa.Table:
    """source_row: the item's place in its register; 0 where the register holds none of it, and for the log."""
    places = {
        (name, item.id): place
        for name in REGISTERS
        for place, item in enumerate(definitions.known.registers.get(name, ()), start=1)
    }
    logs = {one.id: one.log_file for one in found}
    running = {one.id for one in found if one.is_running}
    rows = [
        {
            "workflow_id": check.workflow,
            "control": check.control,
            "is_met": check.is_met,
            "shown_by": check.shown_by,
            "item_id": check.item_id or None,
            "lacking": ", ".join(check.detail) or None,
            "is_running": check.workflow in running,
            "source_file": _file(check, logs),
            "source_row": places.get((check.shown_by, check.item_id), 0),
        }
        for check in every
    ]
    kinds = {"is_met": pa.bool_(), "is_running": pa.bool_(), "source_row": pa.int64()}
    return pa.Table.from_pylist(rows, schema=pa.schema({name: kinds.get(name, pa.string()) for name in rows[0]}))


def _file(check: Check, logs: Mapping[str, str]) -> str:
    """Where to look: the register, or the file of the log."""
    own = logs[check.workflow] if check.shown_by == LOG else ""
    return own or f"registers/{WORKFLOWS.name if check.shown_by == LOG else check.shown_by}.yaml"


def judge(found: Controls, limits: Limits) -> Verdict:
    """Whatever runs without a card fails the whole, however much else is met."""
    launched = required(found.facts, "without_card_count")
    if number(launched):
        return Verdict(Severity.FAIL, say(f"{ID}.launched", number(launched), launched=cite(launched)))
    return about(limits.verdict(required(found.facts, "met_share")), say(f"{ID}.about"))


def exhibit(found: Controls, verdict: Verdict) -> Section:
    named = ("met_share", "controls_count", "workflows_count", "unmet_count", "without_card_count")
    facts = {name: required(found.facts, name) for name in named}
    said: dict[str, Any] = {name: cite(fact) for name, fact in facts.items()}
    words = "launched" if found.launched else "open" if number(facts["unmet_count"]) else "whole"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", number(facts["without_card_count"]), **said),
        brief=say(f"{ID}.brief.{words}", number(facts["without_card_count"]), **said),
        narrative=tuple(_narrative(found)),
        charts=charts(found, said),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(facts["met_share"].name, facts["without_card_count"].name),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision"),
    )


def _narrative(found: Controls) -> list[str]:
    """What runs without a card, what is lacking most, and incidents that run on."""
    told = []
    if found.launched:
        names = listed([quote(found.names[name]) for name in found.launched])
        told.append(say(f"{ID}.without_card", len(found.launched), workflows=names))
    unmet = {control: required(found.facts, "unmet_count", control=control) for control in CONTROLS}
    most = max(unmet, key=lambda control: (number(unmet[control]), -CONTROLS.index(control)))
    if number(unmet[most]):
        control = say(f"{ID}.controls.{most}")
        told.append(say(f"{ID}.most", number(unmet[most]), control=control, unmet=cite(unmet[most])))
    on = [quote(found.names[one.workflow]) for one in found.every if one.control == "incidents" and not one.is_met]
    if on:
        told.append(say(f"{ID}.runs_on", len(on), workflows=listed(on)))
    return told


ANALYSIS = Analysis(
    id=ID,
    rows=("WFA-05", "WFA-06", "WFD-07"),
    phases=("pilot",),
    sheet="Controls",
    needs=(),
    uses=("workflow_runs",),
    registers=REGISTERS,
    measures={
        "workflows_count": "count",
        "controls_count": "count",
        "unmet_count": "count",
        "met_share": "share",
        "without_card_count": "count",
    },
    # One control in twenty may wait for its day; where two in five are not shown, nobody is in control.
    limits=Limits(warn=0.95, fail=0.60, on="met_share", higher_is_better=True),
    evidence_key=("workflow_id", "control"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
