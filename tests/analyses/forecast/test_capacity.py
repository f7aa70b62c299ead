"""The work ahead against what has been shown possible: by kind, at the approvals, behind marketing."""

from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.figures import count
from cmokit.analyses.forecast.capacity import ANALYSIS
from cmokit.methods.scenarios import Lever
from tests.analyses.builders import given, names_of, rows_of, value_of
from tests.analyses.work.board import OFFICE, many

AT = replace(DEFAULTS, as_of=date(2026, 2, 1), answering=OFFICE)  # a Sunday
NOTHING = {"forecast.scenarios": CannotAnswer("none"), "money.acquisition": CannotAnswer("none")}
WAY = (("Draft", "01-05", "01-06"), ("Approval", "01-06", "01-08"), ("Done", "01-08", None))
TWICE = (
    ("Draft", "01-05", "01-06"), ("Approval", "01-06", "01-07"), ("Changes", "01-07", "01-08"),
    ("Approval", "01-08", "01-09"), ("Done", "01-09", None),
)  # fmt: skip


def found(rows: list[dict[str, Any]], behind: Any = None) -> Any:
    return ANALYSIS.measure(given(work_items=rows).table("work_items"), definitions=AT, found=behind or NOTHING)


def test_each_kind_is_held_against_its_own_best_weeks() -> None:
    rows = [*many(10, *WAY), *many(7, ("Draft", "01-20", None), first="open")]
    made = found(rows)
    assert value_of(made.facts, "needed_count", what="work_content") == 17 + 7
    assert value_of(made.facts, "available_count", what="work_content") == 30
    assert value_of(made.facts, "load_share", what="work_content") == pytest.approx(24 / 30)
    assert value_of(made.facts, "verdict_text", what="work_content") == "fits"


def test_more_than_was_ever_shown_is_to_be_cut() -> None:
    made = found([*many(10, *WAY), *many(20, ("Draft", "01-20", None), first="open")])
    assert value_of(made.facts, "load_share", what="work_content") == pytest.approx(50 / 30)
    assert value_of(made.facts, "verdict_text", what="work_content") == "cut"
    assert len(rows_of(made.evidence, "item_id")) == 20


def test_drafts_allowed_are_the_decisions_over_the_rounds_that_a_piece_takes() -> None:
    """The usual mistake: as many drafts as decisions, as if each passed at once."""
    made = found(many(10, *TWICE))
    assert value_of(made.facts, "available_count", what="review") == 60
    assert value_of(made.facts, "drafts_allowed_count") == 30


def test_without_a_plan_nothing_is_said_of_sales() -> None:
    made = found(many(10, *WAY))
    assert [name for name in names_of(made.facts, "load_share") if "sales" in name] == []


@dataclass(frozen=True)
class Planned:
    plan: Any
    facts: Any


def plan(capacity: float) -> dict[str, Any]:
    lever = {
        name: Lever(name, "amount", value, value, value, "measured")
        for name, value in {"spend": 100.0, "cost": 10.0, "free": 10.0, "to_deal": 0.5, "capacity": capacity}.items()
    }
    options = {"as_now": 6, "more_spend": 7}
    facts = tuple(count("forecast.scenarios.customers_count", n, option=name) for name, n in options.items())
    won = [{"outcome": "customer", "month": month} for month in ("2025-11", "2025-12", "2025-12")]
    acquired = SimpleNamespace(evidence=pa.Table.from_pylist(won))
    model = SimpleNamespace(levers=lever, months=3)
    return {"forecast.scenarios": Planned(SimpleNamespace(model=model), facts), "money.acquisition": acquired}


def test_what_the_plan_brings_is_held_against_what_sales_and_onboarding_have_shown() -> None:
    made = found(many(10, *WAY), plan(capacity=10.0))
    assert (
        value_of(made.facts, "needed_count", what="sales") == 30
    )  # (100 / 10 + 10) people, half of them, three months
    assert value_of(made.facts, "verdict_text", what="sales") == "fits"
    assert value_of(made.facts, "needed_count", what="sales_more_spend") == 33
    assert value_of(made.facts, "verdict_text", what="sales_more_spend") == "add"
    assert value_of(made.facts, "available_count", what="onboarding") == 2 * 3
    assert value_of(made.facts, "verdict_text", what="onboarding_more_spend") == "add"


def test_a_log_of_few_pieces_shows_nothing() -> None:
    with pytest.raises(CannotAnswer):
        found(many(4, *WAY))
