"""cmokit map: the client's words listed, asked, sent out as a workbook, taken back and written."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from cmokit.cli import app
from cmokit.cli import map_words as module
from cmokit.engagement.load import load_engagement
from tests.cli.conftest import NEW, Type

CONTACTS = """\
Record ID,Email,Lifecycle Stage,Original Source,Contact owner,UTM Medium,Create Date
1,a@x.example,MQL neu,Fachmesse Ulm,E. Aydin,mailing,2026-01-03 10:00
2,b@x.example,MQL neu,Organic Search,Emre Aydin,cpc,2026-01-03 10:00
3,c@x.example,Lead,Blaues Pferd,,,2026-01-04 11:00
"""
DEALS = """\
Record ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Associated Contact IDs,Closed Lost Reason,Create Date
7,Seven,Angebot,Sales,1000.50,EUR,1,,2026-01-04 11:00
8,Eight,Proposal,sales,20,CHF,1,,2026-01-04 11:00
"""
RATES = "from_currency,to_currency,month_on,rate\nCHF,EUR,2026-01-01,0.92\n"
Book = Callable[[Callable[[Any], None]], Path]


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client with two exports, two people, and an agreed order of deal stages; made once, only to be copied."""
    root = tmp_path_factory.mktemp("taken_in")
    CliRunner().invoke(app, ["--workspace", str(root), "new", "acme", *NEW])
    path = root / "engagements" / "acme" / "engagement.yaml"
    text = path.read_text().replace("people: []", "people:\n  - {role: RevOps, name: Emre Aydin}  # since May\n")
    path.write_text(
        text.replace("  pipeline:", "  pipeline:   # agreed", 1).replace("    order: []", "    order: [Proposal]", 1)
    )
    folder = tmp_path_factory.mktemp("downloads")
    for name, content in {"hubspot-contacts": CONTACTS, "hubspot-deals": DEALS, "rates": RATES}.items():
        (folder / f"{name}-2026-01-10.csv").write_text(content, "utf-8")
    done = CliRunner().invoke(app, ["--workspace", str(root), "ingest", "acme", str(folder)])
    assert done.exit_code == 0, done.stderr
    CliRunner().invoke(app, ["--workspace", str(root), "map", "acme", "--xlsx"])
    return root


@pytest.fixture
def client(taken_in: Path, tmp_path: Path) -> Path:
    shutil.copytree(taken_in, tmp_path, dirs_exist_ok=True)
    return tmp_path / "engagements" / "acme"


def listed(cmokit: Type) -> dict[tuple[str, str], dict[str, Any]]:
    code, shown, said = cmokit("map", "acme", "--json")
    assert code == 0, said
    return {(word["what"], word["text"]): word for word in json.loads(shown)["words"]}


@pytest.fixture
def book(client: Path, tmp_path: Path) -> Book:
    """Lets somebody work on the workbook that `--xlsx` wrote, and gives the file that comes back."""

    def worked_on(change: Callable[[Any], None]) -> Path:
        opened = openpyxl.load_workbook(client / "request" / "words.xlsx")
        change(opened)
        back = tmp_path / "zurück vom Kunden.xlsx"
        opened.save(back)
        return back

    return worked_on


def place(sheet: Any, text: str, head: str = "Answer") -> Any:
    """The cell below a head, in the row of a word."""
    heads = {cell.value: cell.column for cell in sheet[1]}
    row = next(c.row for c in sheet.cell(1, heads["Written as"]).parent.iter_rows() for c in c if c.value == text)
    return sheet.cell(row, heads[head])


def test_each_word_stands_with_its_exports_records_and_money_per_currency(cmokit: Type, client: Path) -> None:
    word = listed(cmokit)["lifecycle_stage", "MQL neu"]
    assert (word["kinds"], word["records_count"], word["state"]) == (["hubspot.contacts"], 2, "unmapped")
    assert word["amounts"] == {"CHF": 20, "EUR": 1000.5}


