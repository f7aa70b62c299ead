"""Arms by the list, and what a CRM shows of the same records."""

from datetime import UTC, datetime
from typing import Any

from cmokit.methods.pilot.arms import Unit, same_name, units
from tests.analyses.builders import build

DAY = "2026-02-05"


def listed(unit: str, variant: str, day: str | None = DAY, **more: Any) -> dict[str, Any]:
    whole = {"experiment_id": "routing-pilot", "unit_kind": "contact", "source_system": "canonical", **more}
    return {**whole, "unit_id": unit, "variant": variant, "assigned_on": day}


def in_crm(record: str, variant: str) -> dict[str, Any]:
    return listed(record, variant, None, experiment_id="routing_pilot", source_system="hubspot")


def found(*rows: dict[str, Any], links: tuple[dict[str, Any], ...] = ()) -> dict[str, Unit]:
    every = units(build("assignments", *rows), build("entity_links", *links), "routing-pilot", "Europe/Berlin")
    return {unit.unit_id: unit for unit in every}


def test_a_unit_counts_from_noon_of_its_day_where_the_list_has_no_time():
    unit = found(listed("a", "by_hand"))["a"]
    assert unit.assigned_at == datetime(2026, 2, 5, 11, tzinfo=UTC), "noon in Berlin, so that it stays that day"
    assert (unit.variant, unit.is_in_two, unit.is_moved) == ("by_hand", False, False)


def test_a_unit_in_two_arms_stays_in_the_first_and_is_named():
    unit = found(listed("a", "by_rule", "2026-02-09"), listed("a", "by_hand", "2026-02-05"))["a"]
    assert (unit.variant, unit.variants, unit.is_in_two) == ("by_hand", ("by_hand", "by_rule"), True)


def test_a_record_that_the_crm_shows_in_another_arm_is_named_and_stays_in_its_own():
    links = ({"entity": "contact", "leading_id": "a", "source_system": "hubspot", "record_id": "h1"},)
    rows = [listed("a", "by_hand"), listed("b", "by_rule"), in_crm("h1", "by_rule"), in_crm("b", "By_Rule")]
    units_ = found(*rows, links=links)
    assert (units_["a"].variant, units_["a"].crm_variants) == ("by_hand", ("by_rule",))
    assert not units_["b"].is_moved, "another spelling is no other arm"


def test_a_record_that_the_list_does_not_have_is_no_unit():
    assert found(listed("a", "by_hand"), in_crm("z", "by_rule")).keys() == {"a"}


def test_other_experiments_stay_apart():
    assert found(listed("a", "x", experiment_id="script"), listed("b", "by_hand")).keys() == {"b"}
    assert same_name("Routing pilot") == same_name("routing-pilot") == "routing_pilot"
