"""What two runs of a phase state differently, and why: other data, another definition, a correction of the kit.

Pure: documents in, values out. A *copy* here is facts.json and manifest.json of one run, as plain values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cmokit.exhibits.bundle import fact_from_dict
from cmokit.exhibits.fact import Fact

HANDFUL = 10  # records: one more or less is a large share of them and says little
OWN_PARAMETERS = ("client", "as_of", "run", "snapshot")  # said by the copies themselves, or by nobody's choice


class Why(StrEnum):
    """DATA: other files, other rows of them, or another day. DEFINITION: another wording, version, limit or setting.
    CORRECTION: the kit computes otherwise. UNEXPLAINED: nothing that is on record changed.
    """

    DATA = "data"
    DEFINITION = "definition"
    CORRECTION = "correction"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Copy:
    """facts, manifest: the documents of a run, or of a copy made of it."""

    facts: Mapping[str, Any]
    manifest: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One figure that differs. old, new: None where that side does not state it; why: at least one reason."""

    name: str
    old: Fact | None
    new: Fact | None
    why: tuple[Why, ...]

    @property
    def fact(self) -> Fact:
        return self.new or self.old  # type: ignore[return-value]

    @property
    def rank(self) -> tuple[int, float, str]:
        """Largest first: amounts of money by what they moved, then all others by how far; a handful of records last."""
        old, new = (_number(side) or 0.0 for side in (self.old, self.new))
        if self.fact.unit.isupper():
            return 0, -abs(new - old), self.name
        is_handful = self.fact.unit == "count" and max(abs(old), abs(new)) < HANDFUL
        return 2 if is_handful else 1, -self.size, self.name

    @property
    def size(self) -> float:
        """How far it moved, as a share of the larger of the two; 1 where one side has no number."""
        old, new = (_number(side) for side in (self.old, self.new))
        if old is None or new is None:
            return 1.0
        return abs(new - old) / max(abs(old), abs(new), 1e-12)


@dataclass(frozen=True)
class Causes:
    """What differs between two copies as wholes: files by name, definitions by id, settings by their key."""

    as_of: tuple[str, str]
    files_come: tuple[str, ...] = ()
    files_gone: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    is_kit_changed: bool = False

    @property
    def kinds(self) -> tuple[Why, ...]:
        """Which reasons are on record at all."""
        has_moved = self.as_of[0] != self.as_of[1]
        found = {
            Why.DATA: bool(has_moved or self.files_come or self.files_gone),
            Why.DEFINITION: bool(self.definitions or self.settings or self.parameters),
            Why.CORRECTION: self.is_kit_changed,
        }
        return tuple(why for why, is_so in found.items() if is_so)


@dataclass(frozen=True)
class Comparison:
    """changes: by name of the figure. same_count: figures that both state alike."""

    causes: Causes
    changes: tuple[Change, ...]
    same_count: int


def compare(old: Copy, new: Copy) -> Comparison:
    """Every figure that one copy states otherwise than the other, each with its reasons.

    A figure's own files and definition decide where both copies name them; what concerns the whole run (the day, a
    setting, the kit) is a reason for each figure. Where several reasons hold, all are named: their shares are not told
    apart here.
    """
    causes = _causes(old, new)
    before, after = _by_name(old.facts), _by_name(new.facts)
    names = sorted({*before, *after})
    changes = tuple(
        Change(name, before.get(name), after.get(name), _why(before.get(name), after.get(name), causes))
        for name in names
        if not _is_same(before.get(name), after.get(name))
    )
    return Comparison(causes, changes, len(names) - len(changes))


def _causes(old: Copy, new: Copy) -> Causes:
    before, after = old.manifest, new.manifest
    files = [{file["sha256"]: str(file["file"]) for file in side.get("files", ())} for side in (before, after)]
    return Causes(
        as_of=(str(before.get("as_of", "")), str(after.get("as_of", ""))),
        files_come=_only(files[1], files[0]),
        files_gone=_only(files[0], files[1]),
        definitions=_different(_wordings(before), _wordings(after), both=True),
        settings=_different(before.get("settings"), after.get("settings")),
        parameters=tuple(
            name for name in _different(before.get("parameters"), after.get("parameters")) if name not in OWN_PARAMETERS
        ),
        is_kit_changed=any(before.get(key) != after.get(key) for key in ("kit_sha256", "lock_sha256")),
    )


def _why(old: Fact | None, new: Fact | None, causes: Causes) -> tuple[Why, ...]:
    found = {
        Why.DATA: _has_other_data(old, new, causes),
        Why.DEFINITION: _has_other_definition(old, new) or bool(causes.settings or causes.parameters),
        Why.CORRECTION: causes.is_kit_changed,
    }
    return tuple(why for why, is_so in found.items() if is_so) or (Why.UNEXPLAINED,)


def _has_other_data(old: Fact | None, new: Fact | None, causes: Causes) -> bool:
    if causes.as_of[0] != causes.as_of[1]:
        return True
    if old and new and old.sources and new.sources:
        return {(s.sha256, s.rows_count) for s in old.sources} != {(s.sha256, s.rows_count) for s in new.sources}
    return Why.DATA in causes.kinds


def _has_other_definition(old: Fact | None, new: Fact | None) -> bool:
    return bool(old and new and old.definition and new.definition and old.definition != new.definition)


def _is_same(old: Fact | None, new: Fact | None) -> bool:
    """Both state it alike; a figure that neither has a value for is no difference either."""
    values = [(side.value, side.unit) if side and side.value is not None else None for side in (old, new)]
    return values[0] == values[1]


def _number(fact: Fact | None) -> float | None:
    return None if fact is None or fact.value is None or isinstance(fact.value, str) else float(fact.value)


def _by_name(document: Mapping[str, Any]) -> dict[str, Fact]:
    return {fact.name: fact for said in document.get("facts", ()) if (fact := fact_from_dict(said))}


def _wordings(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {said["id"]: (said["version"], said["text"]) for said in manifest.get("definitions", ())}


def _different(old: Any, new: Any, *, both: bool = False) -> tuple[str, ...]:
    """Keys whose values differ; both: only keys that either side has. A side that does not say is no difference."""
    if not old or not new:
        return ()
    keys: Iterable[str] = old.keys() & new.keys() if both else old.keys() | new.keys()
    return tuple(sorted(key for key in keys if old.get(key) != new.get(key)))


def _only(these: Mapping[str, str], others: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the files that only one side has, by content."""
    return tuple(sorted({name for sha256, name in these.items() if sha256 not in others}))
