"""From a printed figure back to the rows it was counted from."""

import difflib
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from cmokit.analyses.catalog import CATALOG
from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import UsageError
from cmokit.exhibits.bundle import fact_to_dict
from cmokit.exhibits.fact import Fact, short_codes
from cmokit.exhibits.facts_file import read_json
from cmokit.runs.history import published_facts

MOST_ROWS = 1000  # printed by `--rows`; the workbook holds them all


def trace(folder: ClientFolder, asked: str, *, rows: bool = False) -> dict[str, Any]:
    """A figure's definition, steps, files and, with `rows`, its evidence rows. asked: fact name or short code.

    Raises UsageError where no published report holds such a figure.
    """
    found = published_facts(folder)
    name = _name(asked, list(found))
    fact, document, published = found[name]
    manifest = read_json(published / "manifest.json")
    answer = {
        "name": name,
        "code": short_codes(found)[name],
        "fact": fact_to_dict(fact, exact=True),
        "phase": document["phase"],
        "as_of": document["as_of"],
        "severity": _entry(fact, document)["severity"],
        "reason": _entry(fact, document)["reason"],
        "steps": _steps(fact, document, manifest),
        "evidence": _entry(fact, document)["evidence"],
    }
    return {**answer, "rows": _rows(folder, fact, document)} if rows else answer


def _name(asked: str, names: list[str]) -> str:
    if asked in names:
        return asked
    codes = {code: name for name, code in short_codes(names).items()}
    if asked.lower() in codes:
        return codes[asked.lower()]
    near = difflib.get_close_matches(asked, [*names, *codes], n=3)
    raise UsageError(
        f"no published report holds a figure {asked!r}",
        code="unknown_fact",
        wanted=" or ".join(near) or None,
        mend="cmokit facts CLIENT lists every figure with its name",
    )


def _steps(fact: Fact, document: dict[str, Any], manifest: dict[str, Any]) -> list[str]:
    """How the figure came about, one line a step, from the client's files to the page."""
    analysis = next(analysis for analysis in CATALOG if analysis.id == fact.analysis)
    tables = fact.tables or analysis.needs + analysis.uses
    files = {source.file for source in fact.sources}
    in_use = [file for file in manifest["files"] if file["file"] in files]
    return [
        *(
            f"read {f['file']}: {f['rows_in_count']} rows in, {f['rows_used_count']} used, "
            f"{f['rows_set_aside_count']} set aside"
            for f in in_use
        ),
        f"combined the deliveries into snapshot {manifest['snapshot']}: {', '.join(tables)}",
        f"counted what stands on or before {document['as_of']}",
        f"measured {analysis.id}, version {analysis.version}: {analysis.card.measures}",
    ]


def _entry(fact: Fact, document: dict[str, Any]) -> dict[str, Any]:
    """What the document says about the figure's analysis."""
    entry: dict[str, Any] = next(entry for entry in document["analyses"] if entry["id"] == fact.analysis)
    return entry


def _rows(folder: ClientFolder, fact: Fact, document: dict[str, Any]) -> list[dict[str, Any]]:
    """The evidence rows that carry the figure's dimensions (those that the evidence has columns for)."""
    evidence = _entry(fact, document)["evidence"]
    path = _evidence_path(folder, evidence) if evidence else None
    if path is None:
        return []
    table = pq.read_table(path)
    known = {k: v for k, v in fact.dimensions.items() if k in table.column_names and v != "all"}
    rows = [row for row in table.to_pylist() if all(str(row[key]) == value for key, value in known.items())]
    return rows[:MOST_ROWS]


def _evidence_path(folder: ClientFolder, evidence: dict[str, Any]) -> Path | None:
    import hashlib

    for path in sorted(folder.runs.glob(f"*/evidence/{evidence['file']}")):
        if hashlib.sha256(path.read_bytes()).hexdigest() == evidence["sha256"]:
            return path
    return None
