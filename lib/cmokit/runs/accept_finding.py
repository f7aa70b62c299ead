"""Accepting findings: somebody decides to live with them, and the register says who, when and why."""

import difflib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from cmokit.analyses.base import Analysis
from cmokit.analyses.catalog import BY_ID
from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import UsageError
from cmokit.exhibits.facts_file import read_json
from cmokit.registers.base import read_register
from cmokit.registers.findings import ALL, FINDINGS, Acceptance
from cmokit.registers.written import write_item


def accept_finding(
    client: ClientFolder,
    analysis: str,
    records: Sequence[str],
    *,
    by: str,
    on: date,
    why: str,
    decision: str | None = None,
) -> Acceptance:
    """Record that findings are accepted. records: record ids as in the evidence, or `all` alone.

    Raises UsageError for an analysis whose findings are not followed, for a record that no published report names, and
    for findings that are accepted already; then nothing is written.
    """
    chosen = _followed(analysis)
    with engagement_lock(client, "accepting a finding"):
        before = read_register(client, FINDINGS)
        _check_records(client, chosen, records, before)
        item = Acceptance(
            id=_free_id(f"{analysis}-{on}", (one.id for one in before)),
            analysis=analysis,
            records=ALL if list(records) == [ALL] else tuple(records),  # type: ignore[arg-type]
            by=by,
            on=on,
            why=why,
            decision=decision,
        )
        write_item(client, FINDINGS, item)
        return item


def _followed(named: str) -> Analysis:
    followed = {id_: analysis for id_, analysis in BY_ID.items() if analysis.tracked}
    if named not in followed:
        near = difflib.get_close_matches(named, followed, n=1)
        raise UsageError(
            "this analysis has no findings that can be accepted",
            code="unknown_analysis",
            found=named,
            wanted=", ".join(followed),
            mend=f"did you mean {near[0]}?" if near else None,
        )
    return followed[named]


def _check_records(
    client: ClientFolder, analysis: Analysis, records: Sequence[str], before: Iterable[Acceptance]
) -> None:
    if not records or (ALL in records and len(records) > 1):
        raise UsageError("no record is named", code="no_records", wanted="record ids with commas between, or all")
    done = {record for item in before if item.analysis == analysis.id for record in item.accepts}
    if ALL in done or set(records) <= done:
        file = FINDINGS.file(client)
        raise UsageError("these findings are accepted already", code="already_accepted", file=file, found=analysis.id)
    if records[0] != ALL:
        known = _named_records(client, analysis)
        unknown = [record for record in records if record not in known]
        if unknown:
            near = difflib.get_close_matches(unknown[0], known, n=1)
            raise UsageError(
                f"no published report names this record under {analysis.id}",
                code="unknown_record",
                found=", ".join(unknown),
                mend=f"did you mean {near[0]}?" if near else "take the id from the evidence sheet, or run the report",
            )


def _named_records(client: ClientFolder, analysis: Analysis) -> set[str]:
    """The records in the evidence of the published reports."""
    column = analysis.tracked.record if analysis.tracked else ""
    files = (path for path in _evidence(client, analysis.id) if path.is_file())
    return {str(value) for path in files for value in pq.ParquetFile(path).read(columns=[column])[column].to_pylist()}


def _evidence(client: ClientFolder, analysis: str) -> list[Path]:
    runs = {str(read_json(path)["run"]) for path in sorted(client.reports.glob("*/manifest.json"))}
    return [client.runs / run / "evidence" / f"{analysis}.parquet" for run in sorted(runs)]


def _free_id(wanted: str, taken: Iterable[str]) -> str:
    known = set(taken)
    number = 1
    while (free := wanted if number == 1 else f"{wanted}-{number}") in known:
        number += 1
    return free
