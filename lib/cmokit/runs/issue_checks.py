"""What stands against issuing a report: a changed file, withdrawn data, numbers in people's words without a source."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import RunFailed
from cmokit.runs.issued import IssuedCopy
from cmokit.runs.manifest import deliverable_sha256
from cmokit.runs.published_run import PublishedRun
from cmokit.sources.deliveries.ledger import Received, read_ledger

if TYPE_CHECKING:
    from cmokit.render.commentary import LooseNumeral

MOST_NAMED = 3  # in one line


def refuse_changed(client: ClientFolder, run: PublishedRun) -> None:
    """A published report of which a file was edited or removed is not what the run made."""
    folder = client.reports / run.phase
    for entry in run.manifest["deliverables"]:
        path = folder / entry["file"]
        if not path.is_file() or deliverable_sha256(path) != entry["sha256"]:
            raise RunFailed(
                "this file of the published report was changed by hand" if path.is_file() else "this file is gone",
                code="not_whole",
                file=path,
                mend=f"cmokit run {client.slug} {run.phase} --force makes it anew; keep your own words in commentary/",
            )


def refuse_withdrawn(client: ClientFolder, run: PublishedRun) -> None:
    """A report that stands on a file which was taken out of use since."""
    ledger = read_ledger(client)
    in_use = {entry.sha256 for entry in ledger if not entry.is_withdrawn}
    gone = {entry.sha256: entry for entry in ledger if entry.is_withdrawn and entry.sha256 not in in_use}
    for file in run.manifest["files"]:
        if file["sha256"] in gone:
            entry = gone[file["sha256"]]
            raise RunFailed(
                f"the report stands on {entry.name}, which was withdrawn on {entry.withdrawn_on}: {entry.reason}",
                code="withdrawn",
                file=client.reports / run.phase,
                found=f"run {run.run_id}",
                mend=f"run again: cmokit run {client.slug} {run.phase}",
            )


def newer_files(client: ClientFolder, run: PublishedRun) -> tuple[Received, ...]:
    """Files in use that came since and count on the report's day: the report is older than the data."""
    used = {file["sha256"] for file in run.manifest["files"]}
    as_of = str(run.manifest["as_of"])
    return tuple(
        entry
        for entry in read_ledger(client)
        if not entry.is_withdrawn and entry.sha256 not in used and entry.stands_on.isoformat() <= as_of
    )


def refuse_loose(client: ClientFolder, loose: "tuple[LooseNumeral, ...]") -> None:
    """Numbers in the commentary or in the analyst's cells that nobody stands behind."""
    if loose:
        raise RunFailed(
            f"{what_is_loose(loose)} | only a working copy may hold that",
            code="loose_numeral",
            file=client.commentary,
            mend="write {{fact:NAME}} or {{said:…|WHO}}, or let it pass: --override NAME --reason TEXT",
        )


def what_is_loose(loose: "tuple[LooseNumeral, ...]") -> str:
    """`2 numbers have no source: commentary/audit.md, line 12: 40; cell 14: 7 %`"""
    named = "; ".join(f"{found.place}: {found.text}" for found in loose[:MOST_NAMED])
    more = f" and {len(loose) - MOST_NAMED} more" if len(loose) > MOST_NAMED else ""
    count = "1 number has" if len(loose) == 1 else f"{len(loose)} numbers have"
    return f"{count} no source: {named}{more}"


def refuse_again(client: ClientFolder, previous: IssuedCopy, run: PublishedRun, to: str, commentary: str) -> None:
    """The same report to the same addressee a second time is a slip, not a new version."""
    entry = previous.entry
    if entry.run == run.run_id and entry.issued_to == to and _commentary_of(previous) == commentary:
        raise RunFailed(
            f"this very report was issued to {to} as {entry.version} on {entry.issued_on}",
            code="already_issued",
            file=previous.folder,
            mend="send that folder; a new version needs new data, words or definitions, or another addressee",
        )


def _commentary_of(copy: IssuedCopy) -> str:
    from cmokit.exhibits.facts_file import read_json

    return str(read_json(copy.folder / "manifest.json").get("commentary_sha256", ""))


def lines_of(newer: tuple[Received, ...], client: ClientFolder, run: PublishedRun) -> Iterator[str]:
    """The warning about data that came since; none where none did."""
    if newer:
        names = ", ".join(entry.name for entry in newer[:MOST_NAMED])
        more = f" and {len(newer) - MOST_NAMED} more" if len(newer) > MOST_NAMED else ""
        yield f"the report is older than the data: {names}{more} came since; cmokit run {client.slug} {run.phase}"
