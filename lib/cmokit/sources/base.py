"""What a source is: one kind of export, declared by its headers, with a small function for what is special in it.

A field's name says its type as a canonical column's name does (`_at`, `_on`, `_amount`, `_count`, `_share`, `is_`);
`_number` is a decimal that is no money, `_decimal` one with as many digits as a computer writes, `_percent` a share
written in percent without its sign. A field named like a
column of the source's table fills that column; the others serve the source's own function.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa

from cmokit.tables.contract import Column
from cmokit.vocabulary import Combine, SetAside

if TYPE_CHECKING:
    from cmokit.sources.rows import Rows

Tables = dict[str, pa.Table]
# Numbers that are no money keep the digits that the file gives them.
NUMBER = pa.decimal128(18, 8)
LONG_NUMBER = pa.decimal128(38, 20)


@dataclass(frozen=True)
class Note:
    """A warning about one file: code, a sentence, and the 1-based row and the header where there is one."""

    code: str
    message: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Field:
    """One thing that an export says about a record, and the headers under which exports say it.

    headers: spellings, in order of preference. patterns: headers that carry more than a name, such as a currency or a
    stage. is_many: several headers of one file may match (`Date entered "…"`), and each is kept. fills: the canonical
    column that the source's function makes of it, where that has another name.
    """

    name: str
    headers: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...] = ()
    is_many: bool = False
    fills: str | None = None

    @cached_property
    def type(self) -> pa.DataType:
        if self.name.endswith("_decimal"):
            return LONG_NUMBER
        return NUMBER if self.name.endswith(("_number", "_percent")) else Column(self.name).type


@dataclass(frozen=True)
class Bound:
    """A field found in a file: the file's header, and what the header says beside the name (a currency, a stage)."""

    field: Field
    header: str
    says: dict[str, str]


@dataclass(frozen=True, eq=False)
class Source:
    """One kind of export of one system.

    kind: name as in `cmokit read`. table: the canonical table its records fill, `combine` how its deliveries do.
    required: fields without which it is not this export; "a|b" means that one of them is enough.
    key: fields that name a record; a row where all of them are blank is set aside, as `unkeyed` says. key_else: what
    names a record where the file has no key column at all (reports without ids).
    nulls: texts that mean blank. guard: a leading apostrophe guards texts from spreadsheets. timezone: of times
    without offset; None is the engagement's. date_order: where no date of the file decides it, as this vendor writes.
    values: field → text in the file → canonical value. is_ragged: rows go on behind the header's end, as long as each
    record needs: the header's last names are repeated.
    fill: from rows to canonical tables, where copying fields of equal name does not do. check: warnings of its own.
    """

    kind: str
    system: str
    table: str
    combine: Combine
    fields: tuple[Field, ...]
    required: tuple[str, ...]
    key: tuple[str, ...]
    key_else: tuple[str, ...] = ()
    unkeyed: SetAside = SetAside.NO_KEY
    nulls: tuple[str, ...] = ()
    guard: bool = False
    timezone: str | None = None
    date_order: str | None = None
    is_ragged: bool = False
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fill: "Callable[[Rows], Tables] | None" = None
    check: "Callable[[Rows], list[Note]] | None" = None

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {f.name: f for f in self.fields}

    @cached_property
    def _by_header(self) -> dict[str, list[tuple[int, Field]]]:
        """Folded header → the fields that it may be, with its place among their spellings."""
        known: dict[str, list[tuple[int, Field]]] = {}
        for f in self.fields:
            for place, header in enumerate(f.headers):
                known.setdefault(header_key(header), []).append((place, f))
        return known

    @cached_property
    def _patterned(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.patterns)

    def knows(self, header: str) -> bool:
        return header_key(header) in self._by_header or any(_says(f, header) is not None for f in self._patterned)

    def bind(self, headers: Sequence[str]) -> tuple[Bound, ...]:
        """Which header of a file is which field; a field takes its most preferred header, `is_many` takes all."""
        best: dict[str, tuple[int, Bound]] = {}
        every: list[Bound] = []
        for header in headers:
            for place, bound in self._candidates(header):
                if bound.field.is_many:
                    every.append(bound)
                elif bound.field.name not in best or place < best[bound.field.name][0]:
                    best[bound.field.name] = (place, bound)
        return tuple([bound for _, bound in best.values()] + every)

    def _candidates(self, header: str) -> list[tuple[int, Bound]]:
        named = [(place, Bound(f, header, {})) for place, f in self._by_header.get(header_key(header), [])]
        found = [(f, _says(f, header)) for f in self._patterned]
        return named + [(len(f.headers), Bound(f, header, says)) for f, says in found if says is not None]

    def missing(self, headers: Sequence[str]) -> tuple[Field, ...]:
        """The required fields that no header carries (of alternatives, the first)."""
        present = {bound.field.name for bound in self.bind(headers)}
        wanted = [group.split("|") for group in self.required]
        return tuple(self.by_name[group[0]] for group in wanted if not present.intersection(group))


def fields(lines: str) -> tuple[Field, ...]:
    """Fields from lines `name: header | header | ~pattern`.

    `name*:` takes every matching header; `name > column:` says which canonical column the field ends up in.
    """
    pairs = [line.split(":", 1) for line in lines.splitlines() if line.strip()]
    return tuple(_field(name.strip(), [part.strip() for part in rest.split(" | ")]) for name, rest in pairs)


def _field(left: str, parts: list[str]) -> Field:
    name, _, fills = (part.strip() for part in left.partition(">"))
    return Field(
        name=name.removesuffix("*"),
        headers=tuple(part for part in parts if not part.startswith("~")),
        patterns=tuple(re.compile(part[1:], re.IGNORECASE) for part in parts if part.startswith("~")),
        is_many=name.endswith("*"),
        fills=fills or None,
    )


def _says(f: Field, header: str) -> dict[str, str] | None:
    """What a patterned header says; None where it is not this field's."""
    bare = header_text(header)
    found = next((match for pattern in f.patterns if (match := pattern.fullmatch(bare))), None)
    return None if found is None else {name: (text or "").strip() for name, text in found.groupdict().items()}


@lru_cache(maxsize=4096)
def header_text(header: str) -> str:
    """A header without byte-order mark, outer space and repeated space, with plain apostrophes."""
    plain = header.replace("\ufeff", "").replace("\u2019", "'").replace("\u00a0", " ").replace("\u202f", " ")
    return " ".join(plain.split())


@lru_cache(maxsize=4096)
def header_key(header: str) -> str:
    """How headers are compared: as `header_text`, without case and outer quotes."""
    return header_text(header).strip('"').casefold()


def repeats(header: str, headers: Sequence[str]) -> bool:
    """`email_2` beside `email`: the file has that column twice, and the second says nothing more about its kind."""
    base, mark, number = header.rpartition("_")
    return bool(mark) and number.isdecimal() and base in headers


def value_key(text: str) -> str:
    """How picklist values are compared: letters and digits only, without case (`Closed Won` is `closedwon`)."""
    return "".join(c for c in text.casefold() if c.isalnum())
