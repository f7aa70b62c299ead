"""What can be mended in a client's records, as values: a repair sets one value, a merge joins records of one person.

An analysis gives repairs only where its own evidence decides the new value, and never of a value that the client has
masked. Nothing here writes: the client imports the files of `fixes/`, or does not.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmokit.tables.masked import BEGINS_WITH_TOKEN, PHONE_PREFIX
from cmokit.words import say

_MASKED = re.compile(BEGINS_WITH_TOKEN)


@dataclass(frozen=True)
class Repair:
    """One value of one record to be set.

    system: whose record, as `source_system` says. table, record_id, field: in canonical names. old, new: as the system
    writes them, neither blank. reason: why this is the right value. confidence: what speaks for it, in numbers.
    source_file, source_row: the row that shows it.
    """

    system: str
    table: str
    record_id: str
    field: str
    old: str
    new: str
    reason: str
    confidence: str
    source_file: str
    source_row: int

    @property
    def records(self) -> tuple[str, ...]:
        return (self.record_id,)


@dataclass(frozen=True)
class Kept:
    """The value of one field that the surviving record is to have, and the record that states it today."""

    field: str
    value: str
    record_id: str


@dataclass(frozen=True)
class Merge:
    """Records of one person: `merged` go into `survivor`.

    matched_by: what tied each merged record in, as many. decide_first: fields on which the records disagree and a
    person has to choose before anything is joined. kept: fields in which the records differ and evidence decides.
    before: what each record states today, by record id and field.
    """

    system: str
    table: str
    survivor: str
    merged: tuple[str, ...]
    matched_by: tuple[str, ...]
    decide_first: tuple[str, ...]
    kept: tuple[Kept, ...]
    reason: str
    source_files: Mapping[str, str]
    before: Mapping[str, Mapping[str, str | None]]

    @property
    def records(self) -> tuple[str, ...]:
        """The records that go; none where a person has to decide first."""
        return () if self.decide_first else self.merged

    @property
    def source_file(self) -> str:
        return self.source_files[self.survivor]


Repairs = tuple[Repair | Merge, ...]


def is_masked(text: str | None) -> bool:
    """Whether the client has masked this value: nobody here knows what stands there."""
    return bool(text) and (bool(_MASKED.match(str(text))) or str(text).startswith(PHONE_PREFIX))


def respellings(rows: Iterable[Mapping[str, Any]]) -> tuple[Repair, ...]:
    """Repairs of values that are another spelling of a more frequent one.

    rows: source_system, table, record_id, field, value, usual, rows_count (records with the spelling), usual_count
    (those with the usual one), source_file, source_row. Where both are equally frequent nothing decides.
    """
    found = [
        Repair(
            system=row["source_system"] or "",
            table=row["table"],
            record_id=row["record_id"],
            field=row["field"],
            old=row["value"],
            new=row["usual"],
            reason=say("repairs.reason.spelling", old=row["value"], new=row["usual"]),
            confidence=say("repairs.confidence.spelling", usual=row["usual_count"], other=row["rows_count"]),
            source_file=row["source_file"] or "",
            source_row=row["source_row"] or 0,
        )
        for row in rows
        if row["record_id"] and row["usual_count"] > row["rows_count"] and not is_masked(row["value"])
    ]
    return tuple(sorted(found, key=lambda r: (r.system, r.table, r.record_id, r.field)))


def kept_values(survivor: str, records: Mapping[str, Mapping[str, Any]], fields: Sequence[str]) -> tuple[Kept, ...]:
    """Of the fields in which records differ, what the survivor keeps.

    Its own value where it has one; where it is blank, that of the others if they state a single one.
    """
    found = []
    for name in fields:
        stated = {record: value for record, row in records.items() if (value := _text(row[name]))}
        if any(map(is_masked, stated.values())) or len(set(stated.values())) + (len(stated) < len(records)) < 2:
            continue
        owner = survivor if survivor in stated else min(stated)
        if owner == survivor or len(set(stated.values())) == 1:
            found.append(Kept(name, stated[owner], owner))
    return tuple(found)


def _text(value: Any) -> str:
    return str(value).strip() if value is not None else ""
