"""From day 0 to the signed report, by the commands that the README shows: what a consultant may rely on afterwards."""

import json
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from cmokit.registers.base import read_register
from cmokit.registers.deliverables import DELIVERABLES, State
from cmokit.runs.desk import Desk, open_engagement
from tests.acceptance.walk import COMMENTARY, PRIVATE_NOTE, REMARK, SLUGS, Walk, lines_of_the_readme
from tests.people_search import people_in
from tests.planted import CLIENTS
from tests.test_reconciliation_money import ads, cost_of, lines_gone, movements, orders, parcels

SHOP, B2B = "sample-shop", "sample-b2b"
WHY = {"data", "definition", "correction"}


@pytest.fixture(params=CLIENTS)
def walked(request: pytest.FixtureRequest, walks: dict[str, Walk]) -> Walk:
    return walks[request.param]


@pytest.fixture
def shop(walks: dict[str, Walk]) -> Walk:
    return walks[SHOP]


def facts(folder: Path) -> dict[str, dict[str, Any]]:
    """The figures of a copy by name and dimensions, amounts as written."""
    said = json.loads((folder / "facts.json").read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
    return {f"{f['id']}[{_inside(f['dimensions'])}]": f for f in said["facts"]}


def _inside(dimensions: dict[str, str]) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted(dimensions.items()))


def html(folder: Path) -> str:
    [path] = folder.glob("*.html")
    return path.read_text("utf-8")


def test_the_readme_leads_through_every_step() -> None:
    verbs = [line.split()[1] for line in lines_of_the_readme()]
    assert verbs == [
        *("new", "request", "ingest", "map", "map", "run", "export", "issue"),
        *("ingest", "ingest", "run", "issue", "accept"),
    ]


def test_what_was_asked_for_arrived(walked: Walk) -> None:
    request = walked.client.root / "request"
    assert {"email.txt", "data-request.docx", "finance.xlsx"} <= {path.name for path in request.iterdir()}
    assert "9 Jan 2026" in (request / "email.txt").read_text("utf-8")
    [standing] = walked.desk.must("status", SLUGS[walked.sample], "--json").document["clients"]
    asked = {export["kind"]: export for export in standing["exports"] if export["is_asked"]}
    assert asked["finance"]["arrived_count"] == 3
    assert asked["finance"]["usable_rows_count"] > 0
    assert (standing["received"]["rows_in"], standing["issued"]) == (
        standing["received"]["rows_used"] + standing["received"]["rows_set_aside"],
        [],
    )
    assert standing["next"]["act"] == "read the report"


def test_the_client_s_words_were_answered_and_a_later_one_is_named(walked: Walk) -> None:
    rules = walked.client.engagement_file.read_text("utf-8")
    fair, later = {SHOP: ("معرض الرياض", "بودكاست"), B2B: ("Messe Köln", "Podcast-Umfrage")}[walked.sample]
    assert f"{fair}: event" in rules or f'"{fair}": event' in rules
    assert "# The engagement of the invented client" in rules, "comments of a person stay"
    assert later not in rules
    assert f"“{later}”" in walked.answer("ingest", "2026-02-04").out
    assert f"“{later}”" not in walked.answer("ingest", "2026-01-05").out


def test_the_commentary_survived_every_run(walked: Walk) -> None:
    assert (walked.client.commentary / "audit.md").read_text("utf-8") == COMMENTARY
    pages = [html(walked.issued("v1")), html(walked.issued("v2")), html(walked.client.reports / "audit")]
    for page in pages:
        assert "The order of the decisions was agreed on 12 January 2026." in page
        assert "(head of sales, interview 2026-01-12)" in page
    assert "was written at" in walked.answer("run", "--as-of").out
    held = {
        path.parent.name
        for path in walked.client.reports.rglob("*.html")
        if "exports" in path.parts or "issued" in path.parts
        if PRIVATE_NOTE in path.read_text("utf-8")
    }
    assert held == {"audit_private"}


def test_a_comment_s_figure_is_that_of_the_copy(walked: Walk) -> None:
    for version in ("v1", "v2"):
        equal = facts(walked.issued(version))["money.control_totals.equal_count[]"]["value"]
        assert f"Finance confirms {equal}" in re.sub(r"<[^>]+>", "", html(walked.issued(version)))


def test_the_board_s_copies_hold_no_person(walked: Walk) -> None:
    desk: Desk = open_engagement(SLUGS[walked.sample], workspace=walked.desk.workspace)
    for version in ("v1", "v2"):
        assert people_in(walked.issued(version), desk) == []


