"""Taking files in: all of a call are read and combined before anything is kept, so that nothing is half taken in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_text
from cmokit.errors import CmokitError, ManyErrors, UsageError
from cmokit.sources.base import Note
from cmokit.sources.deliveries.answers import answers_in_force, check_answers, settle
from cmokit.sources.deliveries.dates import Ask, Dated, dated
from cmokit.sources.deliveries.disagree import Disagreement
from cmokit.sources.deliveries.in_use import Snapshot
from cmokit.sources.deliveries.inbox import Found, find_files, is_known, place
from cmokit.sources.deliveries.keep import keep, staging_folder
from cmokit.sources.deliveries.ledger import AUTO, FULL, PARTIAL, Received, read_ledger
from cmokit.sources.deliveries.load import Load
from cmokit.sources.deliveries.loads import FOLDER, Loads
from cmokit.sources.deliveries.of_warehouse import refuse_exports
from cmokit.sources.deliveries.report import KNOWN, LOADED, WITHDRAWN, FileReport, IngestReport
from cmokit.sources.deliveries.snapshot import select, snapshot_of
from cmokit.vocabulary import Combine


@dataclass(frozen=True)
class Taken:
    """A file of this call: found, read and dated; `entry` is its row in the ledger, new or from before."""

    found: Found
    load: Load
    entry: Received
    status: str
    warning: Note | None = None


def ingest(
    client: ClientFolder,
    engagement: Engagement,
    files: Sequence[Path] = (),
    *,
    today: date,
    as_of: date | None = None,
    partial: bool = False,
    full: bool = False,
    ask: Ask | None = None,
) -> IngestReport:
    """Take files in, or without any what lies in the inbox and is not in the ledger, and make the snapshot current.

    today: the day they came. as_of: when the exports were made, where they do not say it. partial, full: what these
    exports are, said by a person. ask: asks one; without it the issue's rules decide, or DataNotReadable is raised.
    What a finance workbook says and engagement.yaml leaves open is written there. Raises DataNotReadable, ManyErrors of
    all faults found in reading, or ConfigurationError where the two contradict each other; then nothing has changed.
    """
    if partial and full:
        raise UsageError("an export is either partial or full", code="partial_and_full")
    refuse_exports(engagement)
    with engagement_lock(client, "an ingest"), staging_folder(client) as staging:
        loads = Loads(client, engagement, new=staging / FOLDER)
        ledger = read_ledger(client)
        delivery = _delivery_id(ledger, today)
        taken = _read(find_files(client, files), ledger, loads, delivery, today=today, as_of=as_of, ask=ask)
        taken = _say_coverage(taken, PARTIAL if partial else FULL if full else AUTO)
        entries = _placed(client, ledger, taken)
        entries, snapshot = _combined(client, engagement, entries, taken, loads, staging, ask)
        said = answers_in_force(select(entries), loads)
        check_answers(client.engagement_file, engagement, said)
        text, settings = settle(client.engagement_file, engagement, said)
        keep(client, _copies(taken, entries), entries, snapshot, staging)
        if text is not None:
            write_text(client.engagement_file, text)
        is_new = any(t.status == LOADED for t in taken)
        done = replace(snapshot, folder=client.tables / snapshot.id)
        return IngestReport(delivery if is_new else None, tuple(_reported(t, entries) for t in taken), done, settings)


def _read(
    found: Iterable[Found],
    ledger: Sequence[Received],
    loads: Loads,
    delivery: str,
    *,
    today: date,
    as_of: date | None,
    ask: Ask | None,
) -> list[Taken]:
    """Every file read and dated; all that cannot be read are reported together."""
    taken: list[Taken] = []
    errors: list[CmokitError] = []
    for file in found:
        try:
            load = loads.of(file.path, file.sha256)
        except ManyErrors as several:
            errors += several.errors
        except CmokitError as error:
            errors.append(error)
        else:
            known = is_known(file, [*ledger, *(t.entry for t in taken)])
            taken.append(_taken(file, load, known, delivery, today=today, as_of=as_of, ask=ask))
    if errors:
        raise errors[0] if len(errors) == 1 else ManyErrors(errors)
    return taken


def _taken(
    file: Found, load: Load, known: list[Received], delivery: str, *, today: date, as_of: date | None, ask: Ask | None
) -> Taken:
    """A file is known where it lies in the inbox as taken in, or where its content came before with the same days."""
    same = next((entry for entry in known if file.inside and file.inside == entry.path), None)
    if same is None:
        named = next((entry for entry in known if file.name in entry.all_names), None)
        days = dated(load, file.name, as_of=as_of, ask=None if named else ask, today=today)
        entry = _entry(file, load, days, delivery, today)
        same = next((e for e in known if e.file_id == entry.file_id), None)
        if same is None and named and days.dated_from not in ("file", "as_of"):
            same = named
        if same is None:
            return Taken(file, load, entry, LOADED, days.warning)
        same = replace(same, names="|".join(sorted({*same.all_names, file.name})))
    return Taken(file, load, same, WITHDRAWN if same.is_withdrawn else KNOWN)


def _entry(file: Found, load: Load, days: Dated, delivery: str, today: date) -> Received:
    return Received(
        sha256=file.sha256,
        name=file.name,
        path=file.inside or file.name,
        kind=load.kind,
        delivery_id=delivery,
        received_on=today,
        extract_on=days.extract_on,
        period_start_on=days.start_on,
        period_end_on=days.end_on,
        dated_from=days.dated_from,
        names=file.name,
        source_system=load.system,
        rows_in_count=load.rows_in_count,
        rows_used_count=load.rows_used_count,
        rows_set_aside_count=load.rows_set_aside_count,
        values_set_aside_count=load.values_set_aside_count,
        warnings_count=len(load.warnings) + bool(days.warning),
    )


def _say_coverage(taken: list[Taken], coverage: str) -> list[Taken]:
    """Put --partial or --full on this call's snapshots, on those that came before too: so a wrong guess is mended."""
    if coverage == AUTO:
        return taken
    return [_covering(t, coverage) if t.load.combine == Combine.SNAPSHOT else t for t in taken]


