import io
from pathlib import Path

import nbformat
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from nbconvert.exporters import get_export_names, get_exporter
from pypdf import PdfReader

from cmokit.exhibits.section import EvidenceFile
from cmokit.render import evidence
from cmokit.render.display import report_bundle, section_bundle, section_plain
from tests.render.notebooks import analyst, notebook, sections_cell
from tests.render.sections import duplicates

FORMATS = {"client_pdf": ".pdf", "client_html": ".html", "client_excel": ".xlsx"}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "notebooks" / "1_audit.ipynb"
    path.parent.mkdir()
    nbformat.write(notebook(*analyst()), path)
    return path


@pytest.mark.parametrize(("name", "ending"), FORMATS.items())
def test_nbconvert_knows_each_exporter_and_jupyterlabs_menu_its_title(name: str, ending: str) -> None:
    exporter = get_exporter(name)()
    assert name in get_export_names()
    assert exporter.file_extension == ending
    assert exporter.export_from_notebook.startswith("Client report (")


def test_the_pdf_holds_what_the_analyst_added(saved: Path) -> None:
    content, resources = get_exporter("client_pdf")().from_filename(str(saved))
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert resources["output_extension"] == ".pdf"
    for words in (
        "My chapter",
        "Added by the analyst",
        "the wiki (https://wiki.example/x)",
        "30 of 40 rows are shown.",
    ):
        assert words in text


def test_the_html_holds_it_too_and_is_text(saved: Path) -> None:
    html, _ = get_exporter("client_html")().from_filename(str(saved))
    assert "My chapter" in html
    assert "<script" not in html
    assert 'href="http' not in html


def test_the_workbook_has_the_analysts_notes_with_nothing_that_computes(saved: Path) -> None:
    content, _ = get_exporter("client_excel")().from_filename(str(saved))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Analyst's notes"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "=1+1 <b>" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_evidence_is_found_by_its_fingerprint_near_the_notebook_and_by_nothing_else(tmp_path: Path) -> None:
    import hashlib

    folder = tmp_path / "runs" / "r1" / "evidence"
    folder.mkdir(parents=True)
    pq.write_table(pa.table({"contact_id": ["1"]}), folder / "crm.duplicates.parquet")
    digest = hashlib.sha256((folder / "crm.duplicates.parquet").read_bytes()).hexdigest()
    near = evidence.folders_near(tmp_path / "notebooks")
    right = EvidenceFile("crm.duplicates.parquet", digest, 1)
    wrong = EvidenceFile("crm.duplicates.parquet", "0" * 64, 1)
    outside = EvidenceFile("../evidence/crm.duplicates.parquet", digest, 1)
    assert evidence.read_evidence(right, near) == pa.table({"contact_id": ["1"]})
    assert evidence.read_evidence(wrong, near) is None
    assert evidence.read_evidence(outside, near) is None


def test_files_beside_the_workbook_pass_jupyters_server() -> None:
    """The server packs workbook and CSV into one archive and calls `encode` on the workbook."""
    from cmokit.render.exporters import _Zippable

    assert _Zippable(b"PK").encode("utf-8") == b"PK"


def test_a_section_shows_as_html_text_and_json_and_a_report_as_its_files() -> None:
    from tests.render.sections import meta

    bundle = section_bundle(duplicates(), meta())
    assert set(bundle) == {"text/html", "text/plain", "application/vnd.cmokit.section+json"}
    assert '<img src="data:image/svg+xml;base64,' in bundle["text/html"]
    assert "<svg" not in bundle["text/html"]
    assert "[Act now] 8.3% [wzd5hq] is above the limit" in section_plain(duplicates(), meta())
    assert "hubspot-contacts-2026-01-31.csv" in report_bundle(meta())["text/plain"]


def test_a_run_without_answers_is_a_report_all_the_same() -> None:
    from tests.render.sections import unanswered

    made = notebook()
    made.cells = [made.cells[1], sections_cell(unanswered("lifecycle.conformance", "Lifecycle", "stage_entries"))]
    for name in FORMATS:
        content, _ = get_exporter(name)().from_notebook_node(made)
        assert content
