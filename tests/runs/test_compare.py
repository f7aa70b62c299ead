"""Two runs compared: which figures differ, and whether data, a definition or the kit is the reason."""

from decimal import Decimal

import pytest

from cmokit.runs.compare import Copy, Why, compare

CONTACTS = {"file": "contacts.csv", "sha256": "a" * 64, "rows_count": 100}
LATER = {"file": "contacts_february.csv", "sha256": "b" * 64, "rows_count": 120}
ORDERS = {"file": "orders.csv", "sha256": "c" * 64, "rows_count": 50}


def fact(name="crm.duplicates.pairs_count", value=10, unit="count", sources=(CONTACTS,), version="1", **dimensions):
    return {
        "id": name,
        "value": value,
        "unit": unit,
        "n": None,
        "low": None,
        "high": None,
        "confidence": None,
        "dimensions": dimensions,
        "period": None,
        "definition": {"id": name.rsplit(".", 1)[0], "version": version, "text": "What it counts."},
        "sources": list(sources),
    }


def copy(*facts, as_of="2026-01-31", files=(CONTACTS, ORDERS), kit="k1", settings=None, parameters=None):
    definitions = {f["definition"]["id"]: f["definition"] for f in facts}
    manifest = {
        "as_of": as_of,
        "files": list(files),
        "definitions": list(definitions.values()),
        "kit_sha256": kit,
        "lock_sha256": "l",
        "settings": settings or {"definitions": "1", "vat": "1"},
        "parameters": parameters or {"client": "one", "as_of": as_of},
    }
    return Copy({"facts": list(facts)}, manifest)


def only_change(old, new):
    [change] = compare(old, new).changes
    return change


def test_equal_runs_have_nothing_restated():
    done = compare(copy(fact()), copy(fact()))
    assert done.changes == ()
    assert done.same_count == 1
    assert done.causes.kinds == ()


def test_a_figure_that_did_not_move_is_not_restated_though_data_came():
    done = compare(copy(fact()), copy(fact(sources=(CONTACTS, LATER)), files=(CONTACTS, LATER, ORDERS)))
    assert done.changes == ()
    assert done.causes.files_come == ("contacts_february.csv",)


def test_another_file_is_a_reason_of_data():
    change = only_change(copy(fact()), copy(fact(value=12, sources=(LATER,)), files=(LATER, ORDERS)))
    assert (change.old.value, change.new.value, change.why) == (10, 12, (Why.DATA,))
    assert compare(copy(fact()), copy(fact(value=12), files=(LATER, ORDERS))).causes.files_gone == ("contacts.csv",)


def test_a_file_that_a_figure_does_not_stand_on_is_no_reason_for_it():
    """Had every new file been a reason, a correction of the kit would hide behind the month's delivery."""
    more = {"file": "ads.csv", "sha256": "d" * 64, "rows_count": 5}
    change = only_change(copy(fact()), copy(fact(value=9), files=(CONTACTS, ORDERS, more), kit="k2"))
    assert change.why == (Why.CORRECTION,)


def test_restated_rows_of_the_same_file_name_are_data():
    restated = {**CONTACTS, "sha256": "e" * 64}
    change = only_change(copy(fact()), copy(fact(value=11, sources=(restated,)), files=(restated, ORDERS)))
    assert change.why == (Why.DATA,)


def test_a_later_day_is_data_even_with_the_same_files():
    done = compare(copy(fact()), copy(fact(value=11), as_of="2026-02-28"))
    assert done.changes[0].why == (Why.DATA,)
    assert done.causes.as_of == ("2026-01-31", "2026-02-28")


def test_another_version_of_the_definition_is_a_reason():
    done = compare(copy(fact()), copy(fact(value=8, version="2")))
    assert done.changes[0].why == (Why.DEFINITION,)
    assert done.causes.definitions == ("crm.duplicates",)


@pytest.mark.parametrize("what", [{"settings": {"definitions": "2", "vat": "1"}}, {"parameters": {"days": "30"}}])
def test_a_setting_or_parameter_is_a_reason_of_definition(what):
    same = {"parameters": {"days": "60"}}
    assert only_change(copy(fact(), **same), copy(fact(value=8), **{**same, **what})).why == (Why.DEFINITION,)


def test_a_run_that_does_not_say_its_settings_gives_no_reason_by_them():
    old = copy(fact())
    older = Copy(old.facts, {key: value for key, value in old.manifest.items() if key != "settings"})
    assert only_change(older, copy(fact(value=8), kit="k2")).why == (Why.CORRECTION,)


def test_a_changed_kit_alone_is_a_correction():
    assert only_change(copy(fact()), copy(fact(value=8), kit="k2")).why == (Why.CORRECTION,)


def test_several_reasons_are_all_named():
    old = copy(fact())
    new = copy(fact(value=8, version="2", sources=(LATER,)), files=(LATER, ORDERS), kit="k2")
    assert only_change(old, new).why == (Why.DATA, Why.DEFINITION, Why.CORRECTION)


def test_a_difference_without_a_reason_on_record_is_said_to_have_none():
    assert only_change(copy(fact()), copy(fact(value=8))).why == (Why.UNEXPLAINED,)


def test_a_figure_that_only_one_side_states_is_a_change():
    new = fact("money.platform_to_cash.step_amount", Decimal("12.50"), "EUR", step="cash")
    change = only_change(copy(fact()), copy(fact(), new, kit="k2"))
    assert (change.name, change.old) == ("money.platform_to_cash.step_amount[step=cash]", None)
    assert change.size == 1


def test_what_nobody_measured_is_no_figure():
    assert compare(copy(), copy(fact(value=None))).changes == ()
    assert only_change(copy(fact(value=None)), copy(fact(), kit="k2")).old.value is None


def test_an_amount_in_another_currency_is_another_figure():
    euros, dollars = (fact("money.a.b_amount", Decimal("10.00"), unit) for unit in ("EUR", "USD"))
    assert only_change(copy(euros), copy(dollars, kit="k2")).new.unit == "USD"


def test_size_is_how_far_it_moved_as_a_share_of_the_larger():
    assert only_change(copy(fact(value=10)), copy(fact(value=40), kit="k2")).size == pytest.approx(0.75)
    assert only_change(copy(fact(value=-5)), copy(fact(value=5), kit="k2")).size == pytest.approx(2.0)


def test_money_ranks_before_shares_and_a_handful_of_records_last():
    names = {"crm.a.b_count": ("count", 2, 0), "crm.a.c_share": ("share", 0.2, 0.1), "crm.a.d_count": ("count", 90, 99)}
    money = {"crm.a.e_amount": ("EUR", Decimal("10.00"), Decimal("12.00")), "crm.a.f_amount": ("EUR", Decimal(5), None)}
    both = {**names, **money}
    old, new = (copy(*(fact(n, v[at], v[0]) for n, v in both.items()), kit=f"k{at}") for at in (1, 2))
    ranked = sorted(compare(old, new).changes, key=lambda change: change.rank)
    assert [change.name[6] for change in ranked] == ["f", "e", "c", "d", "b"]
