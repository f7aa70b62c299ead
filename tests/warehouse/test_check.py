"""`cmokit warehouse check`: every fault of every view in one pass, with what mends it."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from cmokit.cli.root import app
from cmokit.engagement.workspace import Workspace
from cmokit.tables.client_warehouse import ClientWarehouse
from cmokit.tables.warehouse_check import ABSENT, FINE, WRONG, ViewCheck, check, engine_faults
from tests.analyses.builders import arrow
from tests.cli.conftest import NEW
from tests.warehouse.engines import VARIABLE, only, put

CONTACT = {"contact_id": "ann"}


def checked(tables: dict[str, pa.Table], folder: Path, *demanded: str, engine: str = "duckdb") -> dict[str, ViewCheck]:
    from cmokit.tables.client_warehouse import open_warehouse

    with put(engine, tables, folder, "checked") as named:
        warehouse = open_warehouse(named, spill=folder / "spill")
        return {view.table: view for view in check(warehouse, demanded)}


def codes(view: ViewCheck) -> list[tuple[str, str]]:
    return [(fault.code, fault.column) for fault in view.faults]


def test_the_little_client_is_fine_on_every_engine(warehouse: ClientWarehouse):
    found = check(warehouse, ("contacts",))
    assert [(view.table, codes(view)) for view in found if view.state == WRONG] == []
    assert {view.table for view in found if view.state == FINE} >= {"contacts", "orders", "payments"}
    assert {view.table for view in found if view.state == ABSENT} >= {"consent_changes"}
    assert engine_faults(warehouse) == ()


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_everything_that_is_wrong_is_named_in_one_pass(engine: str, tmp_path: Path):
    contacts = arrow("contacts", [CONTACT, CONTACT, {"contact_id": None}]).drop_columns(["email", "first_seen_on"])
    orders = arrow("orders", [{"order_id": "o1", "total_amount": "9.50"}])
    loose = orders.set_column(
        orders.schema.get_field_index("total_amount"), "total_amount", pa.array([9.5], pa.float64())
    )
    naive = loose.set_column(
        loose.schema.get_field_index("ordered_at"), "ordered_at", pa.array([None], pa.timestamp("us"))
    )
    fields = arrow("fields", [{"object": "contact", "field": "source", "populated_share": 55}])
    deals = arrow("opportunities", [{"opportunity_id": "d1", "status": "gewonnen"}] * 2)
    tables = {"contacts": contacts, "orders": naive, "fields": fields, "opportunities": deals}
    found = checked(tables, tmp_path, "contacts", "companies", engine=engine)
    assert found["companies"].state == WRONG
    assert codes(found["companies"]) == [("missing_view", "")]
    assert codes(found["contacts"]) == [("missing_column", "email")]
    assert "CAST(NULL AS" in found["contacts"].faults[0].mend
    assert sorted(codes(found["orders"])) == [("column_type", "ordered_at"), ("column_type", "total_amount")]
    assert codes(found["fields"]) == [("no_share", "populated_share")]
    assert codes(found["opportunities"]) == [
        ("not_allowed", "status"),
        ("key_twice", "source_system, opportunity_id"),
    ]
    assert "wanted open, won, lost" in found["opportunities"].faults[0].message
    assert found["users"].state == ABSENT


def test_a_record_without_id_and_a_row_without_number_are_counted(tmp_path: Path):
    contacts = arrow("contacts", [CONTACT, {"contact_id": None, "source_row": None}, {"contact_id": None}])
    found = checked({"contacts": contacts}, tmp_path)["contacts"]
    assert [(fault.code, fault.column, fault.message) for fault in found.faults] == [
        ("no_key", "contact_id", "2 rows have none"),
        ("no_key", "source_row", "1 rows have none"),
        ("key_twice", "source_system, contact_id", found.faults[2].message),
    ]


def run(root: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["--workspace", str(root), *words])
    return done.exit_code, done.output


def made(root: Path, tables: tuple[str, ...] = ()) -> None:
    """The client `acme` whose engagement.yaml names the warehouse behind VARIABLE."""
    workspace = Workspace(root)
    (root / "engagements").mkdir(exist_ok=True)
    assert run(root, "new", "acme", *NEW)[0] == 0
    file = workspace.client("acme").engagement_file
    named = f"{{engine: duckdb, url_environment: {VARIABLE}, schema: checked, tables: [{', '.join(tables)}]}}"
    lines = file.read_text("utf-8").splitlines()
    kept = [f"warehouse: {named}" if line.startswith("warehouse:") else line for line in lines]
    file.write_text("\n".join(kept) + "\n", "utf-8")


def test_the_command_answers_0_where_all_is_fine_and_1_where_something_is_missing(tmp_path: Path, tables):
    made(tmp_path, ("contacts", "orders"))
    with put("duckdb", tables, tmp_path, "checked"):
        assert run(tmp_path, "warehouse", "check", "acme", "--json")[0] == 0
    with put("duckdb", only(tables, orders=None), tmp_path, "checked"):
        code, said = run(tmp_path, "warehouse", "check", "acme", "--json")
        told = {table["table"]: table for table in json.loads(said[said.index("{") :])["tables"]}
        assert (code, told["orders"]["state"]) == (1, "wrong")
        code, said = run(tmp_path, "warehouse", "check", "acme")
        assert code == 1
        assert "checked.orders: there is no such view | do: CREATE VIEW checked.orders" in said


def test_without_a_warehouse_or_its_variable_the_command_says_how_to_name_one(tmp_path: Path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    made(tmp_path)
    code, said = run(tmp_path, "warehouse", "check", "acme")
    assert code == 3
    assert f"{VARIABLE} is not set" in said
    file = Workspace(tmp_path).client("acme").engagement_file
    file.write_text("\n".join(x for x in file.read_text("utf-8").splitlines() if not x.startswith("warehouse:")))
    code, said = run(tmp_path, "warehouse", "check", "acme")
    assert code == 3
    assert "url_environment: NAME_OF_A_VARIABLE" in said


@pytest.mark.parametrize("text", ["{engine: oracle, url_environment: X}", "{engine: duckdb, url_environment: 'a:/b'}"])
def test_an_engine_that_nobody_knows_and_an_address_instead_of_a_name_are_refused(tmp_path: Path, text: str):
    made(tmp_path)
    file = Workspace(tmp_path).client("acme").engagement_file
    lines = [f"warehouse: {text}" if x.startswith("warehouse:") else x for x in file.read_text("utf-8").splitlines()]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    code, said = run(tmp_path, "warehouse", "check", "acme")
    assert code == 3
    assert "warehouse." in said
