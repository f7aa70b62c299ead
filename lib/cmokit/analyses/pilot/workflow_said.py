"""What is said of the work before the change, and its table and evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from cmokit.analyses.figures import number, pick
from cmokit.analyses.pilot.design_said import outcome_in_words
from cmokit.analyses.shown import bars, table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite, on_date, quote
from cmokit.methods.pilot.before import Planned
from cmokit.registers.processes import Process
from cmokit.words import say

ID = "pilot.workflow"
LOG, SHEET, BOTH, TOLD, NONE = "log", "sheet", "both", "told", "none"
FIGURES = (
    "runs_count", "minutes", "waiting_minutes", "month_minutes", "failed_share", "corrected_share", "cost_amount",
    "handoffs_count", "result_share",
)  # fmt: skip
COLUMNS = ("experiment_id", "run_id", "workflow_id", "outcome", "source_system", "source_file")


@dataclass(frozen=True)
class Worked:
    """One workflow under trial. source: where its times come from. runs: in the days before start_on. process: what
    people said of the work. planned: what the experiment measures; None where the register says too little.
    """

    experiment: str
    workflow: str
    called: str
    start_on: date
    process: Process | None
    handoffs: int
    planned: Planned | None
    source: str = NONE
    runs: int = 0


def first(one: Worked) -> tuple[int, int, str]:
    """Those with a log in front, then what people said, then what nobody knows."""
    order = (LOG, BOTH, SHEET, TOLD, NONE)
    return order.index(one.source), -one.runs, one.experiment


def kind(one: Worked) -> str:
    return one.source if one.source in (TOLD, NONE) else "timed"


def fact(facts: Sequence[Fact], one: Worked, measure: str) -> Fact | None:
    return pick(facts, measure, experiment=one.experiment)


def said(one: Worked, facts: Sequence[Fact]) -> dict[str, Any]:
    names: dict[str, Any] = {
        "name": quote(one.experiment),
        "workflow": quote(one.called),
        "day": on_date(one.start_on),
        "source": say(f"{ID}.sources.{one.source}"),
    }
    names |= {name: cite(found) for name in FIGURES if (found := fact(facts, one, name))}
    if one.planned:
        names["outcome"] = outcome_in_words(one.planned)
    return names


def narrative(every: Sequence[Worked], facts: Sequence[Fact]) -> Iterator[str]:
    for one in every:
        names, words = said(one, facts), kind(one)
        if words != "timed" or "minutes" in names:
            yield say(f"{ID}.told.{words}", number(fact(facts, one, "runs_count")), **names)
        if {"failed_share", "corrected_share"} <= set(names):
            yield say(f"{ID}.told.faults", **names)
        told = {"cost": "cost_amount", "waiting": "waiting_minutes", "month": "month_minutes", "result": "result_share"}
        yield from (say(f"{ID}.told.{word}", **names) for word, needed in told.items() if needed in names)
        if one.handoffs:
            yield say(f"{ID}.told.handoffs", one.handoffs, **names)


def charts(every: Sequence[Worked], facts: Sequence[Fact]) -> tuple[Chart, ...]:
    drawn = [(one, found) for one in every if (found := fact(facts, one, "minutes"))]
    if not drawn:
        return ()
    drawn.sort(key=lambda pair: (-float(pair[1].value or 0), pair[0].experiment))
    data = [(one.called, found.value) for one, found in drawn]
    return bars(f"{ID}.charts.minutes", data, unit="minutes", x="workflow", **said(drawn[0][0], facts))


def tables(every: Sequence[Worked], facts: Sequence[Fact]) -> tuple[Table, ...]:
    amount = next((found.unit for found in facts if found.measure == "cost_amount"), None)
    columns = {"experiment": "text", "workflow": "text", "source": "text", "runs_count": "count", "minutes": "minutes"}
    columns |= {"waiting_minutes": "minutes", "failed_share": "share", "corrected_share": "share"}
    columns |= ({"cost_amount": amount} if amount else {}) | {"handoffs_count": "count", "result_share": "share"}
    rows = (
        {
            "experiment": one.experiment,
            "workflow": one.called,
            "source": say(f"{ID}.sources.{one.source}"),
            **{name: fact(facts, one, name) for name in FIGURES},
        }
        for one in every
    )
    return table(f"{ID}.tables.baselines", columns, rows)


def shown(every: Sequence[Worked], rows: Mapping[str, pd.DataFrame]) -> pa.Table:
    """One row a run before the start."""
    schema = pa.schema(
        [*((name, pa.string()) for name in COLUMNS), ("source_row", pa.int64()), ("minutes", pa.float64())]
    )
    found = []
    for one in every:
        for run in rows[one.experiment].to_dict("records"):
            took = None if pd.isna(run["took"]) else float(run["took"])
            found.append({**{name: run.get(name) for name in COLUMNS}, "experiment_id": one.experiment,
                          "source_row": run["source_row"], "minutes": took})  # fmt: skip
    return pa.Table.from_pylist(found, schema=schema)
