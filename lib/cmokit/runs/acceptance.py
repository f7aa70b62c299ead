"""What somebody answers to an issued copy: accepted or rejected, with remarks by section, in the register."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import CmokitError, DataNotReadable, ManyErrors, RunFailed, UsageError
from cmokit.registers.base import read_register
from cmokit.registers.deliverables import ANSWERED, DELIVERABLES, OUT, Deliverable, Remark, State
from cmokit.registers.written import write_item
from cmokit.runs.issued import issued_copies, repair_issued
from cmokit.sources.returned import ReturnedRow, ReturnedSheet, returned_sheet
from cmokit.words import LANGUAGES, say

COLUMNS = ("section", "remark", "by", "date")


@dataclass(frozen=True)
class Answer:
    """by, on: who and when; remarks: as typed. workbooks: returned ones, with their sheet of remarks."""

    by: str
    on: date
    is_accepted: bool = True
    remarks: tuple[str, ...] = ()
    workbooks: tuple[Path, ...] = ()


def accept(client: ClientFolder, deliverable: str, answer: Answer) -> Deliverable:
    """Record an answer. deliverable: its id in the register, or the name of its folder.

    Raises UsageError for a deliverable that is not known or not issued, RunFailed for one that was answered before,
    ManyErrors with every fault of a returned workbook; then nothing is written.
    """
    with engagement_lock(client, "an acceptance"):
        repair_issued(client)
        items = read_register(client, DELIVERABLES)
        item = _wanted(items, deliverable, client)
        _refuse_answered(item, client)
        if item.issued_on and answer.on < item.issued_on:
            wanted = f"{item.issued_on} or later"
            raise UsageError("--on is before the day of issue", "bad_order", found=str(answer.on), wanted=wanted)
        remarks = dict.fromkeys((*item.remarks, *_typed(answer), *_returned(client, items, item, answer)))
        done = item.model_copy(
            update={
                "state": State.ACCEPTED if answer.is_accepted else State.REJECTED,
                "decided_by": answer.by,
                "decided_on": answer.on,
                "remarks": tuple(remarks),
            }
        )
        write_item(client, DELIVERABLES, done)
        return done


def _wanted(items: Sequence[Deliverable], named: str, client: ClientFolder) -> Deliverable:
    """A copy by its id or its folder; UsageError with the nearest."""
    folder = Path(named).name
    found = next((item for item in items if named == item.id or folder == item.folder), None)
    if found is not None and found.state in OUT:
        return found
    if found is not None:
        mend = f"cmokit issue {client.slug} {found.phase} --audience {found.audience or 'board'} --to NAME"
        raise UsageError(f"{found.id} was not issued yet", "not_issued", DELIVERABLES.file(client), mend=mend)
    known = [item.id for item in items if item.state in OUT]
    near = difflib.get_close_matches(named, known, n=1)
    raise UsageError(
        "there is no such deliverable",
        code="unknown_deliverable",
        file=DELIVERABLES.file(client),
        found=named,
        wanted=", ".join(known) or "one that was issued",
        mend=f"did you mean {near[0]}?" if near else None,
    )


def _refuse_answered(item: Deliverable, client: ClientFolder) -> None:
    if item.state in ANSWERED:
        raise RunFailed(
            f"{item.id} was {item.state} by {item.decided_by} on {item.decided_on}",
            code="already_answered",
            file=DELIVERABLES.file(client),
            mend="an answer is changed in that file by hand; a later remark is one more line under remarks",
        )


def _typed(answer: Answer) -> Iterator[Remark]:
    return (Remark(remark=text, by=answer.by, on=answer.on) for text in answer.remarks)


def _returned(
    client: ClientFolder, items: Sequence[Deliverable], item: Deliverable, answer: Answer
) -> tuple[Remark, ...]:
    """The remarks of all returned workbooks; ManyErrors with every fault, one line each."""
    copy = next((copy for copy in issued_copies(client) if copy.entry.id == item.id), None)
    numbers = [number for number, _ in copy.sections] if copy else []
    faults: list[CmokitError] = []
    remarks: list[Remark] = []
    for path in answer.workbooks:
        sheet = returned_sheet(path, _heads(), ("section", "remark"))
        faults += _of_another_copy(path, sheet, items, item)
        for row in sheet.rows:
            found = _remark(path, sheet, row, numbers, answer)
            if isinstance(found, list):
                faults += found
            elif found:
                remarks.append(found)
    if faults:
        raise ManyErrors(faults)
    return tuple(remarks)


def _heads() -> dict[str, list[str]]:
    """What each column may be headed, in any language that a copy may have been issued in, each word once."""
    return {name: list(dict.fromkeys(say(f"issue.remarks.{name}", None, x) for x in LANGUAGES)) for name in COLUMNS}


def _of_another_copy(
    path: Path, sheet: ReturnedSheet, items: Sequence[Deliverable], item: Deliverable
) -> Iterator[CmokitError]:
    other = next((i.id for i in items if i.id != item.id and i.id in sheet.above), None)
    if other and item.id not in sheet.above:
        mend = f"cmokit accept … {other}"
        yield DataNotReadable(
            "this workbook is about another copy", "other_copy", path, None, None, other, item.id, mend
        )


def _remark(
    path: Path, sheet: ReturnedSheet, row: ReturnedRow, numbers: Sequence[str], answer: Answer
) -> Remark | list[CmokitError] | None:
    """A row's remark, its faults, or None where nobody wrote one."""
    values = row.values
    if values.get("remark") is None:
        return None
    section = None if values.get("section") is None else str(values["section"]).strip()
    faults = []
    if section is not None and section not in numbers:
        near = difflib.get_close_matches(section, numbers, n=1)
        mend = f"did you mean {near[0]}?" if near else "leave the section empty for a remark on the whole"
        faults.append(_fault(path, sheet, row, "section", "no section of this copy has this number", section, mend))
    on = answer.on if values.get("date") is None else _day(values["date"])
    if on is None:
        mend = "write 2026-02-09, or format the cell as a date"
        faults.append(_fault(path, sheet, row, "date", "this is no date", str(values["date"]), mend))
    if faults or on is None:
        return faults
    by = answer.by if values.get("by") is None else str(values["by"])
    return Remark(section=section, remark=str(values["remark"]), by=by, on=on)


def _day(value: Any) -> date | None:
    """A cell's day, None where it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _fault(
    path: Path, sheet: ReturnedSheet, row: ReturnedRow, column: str, message: str, found: str, mend: str
) -> CmokitError:
    return DataNotReadable(message, f"bad_{column}", path, row.row, sheet.columns.get(column), found, None, mend)
