"""The figures of some files, on some day, under some engagement.yaml: measured by today's kit, and kept.

Only `measure` is asked: neither verdicts nor pages, nor what a run adds to figures (states of findings, repairs). What
rests on registers is left to whole runs: they say what people know today, not what they knew then.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.analyses.base import Analysis, CannotAnswer, Found, measured, stated_facts
from cmokit.analyses.catalog import BY_ID
from cmokit.analyses.definitions import definitions_of
from cmokit.analyses.tracked import SEPARATOR
from cmokit.engagement.load import load_engagement
from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import make_folder, write_bytes, write_text
from cmokit.errors import CmokitError
from cmokit.exhibits.bundle import fact_from_dict, fact_to_dict
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.facts_file import dump_json, read_json
from cmokit.runs.earlier_findings import found_in
from cmokit.runs.evidence import to_arrow
from cmokit.runs.inputs import kit_sha256
from cmokit.sources.deliveries import build_snapshot, open_tables
from cmokit.words import speaking

if TYPE_CHECKING:
    import pyarrow as pa

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
    """facts: by name. refused: analysis id → why these data cannot carry it under these terms, as a sentence. rows:
    analysis id → the keys of its evidence rows, None where they were not asked for.
    """

    facts: Mapping[str, Fact]
    refused: Mapping[str, str]
    rows: Mapping[str, frozenset[str]] | None = None


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
    client: ClientFolder,
    data: Data,
    terms: Engagement,
    analyses: Sequence[Analysis],
    language: str,
    *,
    with_rows: bool = False,
) -> Measured:
    """The figures of these analyses, and the keys of their evidence rows. language: of the reasons why something cannot
    be answered.
    """
    path = _path(client, data, terms, analyses, language)
    kept = _read(path) if path.is_file() else None
    if kept is None or (with_rows and kept.rows is None):
        with speaking(language):
            found = _measured(client, data, terms, analyses, with_rows)
        _keep(path, found)
    return _read(path)


def _measured(
    client: ClientFolder, data: Data, terms: Engagement, analyses: Sequence[Analysis], with_rows: bool
) -> Measured:
    facts: dict[str, Fact] = {}
    refused: dict[str, str] = {}
    rows: dict[str, frozenset[str]] = {}
    try:
        snapshot = build_snapshot(client, terms, as_of=data.as_of, only=set(data.files))
        tables = open_tables(snapshot, terms, as_of=data.as_of)
    except CmokitError as fault:
        return Measured({}, {UNREADABLE: str(fault)})
    definitions = definitions_of(terms, data.as_of)

    @cache
    def other(analysis_id: str) -> Found:
        try:
            return measured(BY_ID[analysis_id], tables, definitions, other)
        except CannotAnswer as answer:
            return answer

    for analysis in analyses:
        if analysis.registers:
            continue
        try:
            found = measured(analysis, tables, definitions, other)
        except CannotAnswer as answer:
            refused[analysis.id] = answer.reason
            continue
        facts |= {fact.name: fact for fact in stated_facts(analysis, found.facts, definitions)}
        if with_rows:
            rows[analysis.id] = row_keys(analysis, to_arrow(found.evidence, analysis.evidence_key), terms.currency)
    return Measured(facts, refused, rows if with_rows else None)


def row_keys(analysis: Analysis, evidence: "pa.Table | None", currency: str) -> frozenset[str]:
    """What names the rows of an analysis's evidence: findings where it follows them over deliveries, else its key."""
    if analysis.tracked is not None:
        return frozenset(found_in(analysis, evidence, currency))
    columns = [name for name in analysis.evidence_key if evidence is not None and name in evidence.column_names]
    if evidence is None or not columns:
        return frozenset()
    rows = zip(*(evidence[name].to_pylist() for name in columns), strict=True)
    return frozenset(SEPARATOR.join("" if value is None else str(value) for value in row) for row in rows)


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
    rows = None if found.rows is None else {name: sorted(keys) for name, keys in sorted(found.rows.items())}
    write_text(path, dump_json({"facts": facts, "refused": dict(found.refused), "rows": rows}))


def _read(path: Path) -> Measured:
    said = read_json(path)
    facts = {fact.name: fact for fact in map(fact_from_dict, said["facts"])}
    rows = said.get("rows")
    return Measured(facts, said["refused"], rows and {name: frozenset(keys) for name, keys in rows.items()})