def test_proposals_come_with_their_reason(cmokit: Type, client: Path) -> None:
    words = listed(cmokit)
    proposed = {key: (word["proposal"], word["reason"]) for key, word in words.items() if word["proposal"]}
    assert proposed == {
        ("lifecycle_stage", "MQL neu"): ("mql", "usual name of mql in German"),
        ("lead_source", "Fachmesse Ulm"): ("event", "holds the word fachmesse, which stands for event"),
        ("utm_medium", "mailing"): ("email", "usual name of email in English"),
        ("owner", "E. Aydin"): ("Emre Aydin", "names Emre Aydin of the people listed"),
        ("pipeline", "Sales"): ("sales", "another spelling of sales, which more records use"),
    }
    assert words["lead_source", "Blaues Pferd"]["state"] == "unmapped"
    assert words["stage", "Angebot"]["state"] == "unmapped"
    assert words["lifecycle_stage", "Lead"]["state"] == "known"


def test_without_a_terminal_it_only_lists(cmokit: Type, client: Path) -> None:
    before = (client / "engagement.yaml").read_bytes()
    code, shown, _ = cmokit("map", "acme")
    assert code == 0
    assert "Fachmesse Ulm" in shown
    assert "map acme" in shown
    assert (client / "engagement.yaml").read_bytes() == before


def test_in_a_terminal_each_word_is_asked_and_q_keeps_what_was_said(
    cmokit: Type, client: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "is_terminal", lambda: True)
    # MQL neu: Enter. Angebot: nonsense, then the stage it means. Fachmesse: another. Blaues Pferd: leave. Then stop.
    code, _, said = cmokit("map", "acme", answers="\nnonsense\nproposal\npartner\n-\nq\n")
    assert code == 0, said
    assert "cannot mean this" in said
    rules = {rule.kind: rule.values for rule in load_engagement(client / "engagement.yaml").mapping}
    assert rules == {
        "hubspot.contacts": {"lifecycle_stage": {"MQL neu": "mql"}, "lead_source": {"Fachmesse Ulm": "partner"}},
        "hubspot.deals": {"stage": {"Angebot": "Proposal"}},
    }


def test_the_answers_of_the_workbook_are_written_and_count(cmokit: Type, client: Path, book: Book) -> None:
    def answer(opened: Any) -> None:
        sheet = opened["Words"]
        place(sheet, "Blaues Pferd").value = " OFFLINE "
        place(sheet, "Angebot").value = "Angebot"

    code, _, said = cmokit("map", "acme", "--from", str(book(answer)))
    assert code == 0, said
    text = (client / "engagement.yaml").read_text()
    assert "# since May" in text
    engagement = load_engagement(client / "engagement.yaml")
    assert engagement.definitions.pipeline.order == ("Proposal", "Angebot")
    assert engagement.channels.mediums == {"mailing": "email"}
    owners = {rule.kind for rule in engagement.mapping if rule.values.get("owner_id") == {"E. Aydin": "Emre Aydin"}}
    assert owners >= {"hubspot.contacts", "hubspot.companies", "hubspot.deals"}
    words = listed(cmokit)
    assert {words["lead_source", t]["meaning"] for t in ("Blaues Pferd", "Fachmesse Ulm")} == {"offline", "event"}
    assert [key for key, word in words.items() if word["state"] == "unmapped"] == []
    assert cmokit("map", "acme", "--xlsx")[0] == 0
    assert cmokit("map", "acme", "--from", str(book(lambda opened: None)))[1].startswith("nothing new")


