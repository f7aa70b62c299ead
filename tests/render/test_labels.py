"""What a figure is called: a calendar month by its name, a number of months as the number it is."""

from cmokit.exhibits.fact import Fact
from cmokit.render.labels import fact_label


def retained(**dimensions: str) -> str:
    return fact_label(Fact("retention.cohorts.retained_share", 0.2, "share", dimensions=dimensions), "en")


def test_a_calendar_month_is_written_as_one_and_a_number_of_months_is_not() -> None:
    """The usual mistake: every dimension called month read as a day of the calendar."""
    assert retained(cohort="2025-07", month="1") == "Customers active in month 1 after their first (Jul 2025)"


def test_all_cohorts_together_are_no_month() -> None:
    assert retained(cohort="all", month="12") == "Customers active in month 12 after their first (All)"
