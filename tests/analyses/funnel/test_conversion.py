"""Conversion by entry cohort: whoever got further, whenever, of those who had the time to."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy
import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.funnel.conversion import ANALYSIS
from cmokit.methods.uncertainty import wilson
from cmokit.vocabulary import Severity
from tests.analyses.builders import entries, fact_of, given, measured, names_of, outcome, rows_of, value_of

AS_OF = Definitions(as_of=date(2025, 12, 31))
LEAD_TO_MQL: dict[str, str] = {"from_": "lead", "to": "mql", "split": "all"}


def on(who: str, stage: str, day: str | datetime, **changes: Any) -> dict[str, Any]:
    return {"entity": "contact", "entity_id": who, "stage": stage, "entered_at": day, **changes}


def found(rows: list[dict[str, Any]], **tables: Any) -> Any:
    return measured(ANALYSIS, given(stage_entries=rows, **tables), AS_OF)


def test_the_share_is_of_those_who_entered_whenever_the_step_was_made() -> None:
    rows = [on("ann", "lead", "2025-01-01"), on("ann", "mql", "2025-06-01")]
    rows += [on("bob", "lead", "2025-01-05"), on("cy", "lead", "2025-01-06"), on("dan", "mql", "2025-01-20")]
    assert value_of(found(rows).facts, "stage_share", **LEAD_TO_MQL) == pytest.approx(1 / 3)
    in_january = 1 / 3  # one entered mql in January, three lead: another person altogether
    in_june = 1  # one mql, no lead at all
    assert in_january != in_june, "the usual mistake divides the month's counts"


def test_a_same_month_ratio_is_not_what_is_reported() -> None:
    rows = [on(f"old{n}", "lead", "2025-01-01") for n in range(4)]
    rows += [on(f"old{n}", "mql", "2025-03-01") for n in range(2)]
    rows += [on("new", "lead", "2025-03-02"), on("new", "mql", "2025-03-03")]
    share = value_of(found(rows).facts, "stage_share", **LEAD_TO_MQL)
    assert share == 3 / 5
    entered_in_march, reached_in_march = 1, 3
    assert share != reached_in_march / entered_in_march


def test_whoever_skips_the_next_stage_still_got_further() -> None:
    rows = [on("ann", "lead", "2025-01-01"), on("ann", "customer", "2025-02-01"), on("bob", "lead", "2025-01-01")]
    assert value_of(found(rows).facts, "stage_share", **LEAD_TO_MQL) == 0.5


def test_people_who_may_still_move_are_not_counted_as_lost() -> None:
    rows = [on("ann", "lead", "2025-01-01"), on("ann", "mql", "2025-01-31")]
    rows += [on(f"late{n}", "lead", "2025-12-20") for n in range(3)]
    facts = found(rows).facts
    assert value_of(facts, "maturity_days", from_="lead", to="mql") == 30
    assert value_of(facts, "stage_share", **LEAD_TO_MQL) == 1
    assert (value_of(facts, "entered_count", **LEAD_TO_MQL), value_of(facts, "immature_count", **LEAD_TO_MQL)) == (4, 3)
    assert 1 / 4 != 1, "the usual mistake takes the open ones as lost"


def test_an_immature_cohort_is_left_out_even_of_its_successes() -> None:
    rows = [on("ann", "lead", "2025-01-01"), on("ann", "mql", "2025-01-31"), on("bob", "lead", "2025-01-01")]
    rows += [on("quick", "lead", "2025-12-28"), on("quick", "mql", "2025-12-29")]
    assert value_of(found(rows).facts, "stage_share", **LEAD_TO_MQL) == 0.5
    assert 2 / 3 != 0.5, "counting the quick ones only flatters the share"


def test_maturity_is_the_ninetieth_percentile_of_those_who_got_on() -> None:
    start, days = datetime(2025, 1, 1, tzinfo=UTC), [1, 2, 3.5, 8, 13, 40]
    rows = [on(f"p{n}", "lead", start) for n in range(len(days) + 5)]
    rows += [on(f"p{n}", "mql", start + timedelta(days=d)) for n, d in enumerate(days)]
    wanted = float(numpy.percentile(days, 90))
    assert value_of(found(rows).facts, "maturity_days", from_="lead", to="mql") == pytest.approx(wanted)
    with_nothings = float(numpy.percentile([*days, 0, 0, 0, 0, 0], 90))
    assert wanted != with_nothings, "who never got on has no time, not no days"


def test_entered_exactly_long_enough_ago_is_mature() -> None:
    rows = [on("ann", "lead", "2025-01-01"), on("ann", "mql", "2025-01-11")]
    rows += [on("on_time", "lead", "2025-12-22T00:00:00"), on("too_late", "lead", "2025-12-22T00:00:01")]
    assert rows_of(found(rows).evidence, "person_id", is_mature=True) == ["ann", "on_time"]


def test_a_later_stage_set_before_took_no_time() -> None:
    rows = [on("ann", "mql", "2025-01-01"), on("ann", "lead", "2025-02-01")]
    facts = found(rows).facts
    assert value_of(facts, "stage_share", **LEAD_TO_MQL) == 1
    assert value_of(facts, "maturity_days", from_="lead", to="mql") == 0


def test_the_first_entry_counts_and_the_row_it_came_from_is_named() -> None:
    rows = [on("ann", "lead", "2025-03-01"), on("ann", "lead", "2025-01-01"), on("ann", "mql", "2025-04-01")]
    [row] = rows_of(found(rows).evidence, "entered_at", "source_row", person_id="ann", to="mql")
    assert row == (datetime(2025, 1, 1, tzinfo=UTC), 3)


def test_a_person_kept_in_two_systems_counts_once() -> None:
    contacts = [{"contact_id": "h"}, {"contact_id": "s", "source_system": "salesforce"}]
    links = [{"entity": "contact", "leading_id": "h", "source_system": "salesforce", "record_id": "s"}]
    rows = [on("h", "lead", "2025-01-01"), on("s", "mql", "2025-02-01", source_system="salesforce")]
    facts = found(rows, contacts=contacts, entity_links=links).facts
    assert value_of(facts, "stage_share", **LEAD_TO_MQL) == 1
    assert names_of(facts, "maturity_days") == ["funnel.conversion.maturity_days[from=lead,to=mql]"]


def test_entries_of_contacts_that_do_not_count_are_left_out() -> None:
    rows = [on("ann", "lead", "2025-01-01"), on("gone", "lead", "2025-01-01"), on("ann", "mql", "2025-02-01")]
    facts = found(rows, contacts=[{"contact_id": "ann"}]).facts
    assert value_of(facts, "entered_count", **LEAD_TO_MQL) == 1
    other_system = [on("zoe", "lead", "2025-01-01", source_system="salesforce")]
    facts = found(rows + other_system, contacts=[{"contact_id": "ann"}]).facts
    assert value_of(facts, "entered_count", **LEAD_TO_MQL) == 2, "nothing is known of contacts that were never sent"


def test_every_split_has_its_own_count() -> None:
    contacts = [
        {"contact_id": "ann", "channel": "email", "segment": "small"},
        {"contact_id": "bob", "channel": None, "segment": None},
        {"contact_id": "late", "channel": "event"},
    ]
    rows = [*entries(ann="lead mql", bob="lead"), on("late", "lead", "2025-12-31")]
    facts = found(rows, contacts=contacts).facts
    splits = {f.dimensions["split"]: (f.value, f.n) for f in facts if f.measure == "stage_share"}
    assert splits == {"all": (0.5, 2), "channel=email": (1, 1), "channel=unknown": (0, 1), "segment=small": (1, 1)}
    assert len([f for f in facts if f.dimensions.get("split") == "channel=event"]) == 0, "none of it is mature"


def test_the_interval_is_wilson_s() -> None:
    fact = fact_of(found(entries(ann="lead mql", bob="lead", cy="lead")).facts, "stage_share", **LEAD_TO_MQL)
    assert (fact.low, fact.high) == pytest.approx(wilson(1, 3))
    assert (fact.n, fact.confidence) == (3, 0.95)


def test_a_step_that_nobody_made_has_no_share_and_the_reason_says_so() -> None:
    said = outcome(ANALYSIS, given(stage_entries=entries(ann="lead mql", bob="lead mql")), AS_OF)
    assert value_of(said.section.facts, "immature_count", from_="mql", to="sales_accepted", split="all") == 2
    assert len(names_of(said.section.facts, "stage_share")) == 1
    assert "MQL to Sales accepted" in said.section.reason


def test_stages_outside_the_order_are_no_step() -> None:
    rows = [*entries(ann="lead mql"), on("ann", "evangelist", "2025-09-01"), on("ann", "other", "2025-01-02")]
    assert rows_of(found(rows).evidence, "from", "to") == [("lead", "mql"), ("mql", "sales_accepted")]
    assert rows_of(found(rows).evidence, "reached_at", to="sales_accepted") == [None]


def test_a_client_has_an_order_of_its_own() -> None:
    own = Definitions(as_of=date(2025, 12, 31), lifecycle_order=("visitor", "buyer"))
    facts = measured(ANALYSIS, given(stage_entries=entries(ann="visitor buyer", bob="visitor")), own).facts
    assert value_of(facts, "stage_share", from_="visitor", to="buyer", split="all") == 0.5


def test_entries_of_deals_alone_are_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="No contact has a dated entry"):
        found([on("d", "lead", "2025-01-01", entity="opportunity")])


def test_a_funnel_too_young_to_be_read_is_warned_of() -> None:
    rows = [*entries(ann="lead mql"), *(on(f"n{n}", "lead", "2025-12-31") for n in range(5))]
    assert outcome(ANALYSIS, given(stage_entries=rows), AS_OF).severity is Severity.WARN
