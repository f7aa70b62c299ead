"""What a customer of a segment costs: every lead of the segment pays, not those alone that were won."""

from datetime import UTC, date, datetime
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest

from cmokit.analyses.board.of_customers import segment_costs
from cmokit.methods.acquisition import Cost

JANUARY = date(2025, 1, 1)


def lead(who: str, segment: str, state: str = "open", half: str = "earlier", month: int = 1) -> dict[str, object]:
    row = {"person_id": who, "segment": segment, "channel": "paid_search", "state": state, "half": half}
    return {**row, "created_at": datetime(2025, month, 9, tzinfo=UTC)}


def costs_of(*leads: dict[str, object], amount: int = 120) -> dict[str, tuple[int, int, Decimal]]:
    spent = [Cost("paid_search", JANUARY, Decimal(amount), True)]
    found = segment_costs(ibis.memtable(pa.Table.from_pylist(list(leads))), spent, {JANUARY}, "UTC")
    return {one.segment: (one.leads, one.won, one.cost) for one in found}


def test_each_lead_of_a_month_pays_the_same_part_of_it() -> None:
    told = costs_of(lead("a", "big", "won"), lead("b", "big"), lead("c", "small", "won"), lead("d", "small"))
    assert told == {"big": (2, 1, Decimal(60)), "small": (2, 1, Decimal(60))}


def test_a_lead_too_young_pays_its_part_and_is_in_no_figure() -> None:
    """The usual mistake: to leave it out of the division too, which makes the others dearer than they were."""
    told = costs_of(lead("a", "big", "won"), lead("b", "big"), lead("c", "big", half="too young"))
    assert told == {"big": (2, 1, Decimal(80))}
    assert told["big"][2] != pytest.approx(Decimal(120))


def test_months_that_the_reports_do_not_cover_count_on_neither_side() -> None:
    told = costs_of(lead("a", "big", "won"), lead("b", "big", "won", month=3))
    assert told == {"big": (1, 1, Decimal(120))}
