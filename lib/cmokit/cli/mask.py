"""cmokit mask: the client's exports without the people in them, made by the client before sending."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Json
from cmokit.cli.ingest import existing
from cmokit.cli.output import line, number, print_json, table

if TYPE_CHECKING:
    from cmokit.sources.masking import Masking


def mask(
    files: Annotated[list[Path], typer.Argument(metavar="FILES...", help="Exports, or folders of them.")],
    out: Annotated[Path, typer.Option(help="Folder for the masked files.")] = Path("masked"),
    key: Annotated[Path | None, typer.Option(help="Key file; ~/.cmokit/mask.key if left out.")] = None,
    kind: Annotated[str | None, typer.Option(help="Take the files as this kind instead of recognising them.")] = None,
    keep: Annotated[list[str] | None, typer.Option(metavar="HEADER", help="A column that names nobody.")] = None,
    mask_too: Annotated[
        list[str] | None, typer.Option("--mask", metavar="HEADER", help="A column to be masked as well.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook; the others are not sent.")] = None,
    header_row: Annotated[
        int | None, typer.Option(min=1, help="The row of the headers, where it is not found.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Mask the people in exports, before they are sent.

    E-mails, phones, names and free text become tokens, equal for equal values; everything else stays, and so do the
    files. The key is made on first use and stays with you: keep it for the next delivery, and never send it.
    """
    given = list(existing(files))
    from cmokit.sources.masking import default_key_file, mask_files

    done = mask_files(
        given,
        out=out,
        key_file=key or default_key_file(),
        kind=kind,
        keep=keep or [],
        mask=mask_too or [],
        sheet=sheet,
        header_row=header_row,
    )
    if as_json:
        print_json(done.as_json())
    else:
        _answer(done)


def _answer(done: "Masking") -> None:
    headers = ("file", "kind", "rows", "cells masked", "columns masked")
    rows = (
        [f.file, f.kind, number(f.rows_count), number(f.cells_count), ", ".join(f.masked) or "–"] for f in done.files
    )
    table(headers, rows, right=("rows", "cells masked"))
    for file in done.files:
        line(f"{file.file}: kept {', '.join(file.kept)}")
        if file.guessed:
            line(f"{file.file}: not known, kept because their values name nobody: {', '.join(file.guessed)}")
        if file.unknown:
            line(
                f'{file.file}: not known, masked to be safe: {", ".join(file.unknown)} (--keep "HEADER" lets one stay)'
            )
    line(f"Masked files: {done.out}. Look into them before sending")
    state = "made now" if done.is_new_key else "used again"
    line(f"Key ({state}, {done.fingerprint}): {done.key_file}. Keep it, never send it: the next delivery needs it")
