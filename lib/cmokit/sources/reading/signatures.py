"""What a file really is, whatever its name says."""

import re
import zipfile
from pathlib import Path

from cmokit.errors import DataNotReadable

WORKBOOK = "an Excel workbook"
PARQUET = "a Parquet file"
# First bytes of the things that people save under a .csv name.
_BYTES = (
    (b"\x1f\x8b", "a gzip archive", "unpack it and hand in the file within"),
    (b"%PDF", "a PDF", "ask for the export as CSV"),
    (b"\x89PNG", "a picture (PNG)", "ask for the export as CSV"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "ask for the export as CSV"),
    (b"GIF8", "a picture (GIF)", "ask for the export as CSV"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it and hand in the file within"),
    (b"Rar!", "a RAR archive", "unpack it and hand in the file within"),
    (b"BZh", "a bzip2 archive", "unpack it and hand in the file within"),
    (b"{\\rtf", "an RTF document", "ask for the export as CSV"),
    (b"SQLite format 3", "an SQLite database", "ask for the export as CSV"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_ZIP = (
    ("xl/", "an Excel workbook of another kind (.xlsb)"),
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file"),
)
_TEXTS = (
    (re.compile(r"<(!doctype html|html|head|body|table|script|div|meta|center)\b", re.I), "a web page (HTML)"),
    (re.compile(r"<\?xml|<[a-z]+[^>]*xmlns", re.I), "an XML file"),
    (re.compile(r"\{\s*\"[^\"]*\"\s*:|\{\s*\}|\[\s*[\[{]|\[\s*\"[^\"]*\"\s*[,\]]\s*"), "a JSON file"),
)


def kind_of_bytes(data: bytes, path: Path) -> str | None:
    """WORKBOOK, PARQUET or None (then it may be text); anything else known is refused by its name.

    Raises DataNotReadable: another format, a protected workbook.
    """
    if data.startswith(b"PAR1"):
        return PARQUET
    if data.startswith(_OLE):
        raise _refusal_of_ole(path)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _kind_of_zip(path)
    for lead, found, mend in _BYTES:
        if data.startswith(lead):
            raise not_a_table(path, found, mend)
    return None


def refuse_markup(text: str, path: Path) -> None:
    """Refuse a web page, XML or JSON under a table's name."""
    head = text[:4096].lstrip("\ufeff \t\r\n")
    for pattern, found in _TEXTS:
        if pattern.match(head):
            raise not_a_table(path, found, "ask for the export as CSV, or open it in a spreadsheet and save it as CSV")


def not_a_table(path: Path, found: str, mend: str) -> DataNotReadable:
    """The refusal of a file that is something else than its name says."""
    return DataNotReadable(
        message="is no table of text",
        code="wrong_format",
        file=path.name,
        found=found,
        wanted="a CSV or tab-separated text file, an .xlsx workbook, or Parquet",
        mend=mend,
    )


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise DataNotReadable(
            message="the workbook (or archive) is damaged or cut off",
            code="unreadable",
            file=path.name,
            found=str(error),
            wanted="a whole file",
            mend="download or export it again",
        ) from error
    if "xl/workbook.xml" in names:
        return WORKBOOK
    for lead, found in _IN_ZIP:
        if any(name.startswith(lead) for name in names):
            raise not_a_table(path, found, "open it and save it as .xlsx or CSV")
    raise not_a_table(path, "a zip archive", "unpack it and hand in the files within")


def _refusal_of_ole(path: Path) -> DataNotReadable:
    """Both old .xls files and encrypted .xlsx files are OLE containers; the latter name their encrypted stream."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return DataNotReadable(
            message="the workbook is protected by a password",
            code="password_protected",
            file=path.name,
            found="an encrypted workbook",
            wanted="a workbook without a password",
            mend="open it, save it without a password, and hand it in again",
        )
    return not_a_table(path, "an old Excel workbook (.xls)", "open it and save it as .xlsx or CSV")
