"""Lifecycle conformance: who skipped, who went back, who stands outside."""

from dataclasses import replace

import pytest

from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.lifecycle.conformance import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import entries, fact_of, given, measured, names_of, outcome, rows_of, value_of


def found(definitions=DEFAULTS, **tables):
    return measured(ANALYSIS, given(**tables), definitions)


def test_a_contact_without_the_earlier_stage_is_counted_and_named():
    result = found(stage_entries=entries(ann="subscriber lead mql", bob="subscriber mql"))
    assert fact_of(result.facts, "skipped_share", stage="mql").value == 0.5
    assert rows_of(result.evidence, "contact_id", "stage", problem="skipped") == [("bob", "mql")]


def test_a_stage_entered_late_counts_as_entered():
    """The usual mistake: demanding the earlier stage first calls a backfill a skip."""
    result = found(stage_entries=entries(ann="subscriber mql lead"))
    assert value_of(result.facts, "skipped_share", stage="mql") == 0.0


def test_the_first_stage_cannot_be_skipped_into_and_one_that_nobody_entered_has_no_share():
    result = found(stage_entries=entries(ann="subscriber lead"))
    assert names_of(result.facts, "skipped_share") == ["lifecycle.conformance.skipped_share[stage=lead]"]
    assert value_of(result.facts, "entered_count", stage="customer") == 0


def test_a_stage_that_nobody_ever_entered_is_said_and_calls_nobody_a_skip():
    """The usual mistake: where a stage is not used at all, everybody behind it is a skip, and the verdict a fail."""
    made = outcome(ANALYSIS, given(stage_entries=entries(ann="lead mql", bob="lead")))
    assert names_of(made.section.facts, "skipped_share") == ["lifecycle.conformance.skipped_share[stage=mql]"]
    assert made.severity is Severity.PASS
    assert "Nobody ever entered" in made.section.reason
    assert rows_of(made.evidence, "contact_id", problem="skipped") == []


def test_only_the_stage_directly_before_is_asked_for():
    paths = entries(ann="subscriber lead mql opportunity customer", bob="sales_accepted sales_qualified")
    result = found(stage_entries=paths)
    assert value_of(result.facts, "skipped_share", stage="opportunity") == 1.0
    assert value_of(result.facts, "skipped_share", stage="customer") == 0.0


def test_a_stage_entered_twice_is_one_person():
    result = found(stage_entries=entries(ann="subscriber lead subscriber lead"))
    assert value_of(result.facts, "entered_count", stage="lead") == 1


def test_moves_back_are_counted_and_two_of_them_oscillate():
    result = found(stage_entries=entries(ann="lead mql lead mql lead", bob="mql lead", cat="lead mql"))
    assert value_of(result.facts, "backward_count") == 3
    assert value_of(result.facts, "oscillating_count") == 1
    assert rows_of(result.evidence, "contact_id", "stage", "previous_stage", problem="backward") == [
        ("ann", "lead", "mql"),
        ("ann", "lead", "mql"),
        ("bob", "lead", "mql"),
    ]


def test_stages_set_at_one_moment_are_no_move_back():
    rows = [{**row, "entered_at": "2025-03-01"} for row in entries(ann="mql subscriber lead")]
    assert value_of(found(stage_entries=rows).facts, "backward_count") == 0


def test_a_person_kept_in_two_systems_has_one_history_for_skips_and_two_for_moves():
    """A sync that runs late is no move back, and a stage known to the other system is no skip."""
    hubspot = entries(ann="subscriber lead mql")
    salesforce = [{**row, "source_system": "salesforce"} for row in entries(s1="mql sales_accepted")]
    links = [{"entity": "contact", "leading_id": "ann", "record_id": "s1", "source_system": "salesforce"}]
    contacts = [{"contact_id": "ann"}, {"contact_id": "s1", "source_system": "salesforce"}]
    result = found(stage_entries=[*hubspot, *salesforce], contacts=contacts, entity_links=links)
    assert value_of(result.facts, "entered_count", stage="mql") == 1
    assert value_of(result.facts, "skipped_share", stage="sales_accepted") == 0.0
    assert value_of(result.facts, "backward_count") == 0


def test_stages_outside_the_order_are_named_but_other_and_evangelist_are_allowed():
    stages = ["lead", "Evangelist", "other", "Warm", "", None]
    contacts = [{"contact_id": f"c{n}", "lifecycle_stage": stage} for n, stage in enumerate(stages)]
    result = found(stage_entries=entries(c0="lead"), contacts=contacts)
    assert value_of(result.facts, "outside_count") == 1
    assert rows_of(result.evidence, "contact_id", "stage", problem="outside") == [("c3", "Warm")]


@pytest.mark.parametrize("contacts", [[], [{"contact_id": "ann"}]])
def test_without_a_stage_of_any_contact_nobody_is_said_to_stand_inside(contacts):
    """The usual mistake: none outside, a figure that no file stands behind."""
    done = outcome(ANALYSIS, given(stage_entries=entries(ann="subscriber lead"), contacts=contacts))
    assert names_of(done.section.facts, "outside_count") == []
    assert "No export says in which stage" in done.section.reason


def test_a_clients_own_order_counts():
    own = replace(DEFAULTS, lifecycle_order=("new", "hot", "sold"))
    result = found(own, stage_entries=entries(ann="new sold", bob="new hot sold"))
    assert value_of(result.facts, "skipped_share", stage="sold") == 0.5


def test_deals_and_test_records_are_left_out():
    deals = [{**row, "entity": "opportunity"} for row in entries(d1="customer")]
    contacts = [{"contact_id": "ann"}, {"contact_id": "probe", "is_test": True}]
    result = found(stage_entries=[*entries(ann="subscriber", probe="lead"), *deals], contacts=contacts)
    assert value_of(result.facts, "entered_count", stage="lead") == 0
    assert value_of(result.facts, "entered_count", stage="customer") == 0


@pytest.mark.parametrize(
    ("paths", "severity"),
    [
        ({"ann": "subscriber lead mql"}, Severity.PASS),
        ({"ann": "subscriber lead mql lead"}, Severity.WARN),
        ({"ann": "subscriber mql", "bob": "subscriber lead"}, Severity.FAIL),
    ],
)
def test_skips_decide_and_any_move_back_is_a_warning(paths, severity):
    assert outcome(ANALYSIS, given(stage_entries=entries(**paths))).severity is severity


def test_entries_of_deals_alone_cannot_answer():
    deals = [{**row, "entity": "opportunity"} for row in entries(d1="lead mql")]
    done = outcome(ANALYSIS, given(stage_entries=deals))
    assert done.severity is Severity.NOT_MEASURED
    assert done.section.missing[0].table == "stage_entries"
