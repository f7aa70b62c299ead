"""The figures of every run of a client as one tidy table."""

import fnmatch
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cmokit.engagement.workspace import ClientFolder
from cmokit.exhibits.bundle import fact_from_dict
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.facts_file import read_json


def facts(folder: ClientFolder, *, pattern: str = "*", history: bool = True) -> list[dict[str, Any]]:
    """One row per run and figure, sorted by figure and day; without `history` each phase's published report only.

    pattern: a shell pattern over fact ids or names (`money.*`). Columns: id, dimensions (text), value, unit, n, low,
    high, phase, as_of, run (its id), name.
    """
    rows = [row for run, document in _documents(folder, history) for row in _rows(run, document, pattern)]
    return sorted(rows, key=lambda row: (row["name"], row["as_of"], row["phase"], row["run"]))


def tidy_row(fact: Fact) -> dict[str, Any]:
    """A figure as one flat row."""
    dimensions = ",".join(f"{key}={value}" for key, value in fact.dimensions.items())
    return {
        "id": fact.id,
        "dimensions": dimensions,
        "value": fact.value,
        "unit": fact.unit,
        "n": fact.n,
        "low": fact.low,
        "high": fact.high,
        "name": fact.name,
    }


def _documents(folder: ClientFolder, history: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    paths = sorted(folder.runs.glob("*/facts.json")) if history else sorted(folder.reports.glob("*/facts.json"))
    for path in paths:
        yield (path.parent.name if history else _run_of(path.parent)), read_json(path)


def _run_of(published: Path) -> str:
    """The id of the run that a published folder came from."""
    return str(read_json(published / "manifest.json")["run"])


def _rows(run: str, document: dict[str, Any], pattern: str) -> Iterator[dict[str, Any]]:
    for said in document["facts"]:
        fact = fact_from_dict(said)
        if fnmatch.fnmatchcase(fact.id, pattern) or fnmatch.fnmatchcase(fact.name, pattern):
            yield {**tidy_row(fact), "phase": document["phase"], "as_of": document["as_of"], "run": run}


def published_facts(folder: ClientFolder) -> dict[str, tuple[Fact, dict[str, Any], Path]]:
    """Fact name → figure, its document and the published folder, over all phases; the latest `as_of` wins."""
    found: dict[str, tuple[Fact, dict[str, Any], Path]] = {}
    documents = [(path, read_json(path)) for path in folder.reports.glob("*/facts.json")]
    for path, document in sorted(documents, key=lambda pair: (pair[1]["as_of"], pair[0])):
        for said in document["facts"]:
            fact = fact_from_dict(said)
            found[fact.name] = (fact, document, path.parent)
    return found
