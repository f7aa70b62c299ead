"""Notebooks made by hand: the kit's cells with their outputs, and what an analyst may add between them."""

import base64
import io
from collections.abc import Sequence
from typing import Any

import nbformat.v4 as nb
from PIL import Image

from cmokit.exhibits.section import Section
from cmokit.render.display import report_bundle, section_bundle
from tests.render.sections import duplicates, meta, names

MARKDOWN = """We saw **twelve** of *these*, see [the wiki](https://wiki.example/x).

| a | b |
|---|--:|
| <b>x</b> | 3 |

- one
  - two

<script>alert(1)</script>

![](attachment:i.png)

![the trend](http://evil.example/x.png)
"""
FRAME = (
    "<div><style>p{}</style><table><thead><tr><th></th><th>name</th><th>n</th></tr></thead><tbody>"
    + "".join(f"<tr><th>{i}</th><td>=1+1 &lt;b&gt;</td><td>{i}.5</td></tr>" for i in range(40))
    + "</tbody></table><p>40 rows</p></div>"
)


def png() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (30, 12), (200, 30, 30)).save(written, "PNG")
    return written.getvalue()


def shown(data: dict[str, Any], **metadata: Any) -> Any:
    return nb.new_output("display_data", data=data, metadata=metadata)


def kit(outputs: Sequence[Any]) -> Any:
    cell = nb.new_code_cell("report.show('crm')", outputs=list(outputs))
    cell.metadata["tags"] = ["kit"]
    return cell


def sections_cell(*sections: Section) -> Any:
    return kit([shown(section_bundle(section, meta())) for section in sections])


def analyst() -> list[Any]:
    """A remark with everything in it, a chapter, a frame and a picture."""
    remark = nb.new_markdown_cell(MARKDOWN)
    remark["attachments"] = {"i.png": {"image/png": base64.b64encode(png()).decode()}}
    chapter = nb.new_markdown_cell("#### My chapter\n\nIts text.\n\n###### Deep\n\nMore.")
    picture = {"image/png": base64.b64encode(png()).decode()}
    frame = nb.new_code_cell("df", outputs=[shown({"text/html": FRAME}), shown(picture, alt="Bars rise")])
    return [remark, chapter, frame]


def notebook(*added: Any) -> Any:
    """The kit's cells, with `added` between two sections."""
    title = nb.new_markdown_cell("# Audit 2026")
    title.metadata["tags"] = ["kit"]
    cells = [title, kit([shown(report_bundle(meta()))]), sections_cell(duplicates()), *added, sections_cell(names())]
    return nb.new_notebook(cells=cells)
