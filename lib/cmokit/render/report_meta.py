"""What a report needs beside its sections: whose it is, as of when, from which files, in which formats.

`runs` builds it; it travels as plain JSON in the notebook (`metadata.cmokit.report`, and the output of the cell that
opens the report), so that an exporter in JupyterLab's server process finds it there.
"""

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from cmokit.engagement.people import holder
from cmokit.errors import ConfigurationError
from cmokit.render.metrics_shown import ShownMetric
from cmokit.render.stamp import Stamp, stamp_from

REPORT_MIME = "application/vnd.cmokit.report+json"
LOGO_KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class BrandMark:
    """One side's appearance. logo: a `data:` address, empty where there is none; color: `#rrggbb` or empty."""

    name: str = ""
    logo: str = ""
    color: str = ""
    contact: str = ""
    confidentiality: str = ""


@dataclass(frozen=True)
class Contact:
    """Somebody of `people:` in engagement.yaml."""

    role: str
    name: str
    email: str = ""


@dataclass(frozen=True)
class ReceivedFile:
    """One file that the report stands on, or that was withdrawn. rows_in = rows_used + rows_set_aside."""

    file: str
    kind: str
    sha256: str
    rows_in_count: int
    rows_used_count: int
    rows_set_aside_count: int
    extract_on: date | None = None
    period_start_on: date | None = None
    period_end_on: date | None = None
    is_withdrawn: bool = False
    reason: str = ""


@dataclass(frozen=True)
class SetAsideRows:
    """Records (or values, where `column` is named) of one file that were not used, for one reason.

    rows: the first of their physical line numbers, as text such as `3, 17, 24`.
    """

    file: str
    kind: str
    reason: str
    count: int
    column: str = ""
    rows: str = ""


@dataclass(frozen=True)
class Term:
    """A definition in force: term, its wording, and whose it is (engagement.yaml, the kit)."""

    term: str
    text: str
    origin: str = ""


@dataclass(frozen=True)
class Yardstick:
    """A target or baseline for one figure: its value in the figure's own unit, and whose it is."""

    value: Decimal
    origin: str


@dataclass(frozen=True)
class CitedFigure:
    """A figure as it stood when a paragraph that cites it was first printed.

    line: the paragraph's first, in its file. value: as text, in its unit.
    """

    line: int
    name: str
    value: str
    unit: str


@dataclass(frozen=True)
class Comment:
    """Words of a person on one section (an analysis, `summary` or `opening`), as Markdown.

    text: as written; its first line is `line` of the file `origin`. pictures: address in the text → `data:` address.
    """

    section: str
    text: str
    origin: str
    line: int
    is_private: bool = False
    cited: tuple[CitedFigure, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ReportMeta:
    """One report. targets and baseline: by fact name. sheets: analysis id → sheet name in the workbook.

    metrics: every metric that the phase may state, and those that the client agreed in words alone.
    numbers: analysis id → number of its section, the same in every copy; empty counts the sections as they stand.
    stamp: of an issued copy; without one it is a working copy.

    shows_people: names and addresses stand in its rows. index_base: which figure is 100, where money is an index.
    version: what stands on the cover, such as `working copy`; empty takes the catalogue's word for it.
    audience: for whom this copy is (vocabulary.Audience). commentary: the consultant's words, in the order of their
    files; private notes only in a private copy. of_warehouse: what came in are views of the client's own warehouse.
    meeting: what an update is made for (vocabulary.Meeting).
    """

    client_name: str
    client_slug: str
    phase: str
    as_of: date | None
    locale: str = "en"
    language: str = "en"
    currency: str = "EUR"
    version: str = ""
    kit: str = ""
    snapshot: str = ""
    client_brand: BrandMark = BrandMark()
    consultant_brand: BrandMark = BrandMark()
    people: tuple[Contact, ...] = ()
    received: tuple[ReceivedFile, ...] = ()
    set_aside: tuple[SetAsideRows, ...] = ()
    definitions: tuple[Term, ...] = ()
    metrics: tuple[ShownMetric, ...] = ()
    targets: Mapping[str, Yardstick] = field(default_factory=dict)
    baseline: Mapping[str, Yardstick] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    audience: str = "team"
    shows_people: bool = False
    index_base: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    stamp: Stamp | None = None
    commentary: tuple[Comment, ...] = ()
    of_warehouse: bool = False
    meeting: str = ""

    def owner(self, responsibility: str) -> str:
        """The name of who holds a responsibility; empty where the engagement names nobody."""
        person = holder(self.people, responsibility)
        return person.name if person else ""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON, equal for equal reports."""
        plain: dict[str, Any] = _plain(asdict(self))
        return {name: said for name, said in plain.items() if said or name not in ("of_warehouse", "meeting")}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Self:
        """Back from `to_dict`; keys that this kit does not know are left out."""
        known = {f.name: said[f.name] for f in fields(cls) if f.name in said}
        for name, kind in _LISTS.items():
            known[name] = tuple(_back(kind, item) for item in known.get(name, ()))
        for name in ("client_brand", "consultant_brand"):
            known[name] = _back(BrandMark, known.get(name, {}))
        for name in ("targets", "baseline"):
            marks = known.get(name, {}).items()
            known[name] = {fact: Yardstick(Decimal(mark["value"]), mark["origin"]) for fact, mark in marks}
        known["commentary"] = tuple(map(_comment, known.get("commentary", ())))
        known["stamp"] = stamp_from(known.get("stamp"))
        return cls(**{**known, "as_of": _date(known.get("as_of"))})


_LISTS = {
    "people": Contact,
    "received": ReceivedFile,
    "set_aside": SetAsideRows,
    "definitions": Term,
    "metrics": ShownMetric,
}


def logo_address(path: Path) -> str:
    """A picture file as a `data:` address. Raises ConfigurationError on a kind that no renderer shows."""
    kind = LOGO_KINDS.get(path.suffix.lower())
    if kind is None or not path.is_file():
        raise ConfigurationError(
            "this logo cannot be used",
            code="logo",
            file=path,
            found=path.suffix if path.is_file() else "no such file",
            wanted="a picture file: " + ", ".join(LOGO_KINDS),
            mend="correct brand.logo",
        )
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value


def _back(kind: Any, said: Mapping[str, Any]) -> Any:
    known = {f.name: said[f.name] for f in fields(kind) if f.name in said}
    return kind(**{name: _date(value) if name.endswith("_on") else value for name, value in known.items()})


def _comment(said: Mapping[str, Any]) -> Comment:
    cited = tuple(_back(CitedFigure, figure) for figure in said.get("cited", ()))
    pictures = tuple((address, content) for address, content in said.get("pictures", ()))
    return _back(Comment, {**said, "cited": cited, "pictures": pictures})  # type: ignore[no-any-return]


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
