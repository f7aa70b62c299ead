"""How commands answer: results on stdout, progress on stderr; text from data is shown, never obeyed."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cmokit.errors import one_line

if TYPE_CHECKING:
    from rich.console import Console

# Wide enough that no file name is cut when the answer goes into a file or a pipe.
WIDTH_OF_A_PIPE = 240


def print_json(document: Any) -> None:
    """The command's one JSON document; a Decimal is a number with all its digits."""
    import simplejson

    typer.echo(simplejson.dumps(document, use_decimal=True, ensure_ascii=False, indent=2, default=str))


def line(text: str = "") -> None:
    """A line of the result; control characters are shown as escapes."""
    typer.echo(one_line(text))


def progress(text: str) -> None:
    """A line about what is under way, on stderr."""
    typer.echo(one_line(text), err=True)


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()) -> None:
    """A table of the result; headers in `right` are columns of numbers."""
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        shown.add_column(Text(header), justify="right" if header in right else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(one_line("" if cell is None else str(cell))) for cell in row))
    console = _console()
    with console.capture() as drawn:
        console.print(shown)
    typer.echo("\n".join(text.rstrip() for text in drawn.get().splitlines()))


def main_files(folder: Path, files: Iterable[Path]) -> list[Path]:
    """Of a report's files those to open first: not the many in its inner folders, but what explains them."""
    return [path for path in files if path.parent == folder or path.name == "README.txt"]


def number(value: int | None) -> str:
    """A count with thin groups of three, as people read it; a dash where it is not known."""
    return "–" if value is None else f"{value:,}".replace(",", " ")


def is_terminal() -> bool:
    """Whether a person sits there and can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _console() -> "Console":
    from rich.console import Console

    return Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else WIDTH_OF_A_PIPE)
