"""What is needed against what the best weeks have shown, counted by hand."""

from datetime import UTC, date, datetime, timedelta

from cmokit.methods.weeks import weeks_to
from cmokit.methods.work_capacity import BACK, best, load_of

AS_OF = date(2026, 3, 1)  # a Sunday: the week is whole
WEEKS = weeks_to(AS_OF, 0, BACK, "UTC")


def in_week(back: int, count: int = 1) -> list[datetime]:
    """Moments in the week that many weeks before the last whole one."""
    return [datetime(2026, 2, 25, 12, tzinfo=UTC) - timedelta(weeks=back)] * count


def test_needed_is_what_came_in_twelve_weeks_and_what_lies_open():
    load = load_of([*in_week(0, 3), *in_week(11, 2), *in_week(12, 50)], [], 4, WEEKS)
    assert (load.came, load.open, load.needed) == (5, 4, 9)


def test_available_is_three_times_the_best_four_weeks_in_a_row():
    done = [at for back, count in ((20, 5), (19, 6), (18, 0), (17, 4), (2, 9)) for at in in_week(back, count)]
    assert load_of([], done, 0, WEEKS).available == 15 * 3


def test_what_an_ordinary_week_did_is_no_capacity():
    """The usual mistake: throughput is taken for capacity, and any team is then loaded by nearly one."""
    done = [at for back in range(26) for at in in_week(back, 4 if back in (8, 9, 10, 11) else 2)]
    load = load_of([at for back in range(12) for at in in_week(back, 2)], done, 0, WEEKS)
    throughput = load.done / 12
    assert load.share == 24 / 48
    assert 24 / (throughput * 12) != load.share


def test_more_than_half_a_year_ago_nobody_counts():
    assert load_of([], in_week(26, 99), 0, WEEKS).available == 0
    assert load_of([], in_week(26, 99), 0, WEEKS).share is None


def test_fewer_weeks_than_four_are_taken_as_they_are():
    assert best([2, 3]) == 5
    assert best([]) == 0
