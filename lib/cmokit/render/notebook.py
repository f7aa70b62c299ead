"""A notebook read for its report: the kit's sections, and what the analyst put between them, in their order.

Works on plain nbformat dictionaries: it runs in JupyterLab's server process, with only the notebook's folder and name.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cmokit.exhibits.bundle import from_bundle
from cmokit.exhibits.section import SECTION_MIME, Section
from cmokit.render import blocks as b
from cmokit.render.html_text import tables_of
from cmokit.render.markdown import Reader
from cmokit.render.marks import FACT, LOOSE, Taken, put_together, taken_apart, unresolved
from cmokit.render.pictures import png_of
from cmokit.render.report_meta import REPORT_MIME, ReportMeta

KIT_TAGS = {"kit", "parameters", "injected-parameters"}
PICTURES = ("image/png", "image/jpeg")
TAKEN = "commentary"  # metadata of a Markdown cell whose words stand in the commentary
Cell = Mapping[str, Any]


@dataclass(frozen=True)
class Pages:
    """What a notebook holds for its report."""

    items: tuple[Section | b.Notes, ...]
    meta: ReportMeta
    warnings: tuple[str, ...]


@dataclass
class _Walk:
    """One pass over the cells."""

    folder: Path | None
    language: str
    seen: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    heading: str = ""

    def items(self, cells: Iterable[Cell]) -> Iterable[Section | b.Notes]:
        for number, cell in enumerate(cells, 1):
            yield from self._markdown(cell, number) if cell["cell_type"] == "markdown" else self._outputs(cell)

    def _markdown(self, cell: Cell, number: int) -> Iterable[b.Notes]:
        if is_kit(cell) or is_taken(cell):
            return
        reader, taken = self._reader(cell), taken_apart(_text(cell["source"]))
        blocks = reader.blocks(taken.markdown)
        self._learn(reader)
        if blocks:
            yield _notes(blocks, taken, number, self.language)

    def _outputs(self, cell: Cell) -> Iterable[Section | b.Notes]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if SECTION_MIME in data:
                section = from_bundle(data[SECTION_MIME])
                if section.analysis not in self.seen:
                    self.seen.add(section.analysis)
                    self.heading = section.card.title if section.card else section.analysis
                    yield section
            elif not is_kit(cell) and REPORT_MIME not in data:
                yield from self._added(cell, output, data)

    def _added(self, cell: Cell, output: Cell, data: Mapping[str, Any]) -> Iterable[b.Notes]:
        """A picture or a frame that the analyst's own cell shows."""
        image = next((data[kind] for kind in PICTURES if kind in data), None)
        if image is not None:
            content = png_of(_decoded(_text(image)))
            if content:
                reader = self._reader(cell)
                picture = reader.picture(content, _alt(cell, output))
                self._learn(reader)
                yield b.Notes((picture,))
        elif "text/html" in data:
            blocks = tables_of(_text(data["text/html"]))
            if blocks:
                yield b.Notes(blocks)

    def _reader(self, cell: Cell) -> Reader:
        return Reader(lambda address: self._picture(address, cell), self.language, self.heading)

    def _learn(self, reader: Reader) -> None:
        self.heading = reader.heading
        self.warnings += reader.warnings

    def _picture(self, address: str, cell: Cell) -> bytes | None:
        """A picture out of the cell's attachments, its address, or the notebook's folder; nothing from elsewhere."""
        if address.startswith("attachment:"):
            kept = cell.get("attachments", {}).get(address.removeprefix("attachment:"), {})
            return next((_decoded(_text(content)) for content in kept.values()), None)
        if address.startswith("data:image/"):
            return _decoded(address.partition(",")[2])
        return self._beside(address)

    def _beside(self, address: str) -> bytes | None:
        if self.folder is None or ":" in address or address.startswith(("/", "\\")):
            return None
        path = (self.folder / address).resolve()
        inside = path.is_relative_to(self.folder.resolve())
        return path.read_bytes() if inside and path.is_file() else None


def read_notebook(notebook: Mapping[str, Any], folder: Path | None = None, name: str = "") -> Pages:
    """The notebook's sections and notes, and whose report it is. folder: where it lies; name: of the notebook."""
    meta = meta_of(notebook, name)
    walk = _Walk(folder, meta.language)
    return Pages(tuple(walk.items(notebook["cells"])), meta, tuple(walk.warnings))


def meta_of(notebook: Mapping[str, Any], name: str = "") -> ReportMeta:
    """The report's meta: of the cell that opened it last, else of the notebook's metadata, else only a name."""
    shown = [
        output["data"][REPORT_MIME]
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if REPORT_MIME in output.get("data", {})
    ]
    kept = notebook.get("metadata", {}).get("cmokit", {})
    said = shown[-1] if shown else kept.get("report")
    if said:
        return ReportMeta.from_dict(said)
    client = str(kept.get("client") or name or "notebook")
    return ReportMeta(client_name=client, client_slug=client, phase=str(kept.get("phase") or "notebook"), as_of=None)


def is_kit(cell: Cell) -> bool:
    """Whether a cell is the kit's own, by its tags or metadata."""
    metadata = cell.get("metadata", {})
    return bool(KIT_TAGS.intersection(metadata.get("tags", ())) or metadata.get("cmokit"))


def is_taken(cell: Cell) -> bool:
    """Whether a Markdown cell's words were taken into the commentary, and are unchanged since."""
    kept = cell.get("metadata", {}).get(TAKEN)
    return isinstance(kept, Mapping) and kept.get("sha256") == source_sha256(cell)


def source_sha256(cell: Cell) -> str:
    return hashlib.sha256(_text(cell["source"]).encode()).hexdigest()


def _notes(blocks: tuple[b.Block, ...], taken: Taken, number: int, language: str) -> b.Notes:
    """A cell's blocks with what is known of their numbers; figures stay references until the report is whole."""
    told = put_together(blocks, taken, lambda piece: unresolved(piece, language), language)
    loose, cited = (tuple(p.text for p in taken.pieces if p.kind == kind) for kind in (LOOSE, FACT))
    return b.Notes(told, number, loose, cited)


def _alt(cell: Cell, output: Cell) -> str:
    """The alt text that the output's or the cell's metadata states."""
    metadata = output.get("metadata", {})
    inner = [metadata.get(kind, {}) for kind in PICTURES]
    said = (place.get("alt") for place in (*inner, metadata, cell.get("metadata", {})) if isinstance(place, Mapping))
    return next((str(alt) for alt in said if alt), "")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return b""


def _text(source: Any) -> str:
    return source if isinstance(source, str) else "".join(source)
