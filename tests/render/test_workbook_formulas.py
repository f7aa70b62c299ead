"""Figures of money are live formulas over the evidence sheet, and each gives the figure stored with it."""

import io
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest

from cmokit.exhibits.bundle import from_bundle, to_bundle
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Count, Quotient, Sum, Total
from cmokit.exhibits.section import EvidenceFile, Section, Table, TableColumn
from cmokit.render.workbook import report_workbook
from tests.formulas import Recalculated
from tests.render.sections import meta

RECORDS = pa.table(
    {
        "order_id": ["1", "2", "3", "4"],
        "channel": ["email", 'a"b*', "email", None],
        "lost_amount": pa.array([Decimal("0.10"), Decimal("0.20"), Decimal("-3.30"), None], pa.decimal128(18, 4)),
    }
)
ID = "money.test"


def fact(measure, value, recipe, unit="EUR", **dimensions):
    return Fact(f"{ID}.{measure}", value, unit, dimensions=dimensions, recipe=recipe)


ALL = fact("lost_amount", Decimal("-3.00"), Total("lost_amount"), channel="all")
EMAIL = fact("lost_amount", Decimal("-3.20"), Total("lost_amount", {"channel": "email"}), channel="email")
ODD = fact("lost_amount", Decimal("0.20"), Total("lost_amount", {"channel": 'a"b*'}), channel='a"b*')
GROSS = fact("gross_amount", Decimal("3.40"), Total("lost_amount", {"channel": "email"}, sizes=True))
ROWS = fact("rows_count", 2, Count({"channel": "email"}), "count")
SHARE = fact("lost_share", 3.2 / 3.0, Quotient(EMAIL.name, ALL.name), "share")
REST = fact("rest_amount", Decimal("-3.00"), Sum((EMAIL.name, ODD.name)))
WRONG = fact("wrong_amount", Decimal("9.99"), Total("lost_amount"))
FACTS = (ALL, EMAIL, ODD, GROSS, ROWS, SHARE, REST, WRONG)


def section(facts=FACTS):
    table = Table("Lost", (TableColumn("lost", "Lost", "EUR"),), ({"lost": EMAIL}, {"lost": WRONG}))
    return Section(ID, "Lost", tables=(table,), facts=facts, currency="EUR", evidence=EvidenceFile("e", "0" * 64, 4))


def book(of=None, records=RECORDS):
    made = report_workbook([of or section()], meta(), lambda wanted: records)
    return Recalculated(io.BytesIO(made.content))


def live_by_value(made):
    return {value: formula for (_, cell), (formula, value) in made.live().items() if cell.startswith("C")}


def test_every_formula_gives_the_figure_that_is_stored_with_it():
    made = book()
    assert len(made.live()) == len(FACTS) - 1 + 1  # all but the wrong one, and the table's cell
    for (sheet, _), (formula, value) in made.live().items():
        assert made.again(sheet, formula) == pytest.approx(Decimal(str(value)), abs=Decimal("1e-9"))


def test_a_recipe_that_does_not_give_the_figure_is_written_as_the_plain_figure():
    made = book()
    assert 9.99 not in live_by_value(made)
    sheet = next(name for name in made.values.sheetnames if made.values[name]["C8"].value == -3)
    assert made.formulas[sheet][f"C{8 + FACTS.index(WRONG)}"].value == 9.99


def test_text_from_data_is_a_condition_and_never_a_part_of_the_formula():
    assert live_by_value(book())[0.2].endswith('"=a""b~*")')


def test_two_values_that_only_differ_in_case_have_no_formula_since_a_workbook_adds_them_up():
    records = RECORDS.set_column(1, "channel", pa.array(["email", 'a"b*', "EMAIL", None]))
    one = replace(EMAIL, value=Decimal("0.10"))
    assert live_by_value(book(section((one,)), records)) == {}


def test_without_its_rows_a_figure_is_a_plain_number_and_a_share_still_follows_its_parts():
    made = report_workbook([section((EMAIL, ALL, SHARE))], meta(), lambda wanted: None)
    formulas = live_by_value(Recalculated(io.BytesIO(made.content)))
    assert list(formulas.values()) == ["=IF($C$9=0,0,$C$8/$C$9)"]


def test_a_recipe_survives_the_way_through_a_notebook():
    assert from_bundle(to_bundle(section())).facts == section().facts


def test_the_list_of_figures_pivots_by_every_dimension():
    sheet = book().values["Facts"]
    heads = [cell.value for cell in sheet[1]]
    column = heads.index("Channel")
    assert [row[column].value for row in sheet.iter_rows(min_row=2)][:3] == ["all", "email", 'a"b*']


def test_days_with_fractions_are_added_up_like_money():
    """Time in a pipeline is no decimal in the evidence; the first baseline failed on it."""
    records = RECORDS.append_column("stock_days", pa.array([0.1, 0.2, None, 3.25]))
    days = fact("stock_days", 3.55, Total("stock_days"), "days")
    made = book(section((days,)), records)
    assert made.live()
    assert all(
        made.again(sheet, formula) == pytest.approx(Decimal("3.55")) for (sheet, _), (formula, _) in made.live().items()
    )
