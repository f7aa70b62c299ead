"""The client's PDF, HTML and workbook as nbconvert exporters: on the command line and in JupyterLab's export menu.

They run in the server's process and know only the notebook's folder and name.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import Exporter

from cmokit.render.blocks import Document
from cmokit.render.cover_email import cover_email
from cmokit.render.document import look_of, report_document
from cmokit.render.evidence import folders_near, read_evidence
from cmokit.render.html import report_html
from cmokit.render.notebook import Pages, read_notebook
from cmokit.render.pdf import report_pdf, summary_pdf
from cmokit.render.report_meta import ReportMeta
from cmokit.render.volumes import MOST_BYTES, files_of
from cmokit.render.workbook import Workbook, report_workbook
from cmokit.words import speaking


def pdf_of(pages: Pages) -> bytes:
    """The PDF lists the figures that its sentences print; the workbook has them all."""
    with speaking(pages.meta.language):
        return report_pdf(printed_document(pages), look_of(pages.meta), pages.meta.as_of)


def printed_document(pages: Pages) -> Document:
    """The report as it is printed and mailed: with the figures that its sentences name."""
    with speaking(pages.meta.language):
        return report_document(pages.items, pages.meta, all_figures=False, warnings=pages.warnings)


def summary_of(document: Document, meta: ReportMeta) -> bytes:
    """The executive summary alone, as PDF."""
    with speaking(meta.language):
        return summary_pdf(document, look_of(meta), meta.as_of)


def email_of(document: Document, meta: ReportMeta, files: Sequence[str]) -> str:
    """The e-mail that the files go with."""
    with speaking(meta.language):
        return cover_email(document, meta, files)


def html_of(pages: Pages) -> str:
    with speaking(pages.meta.language):
        return report_html(report_document(pages.items, pages.meta, warnings=pages.warnings), look_of(pages.meta))


def pdf_files(document: Document, meta: ReportMeta, stem: str, limit: int = MOST_BYTES) -> dict[str, bytes]:
    """The PDF as one file, or in parts where it is larger than `limit` bytes."""
    with speaking(meta.language):
        return files_of(document, lambda one: report_pdf(one, look_of(meta), meta.as_of), stem, ".pdf", limit)


def html_files(pages: Pages, stem: str, limit: int = MOST_BYTES) -> dict[str, bytes]:
    """The HTML as one file, or in parts where it is larger than `limit` bytes."""
    with speaking(pages.meta.language):
        document = report_document(pages.items, pages.meta, warnings=pages.warnings)
        return files_of(document, lambda one: report_html(one, look_of(pages.meta)).encode(), stem, ".html", limit)


def workbook_of(pages: Pages, folder: Path | None, stem: str, limit: int = MOST_BYTES) -> Workbook:
    """folder: the notebook's, near which its evidence lies. stem: how files beside the workbook are named. limit: bytes
    of a file.
    """
    near = folders_near(folder, pages.meta.client_slug)
    with speaking(pages.meta.language):
        return report_workbook(pages.items, pages.meta, lambda wanted: read_evidence(wanted, near), stem, limit)


class ClientExporter(Exporter):
    """What the three have in common: the notebook read once, its warnings logged, none of it executed."""

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """The deliverable and nbconvert's resources. Files beside it stand in `resources["outputs"]`."""
        prepared = self._init_resources(resources)
        place = prepared["metadata"].get("path") or ""
        folder = Path(place) if place or "path" in prepared["metadata"] else None
        pages = read_notebook(nb, folder, prepared["metadata"].get("name") or "")
        for warning in pages.warnings:
            self.log.warning(warning)
        return self.deliverable(pages, folder, prepared), prepared

    def deliverable(self, pages: Pages, folder: Path | None, resources: Any) -> Any:
        raise NotImplementedError


class ClientPdf(ClientExporter):
    """`jupyter nbconvert --to client_pdf`"""

    export_from_notebook = "Client report (PDF)"
    file_extension = ".pdf"
    output_mimetype = "application/pdf"

    def deliverable(self, pages: Pages, folder: Path | None, resources: Any) -> bytes:
        return pdf_of(pages)


class ClientHtml(ClientExporter):
    """`jupyter nbconvert --to client_html`"""

    export_from_notebook = "Client report (HTML)"
    file_extension = ".html"
    output_mimetype = "text/html"

    def deliverable(self, pages: Pages, folder: Path | None, resources: Any) -> str:
        return html_of(pages)


class ClientExcel(ClientExporter):
    """`jupyter nbconvert --to client_excel`"""

    export_from_notebook = "Client report (Excel)"
    file_extension = ".xlsx"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def deliverable(self, pages: Pages, folder: Path | None, resources: Any) -> bytes:
        made = workbook_of(pages, folder, resources["metadata"].get("name") or pages.meta.client_slug)
        for warning in made.warnings:
            self.log.warning(warning)
        if not made.beside:
            return made.content
        resources["outputs"] = {**(resources.get("outputs") or {}), **made.beside}
        return _Zippable(made.content)


class _Zippable(bytes):
    """The workbook beside other files: Jupyter's server packs them up and calls `encode` on whatever it packs."""

    def encode(self, *_: object) -> bytes:
        return bytes(self)