def test_every_control_total_is_explained_to_the_cent_or_its_remainder_is_shown(walked: Walk) -> None:
    sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for name, fact in facts(walked.issued("v2")).items():
        if name.startswith("money.control_totals.") and "month" in fact["dimensions"]:
            month = fact["dimensions"]["figure"], fact["dimensions"]["month"]
            sums[month][fact["id"].split(".")[-1]] += fact["value"]
    assert len(sums) > 16
    page = html(walked.issued("v2"))
    left = {}
    for month, own in sums.items():
        told = own["ours_amount"] + own["explained_amount"] + own["remainder_amount"]
        assert own["books_amount"] == told, month
        if own["remainder_amount"]:
            left[month] = own["remainder_amount"]
            assert f"{abs(own['remainder_amount']):,.0f}" in page
    slip = {SHOP: ("cash_received", Decimal("-4812.37")), B2B: ("revenue", Decimal("-2380.55"))}[walked.sample]
    assert {figure for figure, _ in left} == {slip[0]}
    assert set(left.values()) == {slip[1]}


def test_the_second_copy_opens_with_each_restated_figure_old_new_and_why(walked: Walk) -> None:
    before, now = facts(walked.issued("v1")), facts(walked.issued("v2"))
    [book] = walked.issued("v2").glob("*.xlsx")
    head, *rows = openpyxl.load_workbook(book, read_only=True)["Restated"].iter_rows(values_only=True)
    listed = {row[6]: dict(zip(head, row, strict=True)) for row in rows if row[6]}
    moved = {
        name.removesuffix("[]")
        for name, fact in now.items()
        if name in before and None not in (was := before[name]["value"], fact["value"]) and was != fact["value"]
    }
    assert len(moved) > 15
    assert moved - set(listed) == set()
    for name in moved:
        row, key = listed[name], name if name.endswith("]") else f"{name}[]"
        assert set(row["Why"].split(", ")) <= WHY
        for column, copy in (("In v1", before), ("In v2", now)):
            assert abs(Decimal(str(row[column])) - copy[key]["value"]) < Decimal("0.01"), (name, column)
    [pdf] = walked.issued("v2").glob("audit_board.pdf")
    second = PdfReader(pdf).pages[1].extract_text()
    assert "Figures restated since v1" in second
    assert "as of 6 Mar 2026; v1 stood as of 5 Jan 2026" in " ".join(second.split())


def test_the_first_copy_is_as_it_was_issued_and_the_second_is_signed(walked: Walk) -> None:
    first, second = read_register(walked.client, DELIVERABLES)
    assert (first.version, second.version) == ("v1", "v2")
    assert (first.state, second.state) == (State.SUPERSEDED, State.ACCEPTED)
    assert (second.decided_by, str(second.decided_on)) == ("Jana Vogel", "2026-03-12")
    [remark] = second.remarks
    assert (remark.section, remark.remark) == ("1.5", REMARK)
    assert walked.desk.types("doctor").out.count("as they were issued") == 1


def test_what_the_shop_keeps_of_its_sales_is_what_its_files_give(shop: Walk) -> None:
    """Money that stayed, before tax, less what the files say was paid for it."""
    told = facts(shop.issued("v1"))

    def step(name: str) -> Decimal:
        value = told[f"money.contribution.step_amount[channel=all,period=all,step={name}]"]["value"]
        assert isinstance(value, Decimal)
        return value

    boxes = [box for lines in parcels().values() for box in lines]
    courier = sum((_courier(box) for box in boxes), Decimal(0))
    fees = sum(Decimal(row["fee"]) for row in movements() if row["description"].startswith("Order"))
    spent = sum(Decimal(row["Amount spent (SAR)"].replace(",", "")) for row in ads())
    goods = Decimal(0)
    for rows, paid in lines_gone():
        costs = [cost_of(row, rows[0], paid) for row in rows]
        goods += sum((cost for cost in costs if cost is not None), Decimal(0)).quantize(Decimal("0.01"))
    assert step("contribution") == step("revenue") - goods - courier - fees - spent
    assert step("ordered") == sum(Decimal(rows[0]["Subtotal"]) for rows in orders().values())


def _courier(box: dict[str, Any]) -> Decimal:
    """What the courier took for a parcel, less what it gave back."""
    taken = sum(Decimal(str(box[name] or 0)) for name in ("Freight", "COD Fee", "RTO Charge"))
    return taken - Decimal(str(box["Adjustment"] or 0))
