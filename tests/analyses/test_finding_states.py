"""The state of a finding over deliveries, on findings made by hand."""

from datetime import date
from decimal import Decimal

from cmokit.analyses.finding_states import Seen, Standing, standing
from cmokit.analyses.tracked import Finding
from cmokit.vocabulary import FindingState as State

DAYS = [date(2026, month, 5) for month in (1, 2, 3, 4)]


def seen(*deliveries: str, group: str = "", amount: Decimal | None = None) -> list[Seen]:
    """Deliveries as words: `ab` shows the findings of the records a and b."""
    return [
        Seen(day, {r: Finding(r, "contacts", r, amount, group) for r in records})
        for day, records in zip(DAYS, deliveries, strict=False)
    ]


def after(*deliveries: str, there: str = "abcdefgh", accepted: tuple[str, ...] = ()) -> Standing:
    return standing(seen(*deliveries), lambda table, record: record in there, accepted)


def test_in_the_first_delivery_everything_is_open() -> None:
    """The usual mistake: the first report calls all that it finds new."""
    assert after("ab").states == {"a": State.OPEN, "b": State.OPEN}


def test_open_new_fixed_gone_and_returned() -> None:
    found = after("abcd", "ab", "adx", there="abdx")
    assert found.states == {
        "a": State.OPEN,
        "b": State.FIXED,
        "c": State.GONE,
        "d": State.RETURNED,
        "x": State.NEW,
    }
    assert found.first_seen["d"] == DAYS[0]
    assert found.first_seen["x"] == DAYS[2]


def test_what_came_back_and_stays_is_open_in_the_next_delivery() -> None:
    assert after("a", "", "a", "a").states == {"a": State.OPEN}


def test_accepted_findings_stay_and_what_is_mended_is_fixed_though_it_was_accepted() -> None:
    found = after("ab", "a", accepted=("a", "b"))
    assert found.states == {"a": State.ACCEPTED, "b": State.FIXED}
    assert found.deliveries[-1].standing == 1
    assert set(after("ab", "abc", accepted=("all",)).states.values()) == {State.ACCEPTED}


def test_a_record_that_went_into_another_one_is_fixed_and_one_that_left_with_all_others_is_gone() -> None:
    deliveries = [*seen("ab", group="a|b")[:1], Seen(DAYS[1], {})]
    assert standing(deliveries, lambda table, record: record == "a").states == {"a": State.FIXED, "b": State.FIXED}
    assert standing(deliveries, lambda table, record: False).states == {"a": State.GONE, "b": State.GONE}


def test_over_time_each_delivery_is_held_against_the_one_before() -> None:
    found = standing(seen("abc", "ab", "abcd", amount=Decimal("2.50")), lambda table, record: True)
    told = [(d.standing, d.new, d.returned, d.left, d.amount) for d in found.deliveries]
    assert told == [
        (3, None, None, None, Decimal("7.50")),
        (2, 0, 0, 1, Decimal("5.00")),
        (4, 1, 1, 0, Decimal("10.00")),
    ]


def test_the_states_of_the_last_delivery_add_up_to_what_it_shows() -> None:
    counts = after("abcd", "abe", "cefg").counts
    standing_now = sum(counts[s] for s in (State.OPEN, State.NEW, State.RETURNED, State.ACCEPTED))
    assert standing_now == 4
    assert set(counts) == set(State)


def test_without_any_delivery_there_is_no_state() -> None:
    assert standing([], lambda table, record: True).states == {}
