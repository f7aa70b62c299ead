"""The README's way from day 0 to the signed report, typed line by line; between the lines people do their part."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import nbformat
import nbformat.v4 as nb
import openpyxl
from typer.testing import CliRunner

from cmokit.cli import app, map_words
from cmokit.engagement.kit import kit_folder, repository
from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.runs.desk import open_engagement
from cmokit.runs.lab import client_notebook
from cmokit.samples.plan import DELIVERIES
from cmokit.vocabulary import Phase
from tests.acceptance.desk import Answer, Desk

SECTION = "## A client from day 0 to the signed report"
SLUGS = {"sample-b2b": "rhenalor", "sample-shop": "oud-dar"}
PRIVATE_NOTE = "They will ask about the agency."
COMMENTARY = """\
# What we say of the audit

## summary

The order of the decisions was agreed on 12 January 2026.

## crm.duplicates

{{fact:crm.duplicates.duplicate_share}} of all contacts; {{said:12|head of sales, interview 2026-01-12}} sellers know.

## money.control_totals

Finance confirms {{fact:money.control_totals.equal_count}} of the totals.
"""
REMARK = "The import of May is known to us."
SHOWN_FIRST = ("crm.duplicates", "crm.unmapped_values", "money.control_totals")


@dataclass(frozen=True)
class Walk:
    """One sample client under a new name, walked to the end. typed: each line as typed, with what it gave."""

    sample: str
    desk: Desk
    typed: tuple[tuple[str, Answer], ...]

    @property
    def client(self) -> ClientFolder:
        return Workspace(self.desk.workspace).client(SLUGS[self.sample])

    def issued(self, version: str) -> Path:
        [folder] = self.client.reports.glob(f"issued/*_audit_{version}_board")
        return folder

    def answer(self, *words: str) -> Answer:
        """What the last line that holds all these words gave."""
        return [answer for line, answer in self.typed if all(word in line for word in words)][-1]


def lines_of_the_readme() -> list[str]:
    """The commands of the section, without what is said of them."""
    text = (repository() / "README.md").read_text("utf-8").split(SECTION)[1].split("\n## ")[0]
    block = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)[0]
    return [line for line in block.splitlines() if line.startswith("cmokit ")]


def walk(desk: Desk, sample: str, *, is_short: bool) -> Walk:
    """Type every line. is_short: words are answered in the terminal, and the first report shows three questions."""
    typed = []
    for line in lines_of_the_readme():
        words = [word.replace("acme", SLUGS[sample]) for word in shlex.split(line, comments=True)[1:]]
        if is_short and words[0] == "map":
            words = words[:2]
        _people_before(desk, sample, words, is_short)
        given = [str(part) for word in words for part in _files(desk, sample, word)]
        with patch.object(map_words, "is_terminal", lambda: is_short):
            done = CliRunner().invoke(
                app, ["--workspace", str(desk.workspace), *given, *_day_of_the_act(words, typed)], input="\n" * 40
            )
        assert done.exit_code == 0, (line, done.stderr)
        typed.append((line, Answer(done.exit_code, done.stdout, done.stderr)))
    return Walk(sample, desk, tuple(typed))


def _people_before(desk: Desk, sample: str, words: list[str], is_short: bool) -> None:
    """What people do before a command: agree on settings, fill in a workbook, write, read and remark."""
    verb, slug = words[0], SLUGS[sample]
    if verb == "new":
        return
    client = Workspace(desk.workspace).client(slug)
    if verb == "request":
        settings = (kit_folder("data_samples") / sample / "engagement.yaml").read_text("utf-8")
        client.engagement_file.write_text(settings.replace(f"client: {sample}", f"client: {slug}"), "utf-8")
    elif "words.xlsx" in words[-1]:
        _answered(client.root / "request" / "words.xlsx", desk.root / "words.xlsx")
    elif verb == "run" and is_short:
        _short_notebook(desk, slug, is_wanted="--as-of" not in words)
    elif verb == "export":
        (client.commentary / "audit.md").write_text(COMMENTARY, "utf-8")
        (client.commentary / "audit.private.md").write_text(f"## summary\n\n{PRIVATE_NOTE}\n", "utf-8")
    elif verb == "accept":
        _remarked(sorted(client.reports.glob("issued/*_v2_board/audit_board.xlsx"))[0], desk.root / "audit_board.xlsx")


def _files(desk: Desk, sample: str, word: str) -> list[str | Path]:
    """What the shell makes of a word: the files of a delivery, or one that came back."""
    if "/Downloads/" not in word:
        return [word]
    if not word.endswith("*"):
        return [desk.root / Path(word).name]
    number = next(planned.number for planned in DELIVERIES if f"/{planned.on}/" in word)
    return sorted((kit_folder("data_samples") / sample / f"delivery-{number}").glob("[!.]*"))


def _day_of_the_act(words: list[str], typed: list[tuple[str, Answer]]) -> list[str]:
    """The day on which it is typed, where it is recorded: that of the newest delivery."""
    if words[0] not in ("ingest", "issue"):
        return []
    taken = sum(line.startswith("cmokit ingest") for line, _ in typed) + (words[0] == "ingest")
    return ["--today", str(DELIVERIES[taken - 1].on)]


def _answered(sent: Path, back: Path) -> None:
    """The client's people sort the list, add a column, and answer what had no proposal."""
    book = openpyxl.load_workbook(sent)
    sheet = book["Words"]
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    answer = head.index("Answer")
    for number, row in enumerate([[*head, "Who"], *([*row, "Dana"] for row in reversed(rows))], start=1):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    assert any(row[answer] for row in rows)
    book.save(back)


def _remarked(sent: Path, back: Path) -> None:
    book = openpyxl.load_workbook(sent)
    sheet = book["Remarks"]
    row = next(cell.row for cell in sheet["B"] if cell.value == "Duplicates")
    sheet.cell(row, 3).value = REMARK
    book.save(back)


def _short_notebook(desk: Desk, slug: str, *, is_wanted: bool) -> None:
    """The client's own notebook with three questions; without it the kit's counts again."""
    path = client_notebook(open_engagement(slug, workspace=desk.workspace), Phase.AUDIT)
    if not is_wanted:
        path.unlink()
        return
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id in {"parameters", "load", notebook.cells[2].id}]
    shown = "\n".join(f'report.show("{analysis}")' for analysis in SHOWN_FIRST)
    notebook.cells.append(nb.new_code_cell(shown, id="shown"))
    nbformat.write(notebook, path)
