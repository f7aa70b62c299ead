"""Touches become journeys: look-back, cycles, touches after the outcome, and what nobody can be credited with."""

from decimal import Decimal

import pytest

from cmokit.methods.attribution.journeys import gather, touches_in_journeys
from tests.analyses.builders import build


def touches(*said):
    """`ann 01-05 email`, in January to December 2026; a touch's id is its place."""
    rows = []
    for number, text in enumerate(said):
        who, day, channel = text.split()
        at = f"2026-{day}T12:00:00+00:00" if "T" not in day else f"2026-{day}+00:00"
        channel = None if channel == "-" else channel
        rows.append({"touchpoint_id": f"{number:03}", "contact_id": who, "touched_at": at, "channel": channel})
    return build("touchpoints", *rows)


def wins(*said):
    rows = []
    for number, text in enumerate(said):
        who, day, amount, *currency = text.split()
        rows.append(
            {
                "conversion_id": str(number),
                "contact_id": who,
                "converted_at": f"2026-{day}T12:00:00+00:00",
                "kind": "won",
                "value_amount": amount,
                "currency": (currency or ["EUR"])[0],
            }
        )
    return build("conversions", *rows)


def gathered(touched, won, links=(), **how):
    settings = {"lookback_days": 90, "half_life_days": 7, **how}
    return gather(touched, won, build("entity_links", *links), **settings)


def paths(made):
    starts = made.paths.starts.tolist()
    return {
        tuple(made.paths.channels[code] for code in made.paths.codes[start:end]): (converted, open_)
        for start, end, converted, open_ in zip(
            starts, starts[1:], made.paths.converted.tolist(), made.paths.open.tolist(), strict=False
        )
    }


def test_touches_stand_in_time_order_and_end_in_the_outcome():
    made = gathered(touches("ann 02-01 email", "ann 01-05 search", "bob 01-07 email"), wins("ann 02-10 100"))
    assert paths(made) == {("search", "email"): (1, 0), ("email",): (0, 1)}


def test_each_outcome_starts_a_new_cycle():
    """The usual mistake: one giant path a person, so that the first touch is paid twice."""
    made = gathered(
        touches("ann 01-05 search", "ann 01-20 email", "ann 02-20 event"), wins("ann 01-10 10", "ann 02-01 20")
    )
    assert paths(made) == {("search",): (1, 0), ("email",): (1, 0), ("event",): (0, 1)}


def test_a_touch_at_the_moment_of_the_outcome_is_before_it_and_one_after_takes_no_credit():
    made = gathered(touches("ann 01-10 form", "ann 01-11 email"), wins("ann 01-10 10"))
    assert paths(made) == {("form",): (1, 0), ("email",): (0, 1)}


def test_a_touch_before_the_look_back_takes_no_part():
    made = gathered(touches("ann 01-01 search", "ann 04-01 email"), wins("ann 04-02 10"), lookback_days=90)
    assert paths(made) == {("email",): (1, 0)}
    assert paths(gathered(touches("ann 01-02 search"), wins("ann 04-02 10"), lookback_days=90)) == {("search",): (1, 0)}


def test_an_open_journey_looks_back_from_its_last_touch():
    made = gathered(touches("ann 01-01 search", "ann 09-01 email", "ann 09-02 email"), wins("bob 01-01 1"))
    assert paths(made) == {("email", "email"): (0, 1)}


def test_an_outcome_without_a_touch_is_said_apart_with_its_money():
    made = gathered(touches("ann 01-05 search"), wins("ann 01-10 10", "bob 01-10 7.50", "cat 01-10 3 USD"))
    assert made.untouched_count == 2
    assert made.untouched_amounts == {"EUR": Decimal("7.50"), "USD": Decimal(3)}


def test_two_outcomes_at_one_moment_end_one_journey_and_count_twice():
    made = gathered(touches("ann 01-05 search"), wins("ann 01-10 10", "ann 01-10 5"))
    assert paths(made) == {("search",): (2, 0)}
    assert made.amounts["EUR"].tolist() == [150_000]


def test_a_channel_that_nobody_knows_is_a_channel_of_its_own():
    assert paths(gathered(touches("ann 01-05 -"), wins("ann 01-10 10"))) == {("unknown",): (1, 0)}


def test_records_of_one_person_are_one_journey():
    links = [
        {"entity": "contact", "leading_id": "ann", "source_system": "hubspot", "record_id": "ann", "method": "none"},
        {"entity": "contact", "leading_id": "ann", "source_system": "hubspot", "record_id": "003A", "method": "e-mail"},
    ]
    made = gathered(touches("ann 01-05 search", "003A 01-06 email"), wins("003A 01-10 10"), links)
    assert paths(made) == {("search", "email"): (1, 0)}


def test_time_decay_weighs_by_days_before_the_outcome_and_not_by_rank():
    """The usual mistake: halving from touch to touch gives a third and two thirds, however far apart they are."""
    made = gathered(touches("ann 01-03 search", "ann 01-10 email"), wins("ann 01-10 30"), half_life_days=7)
    credit = dict(zip(made.paths.channels, made.decayed, strict=True))
    assert credit == pytest.approx({"search": 1 / 3, "email": 2 / 3})
    three_weeks = gathered(touches("ann 01-03 search", "ann 01-24 email"), wins("ann 01-24 30"), half_life_days=7)
    assert dict(zip(three_weeks.paths.channels, three_weeks.decayed, strict=True)) == pytest.approx(
        {"search": 1 / 9, "email": 8 / 9}
    )
    assert three_weeks.decayed_amounts["EUR"].sum() == pytest.approx(300_000)


def test_a_touch_or_an_outcome_of_nobody_takes_no_part():
    made = gathered(build("touchpoints", {"touchpoint_id": "1", "touched_at": "2026-01-01"}), wins("ann 01-10 10"))
    assert (len(made.paths.lengths), made.untouched_count) == (0, 1)


def test_evidence_names_each_touch_that_takes_part():
    rows = touches_in_journeys(
        touches("ann 01-05 search", "ann 01-20 email"), wins("ann 01-10 1"), build("entity_links"), lookback_days=90
    )
    found = rows.order_by("touchpoint_id").to_pyarrow().to_pylist()
    assert [(row["touchpoint_id"], row["is_converted"]) for row in found] == [("000", True), ("001", False)]
