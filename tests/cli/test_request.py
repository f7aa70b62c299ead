"""cmokit request: three files in the client's folder; and what status says of each export asked for."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cmokit.engagement.workspace import Workspace
from cmokit.sources.deliveries.ledger import Received, write_ledger
from tests.cli.conftest import Type


def tick(acme: Path, *systems: str) -> None:
    file = acme / "engagement.yaml"
    text = file.read_text("utf-8")
    assert "  used: [] " in text
    file.write_text(text.replace("  used: [] ", f"  used: [{', '.join(systems)}] "), "utf-8")


def received(number: int, kind: str, *, is_withdrawn: bool = False) -> Received:
    return Received(
        sha256=f"{number:064x}",
        name=f"file-{number}.csv",
        path=f"inbox/file-{number}.csv",
        kind=kind,
        delivery_id="d1",
        received_on=date(2026, 1, 12),
        rows_in_count=12,
        rows_used_count=10,
        rows_set_aside_count=2,
        is_withdrawn=is_withdrawn,
    )


def exports(cmokit: Type) -> dict[str, dict[str, Any]]:
    code, shown, said = cmokit("status", "acme", "--json")
    assert code == 0, said
    return {export["kind"]: export for export in json.loads(shown)["clients"][0]["exports"]}


def test_it_writes_the_email_and_the_list_and_says_where(cmokit: Type, acme: Path) -> None:
    tick(acme, "shopify", "stripe")
    code, shown, said = cmokit("request", "acme", "--by", "2026-01-09", "--where", "https://files.acme.example/in")
    assert code == 0, said
    assert sorted(path.name for path in (acme / "request").iterdir()) == [
        "data-request.docx",
        "email.txt",
        "finance.xlsx",
    ]
    assert str(acme / "request" / "email.txt") in shown
    text = (acme / "request" / "email.txt").read_text("utf-8")
    assert "9 Jan 2026" in text
    assert "https://files.acme.example/in" in text


def test_asked_twice_it_writes_the_same_bytes(cmokit: Type, acme: Path) -> None:
    tick(acme, "hubspot")
    written = []
    for _ in range(2):
        assert cmokit("request", "acme")[0] == 0
        written.append({path.name: path.read_bytes() for path in (acme / "request").iterdir()})
    assert written[0] == written[1]


def test_json_holds_the_texts_of_each_export(cmokit: Type, acme: Path) -> None:
    tick(acme, "shopify")
    answer = json.loads(cmokit("request", "acme", "--json")[1])
    assert (answer["client"], answer["by"]) == ("acme", "2026-01-05")
    assert [Path(file).name for file in answer["files"]] == ["email.txt", "data-request.docx", "finance.xlsx"]
    assert answer["kept"] is None
    orders, finance = answer["exports"]
    assert (finance["kind"], finance["systems"]) == ("finance", [])
    assert (orders["kind"], orders["systems"]) == ("shopify.orders", ["shopify"])
    assert orders["answers"]


def test_a_workbook_that_finance_has_filled_is_kept_and_said_and_the_others_are_written_anew(
    cmokit: Type, acme: Path
) -> None:
    tick(acme, "shopify")
    assert cmokit("request", "acme")[0] == 0
    file = acme / "request" / "finance.xlsx"
    book = load_workbook(file)
    book["Control totals"]["C6"] = 1200
    book.save(file)
    filled = file.read_bytes()
    (acme / "request" / "email.txt").unlink()
    code, shown, said = cmokit("request", "acme")
    assert (code, said) == (0, "")
    assert file.read_bytes() == filled
    assert (acme / "request" / "email.txt").is_file()
    assert "finance.xlsx has been filled in and stays as it is" in shown
    assert f"ingest acme {file}" in shown
    assert json.loads(cmokit("request", "acme", "--json")[1])["kept"] == str(file)


@pytest.mark.parametrize(
    ("systems", "mend"), [((), "systems: {used: ["), (("shopfy",), "write shopify instead of shopfy")]
)
def test_bad_input_is_one_line_with_the_mend_and_nothing_written(
    cmokit: Type, acme: Path, systems: tuple[str, ...], mend: str
) -> None:
    if systems:
        tick(acme, *systems)
    code, shown, said = cmokit("request", "acme")
    assert (code, shown) == (3, "")
    assert len(said.strip().splitlines()) == 1
    assert mend in said
    assert not (acme / "request").exists()
    assert cmokit("request", "acme", "--by", "soon")[0] == 2
    assert cmokit("request", "amce")[0] == 2


def test_status_shows_asked_arrived_usable_and_missing(cmokit: Type, acme: Path) -> None:
    tick(acme, "shopify", "stripe")
    ledger = [received(1, "shopify.orders"), received(2, "shopify.orders"), received(3, "campaigns")]
    write_ledger(Workspace(acme.parents[1]).client("acme"), [*ledger, received(4, "stripe.balance", is_withdrawn=True)])
    found = exports(cmokit)
    orders, balance, campaigns = found["shopify.orders"], found["stripe.balance"], found["campaigns"]
    assert (orders["is_asked"], orders["arrived_count"], orders["usable_rows_count"]) == (True, 2, 20)
    assert not orders["is_missing"]
    assert balance["is_missing"]
    assert (campaigns["is_asked"], campaigns["is_missing"]) == (False, False)
    assert (found["finance"]["is_asked"], found["finance"]["is_missing"]) == (True, True)
    shown = cmokit("status", "acme")[1]
    lines = {line.strip().split("  ")[0]: line for line in shown.splitlines()}
    assert lines["Stripe payments"].endswith("missing")
    assert "20" in lines["Shopify orders"]


def test_status_of_a_client_without_ticked_systems_still_shows_what_arrived(cmokit: Type, acme: Path) -> None:
    assert exports(cmokit) == {}
    write_ledger(Workspace(acme.parents[1]).client("acme"), [received(1, "a.kind_that_is_gone")])
    assert exports(cmokit)["a.kind_that_is_gone"]["title"]
