"""cmokit read: how one file is understood, outside any engagement."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Json
from cmokit.cli.output import line, number, print_json, table
from cmokit.errors import DataNotReadable

if TYPE_CHECKING:
    from cmokit.sources.finance.reading import FinanceReading
    from cmokit.sources.result import FileReading

MOST_ROWS = 20  # shown to a person; --json shows them all


def read(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A client's export.", show_default=False)],
    kind: Annotated[str | None, typer.Option(help="Take the file as this kind instead of recognising it.")] = None,
    rows: Annotated[bool, typer.Option("--rows", help="Show the rows too.")] = False,
    as_json: Json = False,
) -> None:
    """Show how one file is understood, and what is set aside."""
    if not path.is_file():
        raise DataNotReadable("there is no such file", code="no_file", file=path)
    from cmokit.sources.read import read_file

    reading = read_file(path, kind=kind)
    if as_json:
        print_json(reading.as_json(rows=rows))
    else:
        _print(path, reading, rows)


def _print(path: Path, reading: "FileReading | FinanceReading", rows: bool) -> None:
    shown = reading.as_json(rows=rows)
    line(f"{path.name}: {shown['kind']}, recognised by {shown['recognised_by']}")
    dialect = ", ".join(f"{key} {value!r}" for key, value in shown["dialect"].items() if value is not None)
    sheet = f", sheet {shown['sheet']}" if shown["sheet"] else ""
    written = f"; {dialect}" if dialect else ""
    line(f"encoding {shown['encoding']}{sheet}, header in row {shown['header_row']}{written}")
    aside = shown["rows_in"] - shown["rows_used"]
    used = number(shown["rows_used"])
    line(f"rows in {number(shown['rows_in'])}, used {used}, set aside {number(aside)}")
    line()
    table(("header", "column", "type"), ([c["header"], c["column"], c["type"]] for c in shown["columns"]))
    _aside("rows set aside", shown["rows_set_aside"])
    _aside("values set aside", shown["values_set_aside"])
    for warning in shown["warnings"]:
        line(f"warning: {warning['message']}")
    if rows:
        sheets = list(dict.fromkeys(map(tuple, shown["rows"])))
        for headers in sheets:
            found = [row for row in shown["rows"] if tuple(row) == headers]
            said = [h for h in headers if len(sheets) == 1 or any(row[h] is not None for row in found)]
            line()
            table(said, ([row[header] for header in said] for row in found[:MOST_ROWS]))
            _more(len(found))


def _aside(title: str, items: list[dict[str, object]]) -> None:
    if items:
        line()
        line(f"{title}: {number(len(items))}")
        shown = ([item[key] for key in ("row", "column", "value", "reason")] for item in items[:MOST_ROWS])
        table(("row", "column", "value", "reason"), shown, right=("row",))
        _more(len(items))


def _more(total: int) -> None:
    if total > MOST_ROWS:
        line(f"… and {number(total - MOST_ROWS)} more; --json shows all")
