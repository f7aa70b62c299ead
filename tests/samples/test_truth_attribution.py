"""The samples' own way to every model's credit agrees with the analysis, on journeys drawn by chance."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from cmokit.analyses.attribution.models import ANALYSIS
from cmokit.samples.truth.attribution import Met, Won, models
from tests.analyses.builders import given, measured

CHANNELS = ("email", "event", "search", "unknown", "direct")


def test_two_ways_give_one_credit() -> None:
    draw, start = Random(5), datetime(2025, 9, 1, tzinfo=UTC)

    def moment() -> datetime:
        return start + timedelta(hours=draw.randrange(2400))

    met = [Met(f"p{draw.randrange(150)}", moment(), draw.choice(CHANNELS)) for _ in range(600)]
    won = [Won(f"w{n}", f"p{draw.randrange(160)}", moment(), Decimal(draw.randrange(10_000)) / 100) for n in range(90)]
    touches = [
        {"touchpoint_id": str(n), "contact_id": one.person, "touched_at": one.at, "channel": one.channel}
        for n, one in enumerate(met)
    ]
    outcome = {"kind": "won", "currency": "EUR"}
    outcomes = [
        {"conversion_id": o.id, "contact_id": o.person, "converted_at": o.at, "value_amount": o.amount, **outcome}
        for o in won
    ]
    found = measured(ANALYSIS, given(touchpoints=touches, conversions=outcomes))
    ours = {(fact.id, tuple(sorted(fact.dimensions.items()))): fact.value for fact in found.facts}
    facts, [untouched] = models(met, won, lookback_days=90, half_life_days=7)
    bare = [row["conversion_id"] for row in found.evidence.to_pylist() if row["role"] == "untouched"]
    assert tuple(sorted(bare)) == untouched.values
    assert len(facts) > 80
    for one in facts:
        value = ours[one.id, one.dimensions]
        assert float(value) == pytest.approx(float(one.value), rel=1e-9, abs=1e-9), one
        assert not isinstance(one.value, Decimal) or value == one.value
