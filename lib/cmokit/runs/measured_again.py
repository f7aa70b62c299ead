"""The figures of some files, on some day, under some engagement.yaml: measured by today's kit, and kept.

Only `measure` is asked: neither verdicts nor pages, nor what a run adds to figures (states of findings, repairs).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, measured, stated_facts
from cmokit.analyses.definitions import definitions_of
from cmokit.engagement.load import load_engagement
from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import make_folder, write_bytes, write_text
from cmokit.errors import CmokitError
from cmokit.exhibits.bundle import fact_from_dict, fact_to_dict
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.facts_file import dump_json, read_json
from cmokit.runs.inputs import kit_sha256
from cmokit.sources.deliveries import build_snapshot, open_tables
from cmokit.words import speaking

FOLDER = ".measured"  # in the client's runs/
TERMS = "engagement.yaml"  # in a run's folder: what was agreed when it was made
_KIT = 8  # digits of the kit's hash that a kept file begins with
UNREADABLE = ""  # instead of an analysis: the files cannot be read under these terms at all


@dataclass(frozen=True)
class Data:
    """Files in use, by their hashes, as of a day."""

    files: frozenset[str]
    as_of: date


@dataclass(frozen=True)
class Measured:
    """facts: by name. refused: analysis id → why these data cannot carry it under these terms, as a sentence."""

    facts: Mapping[str, Fact]
    refused: Mapping[str, str]


def data_of(manifest: Mapping[str, Any]) -> Data:
    """What a run stood on."""
    return Data(frozenset(f["sha256"] for f in manifest["files"]), date.fromisoformat(str(manifest["as_of"])))


def keep_terms(client: ClientFolder, run_folder: Path) -> None:
    """Keep with a run what was agreed when it was made, so that later data can be held against it."""
    write_bytes(run_folder / TERMS, client.engagement_file.read_bytes())


def terms_of(client: ClientFolder, run: str) -> Engagement | None:
    """What was agreed when a run was made; None where that was not kept, or can no longer be read."""
    path = client.runs / run / TERMS
    if not path.is_file():
        return None
    try:
        return load_engagement(path)
    except CmokitError:  # of an older form, or by rules that hold no more
        return None


def measured_again(
    client: ClientFolder, data: Data, terms: Engagement, analyses: Sequence[Analysis], language: str
) -> Measured:
    """The figures of these analyses. language: of the reasons why something cannot be answered."""
    path = _path(client, data, terms, analyses, language)
    if not path.is_file():
        with speaking(language):
            found = _measured(client, data, terms, analyses)
        _keep(path, found)
    return _read(path)


def _measured(client: ClientFolder, data: Data, terms: Engagement, analyses: Sequence[Analysis]) -> Measured:
    facts: dict[str, Fact] = {}
    refused: dict[str, str] = {}
    try:
        snapshot = build_snapshot(client, terms, as_of=data.as_of, only=set(data.files))
        tables = open_tables(snapshot, terms, as_of=data.as_of)
    except CmokitError as fault:
        return Measured({}, {UNREADABLE: str(fault)})
    definitions = definitions_of(terms, data.as_of)
    for analysis in analyses:
        try:
            found = measured(analysis, tables, definitions)
        except CannotAnswer as answer:
            refused[analysis.id] = answer.reason
            continue
        facts |= {fact.name: fact for fact in stated_facts(analysis, found.facts, definitions)}
    return Measured(facts, refused)


def _path(client: ClientFolder, data: Data, terms: Engagement, analyses: Sequence[Analysis], language: str) -> Path:
    """Named by everything that decides the content; the kit's own code first, so that old ones can be told."""
    parts = (*sorted(data.files), data.as_of, terms.model_dump_json(), *(a.id for a in analyses), language)
    name = hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]
    return client.runs / FOLDER / f"{kit_sha256()[:_KIT]}-{name}.json"


def _keep(path: Path, found: Measured) -> None:
    for old in path.parent.glob("*.json"):
        if not old.name.startswith(path.name[:_KIT]):
            old.unlink(missing_ok=True)
    facts = [fact_to_dict(fact, exact=True) for _, fact in sorted(found.facts.items())]
    make_folder(path.parent)
    write_text(path, dump_json({"facts": facts, "refused": dict(found.refused)}))


def _read(path: Path) -> Measured:
    said = read_json(path)
    return Measured({fact.name: fact for fact in map(fact_from_dict, said["facts"])}, said["refused"])
