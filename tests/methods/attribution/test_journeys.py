"""Touches become journeys: look-back, cycles, touches after the outcome, and what nobody can be credited with."""

from decimal import Decimal

import pytest

from cmokit.methods.attribution import journeys
from cmokit.methods.attribution.cutting import MOST_CHANNELS
from cmokit.methods.attribution.journeys import gather
from cmokit.methods.attribution.touches import touches_before
from tests.analyses.builders import build


def touches(*said):
    """`ann 01-05 email`, in January to December 2026; a touch's id is its place."""
    rows = []
    for number, text in enumerate(said):
        who, day, channel = text.split()
        at = moment(day)
        channel = None if channel == "-" else channel
        rows.append({"touchpoint_id": f"{number:03}", "contact_id": who, "touched_at": at, "channel": channel})
    return build("touchpoints", *rows)


def moment(day):
    return f"2026-{day}+00:00" if "T" in day else f"2026-{day}T12:00:00+00:00"


def wins(*said):
    rows = []
    for number, text in enumerate(said):
        who, day, amount, *currency = text.split()
        rows.append(
            {
                "conversion_id": str(number),
                "contact_id": who,
                "converted_at": moment(day),
                "kind": "won",
                "value_amount": amount,
                "currency": (currency or ["EUR"])[0],
            }
        )
    return build("conversions", *rows)


def gathered(touched, won, links=(), **how):
    settings = {"lookback_days": 90, "half_life_days": 7, "reporting": "EUR", **how}
    return gather(touched, won, build("entity_links", *links), **settings)


def decayed(made):
    return dict(
        zip(made.paths.channels, made.decayed.credit(made.decayed.count, len(made.paths.channels)), strict=True)
    )


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
    assert made.untouched.count == 2
    assert made.untouched.amounts == {("EUR", None): Decimal("7.50"), ("USD", "2026-01"): Decimal(3)}


def test_two_outcomes_at_one_moment_end_one_journey_and_count_twice():
    made = gathered(touches("ann 01-05 search"), wins("ann 01-10 10", "ann 01-10 5"))
    assert paths(made) == {("search",): (2, 0)}
    assert made.amounts["EUR", None].tolist() == [150_000]


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
    credit = decayed(made)
    assert credit == pytest.approx({"search": 1 / 3, "email": 2 / 3})
    three_weeks = gathered(touches("ann 01-03 search", "ann 01-24 email"), wins("ann 01-24 30"), half_life_days=7)
    assert decayed(three_weeks) == pytest.approx({"search": 1 / 9, "email": 8 / 9})
    assert three_weeks.decayed.amounts["EUR", None].sum() == pytest.approx(300_000)


def test_a_touch_or_an_outcome_of_nobody_takes_no_part():
    made = gathered(build("touchpoints", {"touchpoint_id": "1", "touched_at": "2026-01-01"}), wins("ann 01-10 10"))
    assert (len(made.paths.lengths), made.untouched.count) == (0, 1)


def test_an_outcome_of_nobody_or_without_a_moment_is_an_outcome_without_a_touch():
    """The usual mistake: guests' orders fall out of the total, so that what is known looks complete."""
    rows = [
        {"conversion_id": "1", "converted_at": "2026-01-10", "value_amount": 5, "currency": "EUR"},
        {"conversion_id": "2", "contact_id": "ann", "value_amount": 7, "currency": "EUR"},
    ]
    made = gathered(touches("ann 01-05 search"), build("conversions", *rows))
    assert (made.untouched.count, made.untouched.nameless) == (2, 2)
    assert made.untouched.amounts == {("EUR", None): Decimal(12)}


def test_touches_at_one_moment_stand_in_the_order_of_their_channels():
    made = gathered(touches("ann 01-05 search", "ann 01-05 email"), wins("ann 01-10 10"))
    assert paths(made) == {("email", "search"): (1, 0)}