def _covering(t: Taken, coverage: str) -> Taken:
    return replace(t, entry=replace(t.entry, coverage=coverage))


def _placed(client: ClientFolder, ledger: Sequence[Received], taken: Sequence[Taken]) -> tuple[Received, ...]:
    """The ledger with this call's files, the new ones with their place in the inbox."""
    entries = {entry.file_id: entry for entry in ledger}
    places = {entry.path for entry in ledger}
    for t in taken:
        entry = t.entry
        if t.status == LOADED:
            entry = replace(entry, path=place(client, t.found, entry.stands_on.isoformat(), places))
            places.add(entry.path)
        entries[entry.file_id] = entry
    return tuple(entries.values())


def _combined(
    client: ClientFolder,
    engagement: Engagement,
    entries: tuple[Received, ...],
    taken: Sequence[Taken],
    loads: Loads,
    staging: Path,
    ask: Ask | None,
) -> tuple[tuple[Received, ...], Snapshot]:
    """The snapshot of all files in use, in the staging folder; what a person must decide is asked and noted down."""
    asked: set[str] = set()
    ours = {t.entry.file_id for t in taken}
    while True:
        try:
            snapshot, doubts = snapshot_of(client, engagement, select(entries), loads=loads, into=staging)
        except Disagreement as error:
            if ask is None:
                raise
            entries = _preferred(entries, error, ask)
            continue
        open_ = [d for d in doubts if d.file.entry.file_id in ours and d.file.entry.file_id not in asked]
        if ask is None or not open_:
            return entries, snapshot
        for doubt in open_:
            asked.add(doubt.file.entry.file_id)
            question = f"{doubt.file.label} {doubt.message}. Is it a part of the records, or all of them?"
            answer = ask(question, (PARTIAL, FULL))
            if answer in (PARTIAL, FULL):
                entries = _changed(entries, doubt.file.entry.file_id, coverage=answer)


def _preferred(entries: tuple[Received, ...], error: Disagreement, ask: Ask) -> tuple[Received, ...]:
    labels = tuple(file.label for file in error.files)
    answer = ask(f"{error} Which of the two is right?", labels)
    if answer not in labels:
        raise error
    one, other = (file.entry for file in error.files)
    chosen = one if answer == labels[0] else other
    return _changed(entries, chosen.file_id, precedence_count=max(one.precedence_count, other.precedence_count) + 1)


def _changed(entries: tuple[Received, ...], file_id: str, **values: object) -> tuple[Received, ...]:
    return tuple(replace(e, **values) if e.file_id == file_id else e for e in entries)  # type: ignore[arg-type]


def _copies(taken: Iterable[Taken], entries: Iterable[Received]) -> dict[str, Path]:
    """Place in the inbox → the file to copy there, of files that are new and lie elsewhere."""
    path_of = {entry.file_id: entry.path for entry in entries}
    new = [t for t in taken if t.status == LOADED and t.found.inside is None]
    return {path_of[t.entry.file_id]: t.found.path for t in new}


def _reported(t: Taken, entries: tuple[Received, ...]) -> FileReport:
    entry = next(e for e in entries if e.file_id == t.entry.file_id)
    return FileReport(
        file=t.found.name,
        path=entry.path,
        status=t.status,
        kind=t.load.kind,
        recognised_by=t.load.recognised_by,
        stands_on=entry.stands_on.isoformat(),
        rows_in_count=t.load.rows_in_count,
        rows_used_count=t.load.rows_used_count,
        rows_set_aside_count=t.load.rows_set_aside_count,
        values_set_aside_count=t.load.values_set_aside_count,
        warnings=(*t.load.warnings, *([t.warning] if t.warning else [])),
    )


def _delivery_id(ledger: Iterable[Received], today: date) -> str:
    """The day and a running number of that day."""
    days = {entry.delivery_id for entry in ledger if entry.received_on == today}
    return f"{today.isoformat()}-{len(days) + 1}"
