"""The lot: arms of one size, the same from the same seed, and no way to choose."""

from collections import Counter
from datetime import date

from cmokit.methods.pilot.lot import BLOCK, days_of, drawn, stratum_of

UNITS = [(f"c{number:03d}", "web" if number % 3 else "event") for number in range(100)]


def test_arms_are_of_one_size_within_every_stratum():
    found = drawn(UNITS, 2, "seed", {})
    for stratum in ("web", "event"):
        counts = Counter(one.place for one in found if one.stratum == stratum)
        assert abs(counts[0] - counts[1]) <= BLOCK
    assert {one.unit for one in found} == {unit for unit, _ in UNITS}, "each unit once"


def test_the_same_seed_draws_the_same_and_another_one_does_not():
    first = drawn(UNITS, 2, "seed", {})
    assert drawn(list(reversed(UNITS)), 2, "seed", {}) == first, "the order of the file is not drawn by"
    assert drawn(UNITS, 2, "other", {}) != first


def test_a_later_draw_goes_on_where_the_earlier_one_ended():
    web = [(unit, "web") for unit, _ in UNITS]
    early, late = web[:30], web[30:]
    counts = Counter(one.place for one in drawn(early, 2, "s", {}))
    counts.update(one.place for one in drawn(late, 2, "s", {"web": 30}))
    assert counts == {0: 50, 1: 50}, "begun anew, the blocks would not add up"


def test_the_place_in_a_batch_says_nothing_about_the_arm():
    """Every second one of a file is no lot: files are sorted by something."""
    arms = [one.place for one in drawn([(unit, "all") for unit, _ in UNITS], 2, "seed", {})]
    assert arms not in ([0, 1] * 50, [1, 0] * 50)
    assert 0.3 < sum(arms[:50]) / 50 < 0.7


def test_three_arms_and_waves_share_the_same_lot():
    counts = Counter(one.place for one in drawn([(f"u{n}", "") for n in range(60)], 3, "seed", {}))
    assert counts == {0: 20, 1: 20, 2: 20}
    assert days_of(date(2026, 2, 2), date(2026, 2, 23), 4) == (
        date(2026, 2, 2), date(2026, 2, 9), date(2026, 2, 16), date(2026, 2, 23),
    )  # fmt: skip


def test_a_blank_is_a_stratum_of_its_own():
    assert stratum_of(("web", None)) == stratum_of(("web", " ")) != stratum_of(("web", "large"))
