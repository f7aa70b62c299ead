"""The columns of one file, each with how it is masked, and the masking of one row."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

from cmokit.sources.base import Source, header_key, value_key
from cmokit.sources.masking.people import People
from cmokit.sources.masking.personal import PERSONAL, PERSONAL_OF_TABLE, How, declared, guessed, is_plain
from cmokit.sources.masking.tokens import Tokens
from cmokit.sources.masking.traces import answers_of, masked_description, masked_subject, masked_trace
from cmokit.sources.reading import RawTable
from cmokit.sources.salesforce_history import FIELD_NAMES, changed_by_kind
from cmokit.sources.stages import DEAL_STAGES, LEAD_STATUS, LIFECYCLE
from cmokit.tables.catalog import TABLES

# Values of these fields are no person's, whoever changed them.
_HARMLESS = (
    {
        value_key(column.name)
        for table in ("contacts", "companies", "opportunities")
        for column in TABLES[table].columns
        if column.name not in PERSONAL and (table, column.name) not in PERSONAL_OF_TABLE
    }
    | (set(FIELD_NAMES) - {"owner", "opportunityowner"})
    | {"stagename", "dealstage", "pipeline", "leadstatus"}
)
_STAGES = {*LIFECYCLE, *DEAL_STAGES, *LEAD_STATUS}  # what a changed value may be that nobody's name is


@dataclass(frozen=True)
class Columns:
    """headers: of the file, in its order. how: header → how it is masked. unknown: headers that no source declares.
    said: headers for which a
    person has decided. prose: kept headers of plain text, in which phone numbers are searched too.
    answers: as `traces.answers_of`."""

    source: Source | None
    headers: tuple[str, ...]
    how: dict[str, How]
    unknown: frozenset[str]
    prose: frozenset[str]
    said: frozenset[str] = frozenset()
    answers: Counter[str] = field(default_factory=Counter)

    def cell_of(self, cells: Sequence[str], name: str) -> str:
        """The row's cell of a field of the source; blank where the file has no such column."""
        place = self._places.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    @cached_property
    def _places(self) -> dict[str, int]:
        bound = self.source.bind(self.headers) if self.source else ()
        return {b.field.name: self.headers.index(b.header) for b in bound if not b.field.is_many}

    def of(self, *wanted: How) -> list[int]:
        return [place for place, header in enumerate(self.headers) if self.how[header] in wanted]


def columns_of(raw: RawTable, source: Source | None, keep: frozenset[str], mask: frozenset[str]) -> Columns:
    """How each column is masked. keep, mask: headers (`header_key`) for which a person has decided."""
    how: dict[str, How] = {}
    said = frozenset(header for header in raw.headers if header_key(header) in keep | mask)
    unknown, prose, answers = set(), set(), Counter[str]()
    for header in raw.headers:
        texts = raw.table[header].to_pylist()
        known = declared(source, header)
        if known is None:
            unknown.add(header)
        if header_key(header) in keep:
            how[header] = How.KEEP
        elif header_key(header) in mask and known in (None, How.KEEP):
            how[header] = How.TEXT
        else:
            how[header] = known or guessed(header, texts)
        if how[header] is How.KEEP and _is_prose(source, header):
            prose.add(header)
        if how[header] is How.TRACE:
            answers += answers_of(texts)
    return Columns(source, tuple(raw.headers), how, frozenset(unknown), frozenset(prose), said, answers)


def _is_prose(source: Source | None, header: str) -> bool:
    """Text that is no id: the digits of ids, amounts and times are as good as any phone's."""
    fields = [bound.field for bound in source.bind([header])] if source else []
    return bool(fields) and all(
        pa.types.is_string(f.type) and not f.name.endswith(("_id", "_ids", "reference", "references")) for f in fields
    )


def people_in(columns: Columns, rows: Sequence[Sequence[str]], people: People) -> None:
    """Learn from one file who is to be masked."""
    for cells in rows:
        people.add_name(columns.cell_of(cells, "first_name"), columns.cell_of(cells, "last_name"))
        for place in columns.of(How.NAME):
            people.add_name(cells[place])
        for place in columns.of(How.OWNER):
            if _is_somebody(columns, cells, cells[place]):
                people.add_name(cells[place])
        for place in columns.of(How.EMAIL):
            people.add_email(cells[place])
        for place in columns.of(How.PHONE):
            people.add_phone(cells[place])


def masked_row(columns: Columns, cells: Sequence[str], people: People, tokens: Tokens) -> list[str]:
    """The row with its personal cells masked; guarding apostrophes and the source's own blanks stay."""
    return [_masked(columns, header, cell, cells, people, tokens)
            for header, cell in zip(columns.headers, cells, strict=True)]  # fmt: skip


def _masked(columns: Columns, header: str, cell: str, cells: Sequence[str], people: People, tokens: Tokens) -> str:
    how, bare = columns.how[header], cell.strip()
    if not bare or (columns.source and bare in columns.source.nulls):
        return cell
    if how is How.KEEP:
        return people.scrubbed(cell, tokens, is_prose=header in columns.prose)
    is_guarded = columns.source is not None and columns.source.guard and bare.startswith("'")
    masked = _BY_HOW[how](columns, cells, bare[1:] if is_guarded else cell, tokens)
    return people.scrubbed("'" + masked if is_guarded else masked, tokens, is_prose=False)


def _changed(columns: Columns, cells: Sequence[str], cell: str, tokens: Tokens) -> str:
    """The old or new value of a field that the row names."""
    full = value_key(columns.cell_of(cells, "field") or columns.cell_of(cells, "named"))
    name = full.removeprefix("hs").removesuffix("c")
    if "mail" in full:
        return tokens.email(cell)
    if "phone" in full or "mobile" in full:
        return tokens.phone(cell)
    if "owner" in full:
        return _owner(columns, cells, cell, tokens)
    if full in ("name", "firstname", "lastname", "fullname"):
        return tokens.name(cell)
    is_harmless = full in _HARMLESS or name in _HARMLESS or value_key(cell) in _STAGES
    return cell if is_harmless or is_plain(cell) else tokens.text(cell)


def _owner(columns: Columns, cells: Sequence[str], cell: str, tokens: Tokens) -> str:
    """Ids stay, and so do the names of machines."""
    if "@" in cell:
        return tokens.email(cell)
    return tokens.name(cell) if _is_somebody(columns, cells, cell) else cell


def _is_somebody(columns: Columns, cells: Sequence[str], cell: str) -> bool:
    kind = columns.cell_of(cells, "changed_by_kind")
    is_machine = kind not in ("", "person", "unknown") or changed_by_kind(cell) != "person"
    return not is_machine and not any(c.isdigit() for c in cell)


_BY_HOW: dict[How, Callable[[Columns, Sequence[str], str, Tokens], str]] = {
    How.EMAIL: lambda columns, cells, cell, tokens: tokens.email(cell),
    How.PHONE: lambda columns, cells, cell, tokens: tokens.phone(cell),
    How.NAME: lambda columns, cells, cell, tokens: tokens.name(cell),
    How.TEXT: lambda columns, cells, cell, tokens: tokens.text(cell),
    How.ORDER: lambda columns, cells, cell, tokens: masked_description(cell, tokens),
    How.TRACE: lambda columns, cells, cell, tokens: masked_trace(cell, columns.answers, tokens),
    How.SUBJECT: lambda columns, cells, cell, tokens: masked_subject(cell, tokens),
    How.OWNER: _owner,
    How.CHANGE: _changed,
}