def test_a_moment_is_told_from_the_next_by_less_than_a_second():
    rows = [
        {"touchpoint_id": "1", "contact_id": "ann", "touched_at": "2026-01-10T12:00:00.700000", "channel": "late"},
        {"touchpoint_id": "2", "contact_id": "ann", "touched_at": "2026-01-10T12:00:00.600000", "channel": "soon"},
    ]
    won = {"conversion_id": "1", "contact_id": "ann", "converted_at": "2026-01-10T12:00:00.650000"}
    made = gathered(build("touchpoints", *rows), build("conversions", won))
    assert paths(made) == {("late",): (0, 1), ("soon",): (1, 0)}


@pytest.mark.parametrize("year", ["0001", "1969", "9999"])
def test_a_year_that_cannot_be_breaks_nothing(year):
    rows = [{"touchpoint_id": "1", "contact_id": "ann", "touched_at": f"{year}-05-05", "channel": "email"}]
    made = gathered(build("touchpoints", *rows), wins("ann 01-10 10"))
    assert (paths(made), made.untouched.count) == ({("email",): (0, 1)} if year == "9999" else {}, 1)


def test_a_touch_a_thousand_half_lives_away_still_has_its_part():
    made = gathered(touches("ann 01-01 search", "ann 01-01 email"), wins("ann 12-30 1"), lookback_days=4000,
                    half_life_days=0.01)  # fmt: skip
    assert decayed(made) == pytest.approx({"email": 0.5, "search": 0.5})


def test_amounts_of_another_currency_are_kept_by_their_local_month():
    made = gathered(
        touches("ann 01-05 search", "bob 01-05 search"), wins("ann 02-01T00:30:00 10 USD", "bob 01-10 5 USD"),
        timezone="America/New_York",
    )  # fmt: skip
    assert {purse: units.tolist() for purse, units in made.amounts.items()} == {("USD", "2026-01"): [150_000]}


def test_people_gathered_in_parts_give_the_same(monkeypatch):
    who = [f"p{n}" for n in range(40)]
    touched = touches(*(f"{p} 01-{n % 9 + 1:02} {c}" for n, p in enumerate(who) for c in ("email", "search")))
    won = wins(*(f"{p} 01-{n % 20 + 1:02} {n + 1}" for n, p in enumerate(who[:30])))
    whole = gathered(touched, won)
    monkeypatch.setattr(journeys, "AT_ONCE", 10)
    parts = gathered(touched, won)
    assert (paths(parts), decayed(parts)) == (paths(whole), pytest.approx(decayed(whole)))
    assert parts.untouched == whole.untouched
    assert {k: v.tolist() for k, v in parts.amounts.items()} == {k: v.tolist() for k, v in whole.amounts.items()}


def test_a_column_of_free_text_is_no_list_of_channels():
    with pytest.raises(ValueError, match="different channels"):
        gathered(touches(*(f"ann 01-05 c{n}" for n in range(MOST_CHANNELS + 1))), wins("ann 01-10 1"))


def test_nobody_is_ever_touched():
    made = gathered(build("touchpoints"), wins("ann 01-10 1"))
    assert (len(made.paths.lengths), made.paths.channels, made.untouched.count) == (0, (), 1)


def test_evidence_names_each_touch_before_each_outcome_and_no_other():
    touched = touches("ann 01-05 search", "ann 01-10 form", "ann 01-20 email", "bob 01-01 email")
    rows = touches_before(touched, wins("ann 01-10 1", "ann 01-10 2"), build("entity_links"), lookback_days=90)
    found = rows.order_by("touchpoint_id", "conversion_id").to_pyarrow().to_pylist()
    assert [(row["touchpoint_id"], row["conversion_id"]) for row in found] == [
        ("000", "0"), ("000", "1"), ("001", "0"), ("001", "1"),
    ]  # fmt: skip


def test_a_touch_before_the_look_back_is_no_evidence():
    rows = touches_before(touches("ann 01-01 x"), wins("ann 01-10 1"), build("entity_links"), lookback_days=8)
    assert rows.count().to_pyarrow().as_py() == 0