def test_sorted_renamed_and_extra_sheets_columns_and_rows_do_not_matter(cmokit: Type, client: Path, book: Book) -> None:
    def work(opened: Any) -> None:
        sheet = opened["Words"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        del opened["Words"], opened["Values"]
        moved = opened.create_sheet("Unsere Antworten")
        moved.append(["Stand: heute"])
        for number, row in enumerate([rows[0], *reversed(rows[1:])]):
            moved.append(["Notiz" if number == 0 else "ok", *reversed(row)])
        moved.append(["Danke!"])

    code, shown, said = cmokit("map", "acme", "--from", str(book(work)))
    assert code == 0, said
    assert "MQL neu → mql" in shown


@pytest.mark.parametrize(
    ("text", "head", "value", "said"),
    [
        ("Angebot", "Answer", "Propsal", "found: Propsal | wanted: Proposal, Angebot | do: nearest known: Proposal"),
        ("MQL neu", "Answer", "sqll", "nearest known: mql"),
        ("MQL neu", "Written as", "MQL new", "no export says this word"),
        ("MQL neu", "Answer", "=A1", "this cell holds no text"),
    ],
)
def test_a_wrong_cell_is_one_line_and_nothing_is_written(
    cmokit: Type, client: Path, book: Book, text: str, head: str, value: str, said: str
) -> None:
    before = (client / "engagement.yaml").read_bytes()
    back = book(lambda opened: setattr(place(opened["Words"], text, head), "value", value))
    code, _, error = cmokit("map", "acme", "--from", str(back))
    lines = [line for line in error.splitlines() if line.startswith("cmokit:")]
    assert code == 4
    assert len(lines) == 1
    assert back.name in lines[0]
    assert "row " in lines[0]
    assert said in lines[0]
    assert (client / "engagement.yaml").read_bytes() == before


def test_two_answers_and_merged_cells_are_two_lines(cmokit: Type, client: Path, book: Book) -> None:
    def work(opened: Any) -> None:
        sheet = opened["Words"]
        row = place(sheet, "MQL neu").row
        sheet.append([cell.value for cell in sheet[row]])
        sheet.cell(sheet.max_row, place(sheet, "MQL neu").column).value = "lead"

    code, _, error = cmokit("map", "acme", "--from", str(book(work)))
    assert code == 4
    assert "stands in row 2 too, with another answer | found: lead | wanted: mql" in error

    def merge(opened: Any) -> None:
        sheet = opened["Words"]
        letter = place(sheet, "MQL neu").column_letter
        sheet.merge_cells(f"{letter}2:{letter}4")

    code, _, error = cmokit("map", "acme", "--from", str(book(merge)))
    assert code == 4
    assert error.count("these cells are merged") == 1


def test_a_head_that_is_gone_is_named_with_what_stands_there(cmokit: Type, client: Path, book: Book) -> None:
    back = book(lambda opened: setattr(opened["Words"]["D1"], "value", "Written like"))
    code, _, error = cmokit("map", "acme", "--from", str(back))
    assert code == 4
    assert "found: Written like | wanted: Written as" in error


def test_what_is_no_workbook_is_refused(cmokit: Type, client: Path, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_text("no workbook")
    assert cmokit("map", "acme", "--from", str(tmp_path / "x.xlsx"))[0] == 4
    assert cmokit("map", "acme", "--from", str(tmp_path / "missing.xlsx"))[0] == 4
    assert cmokit("map", "acme", "x.xlsx")[0] == 2
    assert cmokit("map", "acme", "--xlsx", "--from", "x.xlsx")[0] == 2


def test_the_workbook_freezes_its_head_and_offers_lists(cmokit: Type, client: Path, book: Book) -> None:
    sheet = openpyxl.load_workbook(book(lambda opened: None))["Words"]
    assert sheet.freeze_panes == "E2"
    cell = place(sheet, "Angebot")
    rule = next(v for v in sheet.data_validations.dataValidation if cell.coordinate in v.sqref)
    assert rule.type == "list"
    assert rule.formula1.startswith("'Values'!")


def test_before_anything_came_in_it_says_what_to_type(cmokit: Type, acme: Path) -> None:
    code, _, error = cmokit("map", "acme")
    assert code == 2
    assert "ingest acme" in error
