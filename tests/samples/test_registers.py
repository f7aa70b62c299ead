"""The sample clients' registers: what is planted in them is found and nothing else, and a workbook changes nothing."""

import json
import re
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from cmokit.cli import app
from cmokit.engagement.kit import kit_folder
from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.registers.base import Item, Register, read_register
from cmokit.registers.catalog import CATALOG
from cmokit.registers.cells import Kind, fields_in_a_sheet, from_cell, kind_of, plain
from cmokit.registers.fields import Mark, marks, names, values
from cmokit.registers.words import field_words
from cmokit.runs.register_export import export_registers, read_back
from cmokit.runs.register_import import import_registers
from cmokit.runs.registers import check_registers
from cmokit.runs.sample_clients import provide
from cmokit.samples.plan import B2B, SHOP, SLUGS
from cmokit.samples.planted.registers import TODAY
from tests.planted import truth

COMMENT = re.compile(r"(?:^| )# .+$", re.MULTILINE)
BY_COMMAND = {"findings"}  # what somebody accepts is no sample of a register: it would decide states in the reports
each = pytest.mark.parametrize("slug", SLUGS)


def client(root: Path, slug: str) -> ClientFolder:
    """A sample client without its deliveries: what registers need."""
    folder, shipped = Workspace(root).folder(slug), kit_folder("data_samples") / slug
    shutil.copytree(shipped / "registers", folder.registers)
    shutil.copy(shipped / "engagement.yaml", folder.engagement_file)
    return folder


def found(folder: ClientFolder) -> list[tuple[str, ...]]:
    return sorted((gap.register, gap.id, gap.field, gap.code) for gap in check_registers(folder, TODAY))


@cache
def planted(slug: str) -> list[tuple[str, ...]]:
    told = truth(slug)["registers"]
    return sorted((gap["register"], gap["id"], gap["field"], gap["code"]) for gap in told)


def texts(folder: ClientFolder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.registers.glob("*.yaml")}


def in_use(folder: ClientFolder) -> list[Register]:
    return [register for register in CATALOG if register.file(folder).is_file()]


def saved_again(path: Path) -> None:
    """As a spreadsheet writes it, which is never as the kit does."""
    openpyxl.load_workbook(path).save(path)


def renamed(path: Path, registers: dict[str, Register]) -> set[str]:
    """Give the last item of each sheet another name, where its name is a text of its own; the registers changed."""
    book, changed = openpyxl.load_workbook(path), set()
    for sheet, register in zip(book.worksheets, registers.values(), strict=False):
        label = field_words(register.name, register.model.called).label
        head = next(cell for row in sheet.iter_rows() for cell in row if cell.value == label)
        last = max(cell.row for cell in sheet[head.column_letter] if cell.value)
        if kind_of(register.model, register.model.called).kind is Kind.TEXT:
            sheet.cell(last, head.column, "Named anew")
            changed.add(register.name)
    book.save(path)
    return changed


def shown(items: Sequence[Item]) -> list[dict[str, object]]:
    return [{field: plain(getattr(item, field)) for field in type(item).model_fields} for item in items]


def called(fact: dict[str, Any]) -> str:
    """A fact's name, as contracts have it."""
    dims = ",".join(f"{name}={value}" for name, value in sorted((fact.get("dimensions") or {}).items()))
    return f"{fact['id']}[{dims}]" if dims else str(fact["id"])


@each
def test_every_planted_gap_is_found_and_no_other(slug: str, tmp_path: Path) -> None:
    assert found(client(tmp_path, slug)) == planted(slug)
    assert len(set(planted(slug))) == len(planted(slug)) >= {B2B: 25, SHOP: 12}[slug]


@each
def test_the_command_says_the_same_with_the_line_of_each(slug: str, tmp_path: Path) -> None:
    folder = client(tmp_path, slug)
    words = ["--workspace", str(tmp_path), "register", "check", slug, "--today", str(TODAY), "--json"]
    done = CliRunner().invoke(app, words)
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert sorted((gap["register"], gap["id"], gap["field"], gap["code"]) for gap in told) == planted(slug)
    for gap in told:
        lines = (folder.registers / f"{gap['register']}.yaml").read_text("utf-8").splitlines()
        about = "\n".join(lines[gap["line"] - 1 :])
        assert "\n" not in gap["message"]
        assert gap["id"] in about or gap["field"] in about.splitlines()[0]


def test_what_is_planted_is_of_many_kinds() -> None:
    codes = {code for slug in SLUGS for *_, code in planted(slug)}
    assert codes >= {
        *("no_owner", "two_owners", "unknown_person", "person_left", "overdue", "review_overdue", "no_such_item"),
        *("missing", "outside_engagement", "two_definitions", "not_ready_to_be_live", "no_measure", "not_tested"),
        *("alert_without", "shared_account", "agency_without_end", "started_without"),
    }


