"""Controls as a chart and tables: each workflow with what it lacks, each control with who lacks it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, number, pick, size
from cmokit.analyses.pilot.control_checks import CONTROLS, Check
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.registers.words import field_words, value_word
from cmokit.registers.workflows import Trial
from cmokit.words import joined, say

ID = "pilot.controls"
MOST = 15  # workflows of a table; the workbook holds all


class Found(Protocol):
    """What `pilot.controls` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def every(self) -> Sequence[Check]: ...

    @property
    def names(self) -> Mapping[str, str]: ...


def charts(found: Found, said: Mapping[str, str]) -> tuple[Chart, ...]:
    """The share of each workflow's controls that are met, least first."""
    rows = [{"workflow": found.names[f.dimensions["workflow"]], "met": f.value} for f in _least_first(found)[:MOST]]
    return chart(f"{ID}.charts.workflows", "bar", rows, axes=("workflow", "met", "share"), said=said)


def tables(found: Found) -> tuple[Table, ...]:
    return (*_workflows(found), *_controls(found))


def _least_first(found: Found) -> list[Fact]:
    shares = [fact for fact in having(found.facts, "met_share") if "workflow" in fact.dimensions]
    return sorted(shares, key=lambda fact: (size(fact), fact.name))


def _workflows(found: Found) -> tuple[Table, ...]:
    units = {"workflow": "text", "met": "share", "unmet": "count", "lacking": "text"}
    rows = (
        {
            "workflow": found.names[fact.dimensions["workflow"]],
            "met": fact,
            "unmet": pick(found.facts, "unmet_count", **fact.dimensions),
            "lacking": joined(_lacking(found, fact.dimensions["workflow"])),
        }
        for fact in _least_first(found)[:MOST]
    )
    return table(f"{ID}.tables.workflows", units, rows)


def _lacking(found: Found, workflow: str) -> Iterator[str]:
    for check in found.every:
        if check.workflow == workflow and not check.is_met:
            yield say(f"{ID}.controls.{check.control}")


def _controls(found: Found) -> tuple[Table, ...]:
    """Of every control that somebody lacks: how many, who, and which fields are blank."""
    units = {"control": "text", "unmet": "count", "workflows": "text", "blank": "text", "shown_by": "text"}
    return table(f"{ID}.tables.controls", units, _control_rows(found))


def _control_rows(found: Found) -> Iterator[dict[str, Any]]:
    """What most lack first."""
    counts = {control: number(pick(found.facts, "unmet_count", control=control)) for control in CONTROLS}
    for control in sorted(CONTROLS, key=lambda control: -counts[control]):
        fact = pick(found.facts, "unmet_count", control=control)
        own = [check for check in found.every if check.control == control and not check.is_met]
        if counts[control]:
            blank = sorted({_in_words(check, name) for check in own for name in check.detail})
            yield {
                "control": say(f"{ID}.controls.{control}"),
                "unmet": fact,
                "workflows": joined(found.names[check.workflow] for check in own),
                "blank": joined(blank),
                "shown_by": say(f"{ID}.shown_by.{own[0].shown_by}"),
            }


def _in_words(check: Check, name: str) -> str:
    """A field of the register, or a part that was not tried, as people read it."""
    if name in {trial.value for trial in Trial}:
        return value_word(name)
    return field_words(check.shown_by, name).label
