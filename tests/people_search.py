"""Looks for people in every file of a copy: naively, by no code of the kit."""

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
from pypdf import PdfReader

from cmokit.runs.desk import Desk


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file of a copy as text, in lower case."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".pdf":
            yield path.name, printed(path)
        elif path.suffix in (".xlsx", ".docx", ".pptx"):
            yield from members(path.name, path.read_bytes())
        else:
            yield path.name, plain(path.read_text("utf-8"))


def members(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """The text of every file inside an Office file, and of the workbooks behind its charts; pictures hold none."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for inner in archive.namelist():
            if inner.endswith(".xlsx"):
                yield from members(f"{name}/{inner}", archive.read(inner))
            elif not inner.endswith((".png", ".jpeg", ".jpg", ".gif", ".emf")):
                yield f"{name}/{inner}", plain(archive.read(inner).decode("utf-8"))


@cache
def printed(path: Path) -> str:
    """The text of a PDF, in lower case."""
    return "\n".join(page.extract_text() for page in PdfReader(path).pages).lower()


def plain(text: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"base64,[\w+/=]+", "", text))).lower()


def column(desk: Desk, name: str) -> set[str]:
    """Every value of a column in any canonical table of any snapshot."""
    files = [path for path in desk.folder.tables.glob("*/*.parquet") if name in pq.read_schema(path).names]
    return {str(value) for path in files for value in pq.read_table(path, columns=[name])[name].to_pylist() if value}


def full_names(desk: Desk) -> set[tuple[str, str]]:
    """First and last words of everybody's name, in lower case."""
    pairs = {("x", "y")}
    for path in desk.folder.tables.glob("*/contacts.parquet"):
        rows = pq.read_table(path, columns=["first_name", "last_name"]).to_pylist()
        pairs |= {(r["first_name"].lower(), r["last_name"].lower()) for r in rows if r["first_name"] and r["last_name"]}
    people = [person.name.lower().split() for person in desk.engagement.people]
    return pairs - {("x", "y")} | {(words[0], words[-1]) for words in people}


def people_in(folder: Path, desk: Desk) -> list[tuple[str, object]]:
    """File and finding: each e-mail, telephone number and full name of the client's tables and of its people."""
    emails = {email.lower() for email in column(desk, "email")}
    emails |= {person.email.lower() for person in desk.engagement.people if person.email}
    phones = {re.sub(r"\D", "", phone)[-9:] for phone in column(desk, "phone")}
    names = full_names(desk)
    assert min(len(emails), len(phones), len(names)) > 500
    found: list[tuple[str, object]] = []
    for place, text in texts(folder):
        found += [(place, email) for email in set(re.findall(r"[\w.+-]+@[\w.-]+\w", text)) & emails]
        spoken = re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", text)
        found += [(place, pair) for pair in set(pairwise(spoken)) & names]
        numbers = {re.sub(r"\D", "", number)[-9:] for number in re.findall(r"(?<![\w.])\+?\d[\d ()-]{7,18}\d", text)}
        found += [(place, number) for number in numbers & phones]
    return found