def test_every_register_is_filled_in_by_one_of_the_clients_and_most_by_both(tmp_path: Path) -> None:
    held = [{register.name for register in in_use(client(tmp_path, slug))} for slug in SLUGS]
    assert held[0] | held[1] == {register.name for register in CATALOG} - BY_COMMAND
    assert len(held[0] & held[1]) > len(CATALOG) * 3 / 4


@each
def test_a_workbook_sent_out_and_back_leaves_every_character(slug: str, tmp_path: Path) -> None:
    folder = client(tmp_path, slug)
    before, path = texts(folder), export_registers(folder, in_use(folder))
    saved_again(path)
    done = import_registers(folder, [path], TODAY)
    assert (done.changes, done.not_returned, done.own) == ((), (), ())
    assert texts(folder) == before


@each
def test_the_workbook_holds_all_that_the_registers_hold(slug: str, tmp_path: Path) -> None:
    """Its cells alone, read as one would read an item that somebody typed in."""
    folder = client(tmp_path, slug)
    path = export_registers(folder, in_use(folder))
    saved_again(path)
    sheets = {sheet.register: sheet for sheet in read_back(path).registers}
    assert list(sheets) == [register.name for register in in_use(folder)]
    for register in in_use(folder):
        fields = fields_in_a_sheet(register.model)
        kinds = {field: kind_of(register.model, field) for field in fields}
        typed = [{f: plain(from_cell(kinds[f], row.values[f])) for f in fields} for row in sheets[register.name].items]
        items = shown(read_register(folder, register))
        assert typed == [{field: item[field] for field in fields} for item in items], register.name


@each
def test_a_new_name_of_an_item_leaves_every_comment_and_all_other_items(slug: str, tmp_path: Path) -> None:
    folder = client(tmp_path, slug)
    before, items = texts(folder), {register.name: read_register(folder, register) for register in in_use(folder)}
    path = export_registers(folder, in_use(folder))
    changed = renamed(path, {register.name: register for register in in_use(folder)})
    assert len(changed) > 20
    import_registers(folder, [path], TODAY)
    for register in in_use(folder):
        text, after = texts(folder)[f"{register.name}.yaml"].decode(), read_register(folder, register)
        assert [c for c in COMMENT.findall(before[f"{register.name}.yaml"].decode()) if c not in text] == []
        assert shown(after[:-1]) == shown(items[register.name][:-1])
        if register.name in changed:
            assert after[-1].known_as == "Named anew"


@each
def test_the_figures_that_registers_name_are_figures_of_the_report(slug: str, tmp_path: Path) -> None:
    from cmokit.analyses.metric_list import METRICS

    known = {metric.id for metric in METRICS} | {called(fact) for fact in truth(slug)["facts"]}
    folder, named = client(tmp_path, slug), set()
    for register in in_use(folder):
        for item in read_register(folder, register):
            for field in type(item).model_fields:
                if Mark.FIGURE in marks(type(item), field):
                    named |= set(values(item, field))
    assert len(named) > 8
    assert named <= known


@each
def test_items_of_one_register_name_those_of_another(slug: str, tmp_path: Path) -> None:
    folder, linked = client(tmp_path, slug), set()
    for register in in_use(folder):
        for item in read_register(folder, register):
            for field in type(item).model_fields:
                if names(type(item), field) and values(item, field):
                    linked.add((register.name, names(type(item), field)))
    assert linked >= {("workflows", "prompts"), ("workflows", "tools"), ("workflows", "data_sources")}
    assert linked >= {("workflows", "processes"), ("stage_map", "data_sources"), ("approvals", "risk_tiers")}


def test_a_client_made_anew_gets_the_registers_and_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cmokit.runs.sample_clients.deliveries", lambda shipped: [])
    own = Workspace(tmp_path).folder(SHOP).registers / "goals.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("goals:\n", "utf-8")
    folder = provide(Workspace(tmp_path), SHOP)
    assert own.read_text("utf-8") == "goals:\n"
    shipped = texts(client(tmp_path / "shipped", SHOP))
    assert {name: text for name, text in texts(folder).items() if name != "goals.yaml"} == {
        name: text for name, text in shipped.items() if name != "goals.yaml"
    }
    assert (folder.registers / "schemas" / "goals.schema.json").is_file()


@each
def test_a_client_without_registers_has_no_gaps(slug: str, tmp_path: Path) -> None:
    folder = client(tmp_path, slug)
    shutil.rmtree(folder.registers)
    assert found(folder) == []


@each
def test_published_reports_change_nothing_of_what_is_found(slug: str, audited: Workspace) -> None:
    """With reports, figures that nobody publishes and data that failed readiness would be found too."""
    assert found(audited.client(slug)) == planted(slug)
