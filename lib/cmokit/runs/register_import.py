"""Registers taken back from workbooks: every cell checked, the difference shown, all of it written or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cmokit.engagement.load import load_engagement
from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_text
from cmokit.engagement.yaml_text import decoded
from cmokit.errors import CmokitError, ConfigurationError, ManyErrors, RunFailed
from cmokit.registers.base import Around, Item, Problem, Register, read_register
from cmokit.registers.catalog import BY_NAME
from cmokit.registers.gaps import stops
from cmokit.registers.interviews import INTERVIEWS, Answer
from cmokit.registers.merging import Change, Conflict, merged, together
from cmokit.registers.written import new_text, text_with
from cmokit.runs.override import Passed, as_decision
from cmokit.runs.registers import surroundings
from cmokit.runs.returned_answers import taken
from cmokit.runs.returned_books import returned
from cmokit.runs.returned_cells import Items, new_items, returned_cells
from cmokit.sources.returned_registers import ReturnedBook


@dataclass(frozen=True)
class Imported:
    """changes: what differs from the files. not_returned: (register, id) of items that a returned sheet lacks; they
    stay. own: heads of columns that are somebody's own. overridden: what was let pass. recorded: answers of people, new
    in the register of interviews; differing: subjects to which answers stand side by side, so that nothing changed.
    """

    changes: tuple[Change, ...]
    not_returned: tuple[tuple[str, str], ...]
    own: tuple[str, ...]
    overridden: tuple[Problem, ...]
    files: tuple[Path, ...]
    recorded: tuple[Answer, ...] = ()
    differing: tuple[str, ...] = ()


def import_registers(
    folder: ClientFolder,
    paths: Sequence[Path],
    today: date,
    *,
    passed: Passed | None = None,
    is_trial: bool = False,
) -> Imported:
    """Take back filled-in workbooks: of registers, and of people's questions. is_trial: show what would change and
    write nothing.

    Raises ManyErrors: of cells that cannot be read, of two answers to one cell of a register, of rules that the
    registers would break; RunFailed stopped: what may not be done without an override.
    """
    with engagement_lock(folder, "an import of registers"):
        back = returned(paths)
        registers = [register for name, register in BY_NAME.items() if name in back.registers]
        texts = {register.name: _text(folder, register) for register in registers}
        held: Items = {register.name: read_register(folder, register) for register in registers}
        found = merged(returned_cells(back.books, held), held)
        said = taken(back.sheets, held, load_engagement(folder.engagement_file), today)
        both, conflicts = together(found.changes, said.changes)
        if conflicts := (*found.conflicts, *conflicts):
            raise ManyErrors([_two_answers(folder, conflict) for conflict in conflicts])
        new = new_items(both, held)
        if said.records:
            new[INTERVIEWS.name] = [*new.get(INTERVIEWS.name, ()), *said.records]
        stopped = _stopped(registers, held, new, surroundings(folder, today))
        if stopped and passed is None:
            raise ManyErrors([_refused(folder, problem, name) for name, problem in stopped])
        files: tuple[Path, ...] = ()
        if not is_trial:
            files = _write(folder, registers, texts, new, stopped, passed, today)
        missing = tuple(_not_returned(back.books, held))
        let_pass = tuple(problem for _, problem in stopped)
        return Imported(both, missing, back.own, let_pass, files, said.records, said.differing)


def _stopped(
    registers: Iterable[Register[Any]], held: Items, new: Mapping[str, Sequence[Item]], around: Around
) -> list[tuple[str, Problem]]:
    """What the new items would do that may not be done, and that did not stand in the files before."""
    found = []
    for register in registers:
        changed = {item.id: item for item in new.get(register.name, ())}
        whole = [changed.pop(item.id, item) for item in held[register.name]] + list(changed.values())
        before = {(p.id, p.code) for p in stops(register, held[register.name], around)}
        found += [(register.name, p) for p in stops(register, whole, around) if (p.id, p.code) not in before]
    return found


def _write(
    folder: ClientFolder,
    registers: Sequence[Register[Any]],
    texts: Mapping[str, str],
    new: Mapping[str, Sequence[Item]],
    stopped: Sequence[tuple[str, Problem]],
    passed: Passed | None,
    today: date,
) -> tuple[Path, ...]:
    """Every text is worked out and checked before the first file is touched."""
    planned = {
        r.file(folder): text_with(texts[r.name], r.file(folder), r, new[r.name]) for r in registers if r.name in new
    }
    if stopped and passed:
        planned |= as_decision(folder, passed, [p for _, p in stopped], today, planned)
    before = {path: path.read_bytes() if path.is_file() else None for path in planned}
    for register in registers:
        path = register.file(folder)
        if path in planned and _text(folder, register) != texts[register.name]:
            raise RunFailed("was changed while the import ran", "changed_meanwhile", path, mend="import it again")
    try:
        for path, text in planned.items():
            write_text(path, text)
    except CmokitError:
        for path, content in before.items():
            path.unlink(missing_ok=True) if content is None else path.write_bytes(content)
        raise
    return tuple(planned)


def _text(folder: ClientFolder, register: Register[Any]) -> str:
    path = register.file(folder)
    return decoded(path) if path.is_file() else new_text(register)


def _not_returned(books: Sequence[ReturnedBook], held: Items) -> Iterator[tuple[str, str]]:
    """Items of a returned register that no file holds any more: they stay, and are named."""
    seen: dict[str, set[str]] = {}
    for book in books:
        for sheet in book.registers:
            seen.setdefault(sheet.register, set()).update(str(item.values.get("id")) for item in sheet.items)
    for register, ids in seen.items():
        yield from ((register, item.id) for item in held[register] if item.id not in ids)


def _two_answers(folder: ClientFolder, conflict: Conflict) -> CmokitError:
    register, id_, field = conflict.place
    said = [f"{cell.file} row {cell.row} says {_short(cell.value)}" for cell in conflict.cells]
    if conflict.is_with_file:
        said.append(f"registers/{register}.yaml, changed since, says {_short(conflict.current)}")
    cell = conflict.cells[0]
    mend = f"agree on one answer for {id_} {field}, and write it into one of them"
    return ConfigurationError(
        f"{id_}: two different answers",
        "two_answers",
        cell.file,
        cell.row,
        cell.column,
        found="; ".join(said),
        mend=mend,
    )


def _refused(folder: ClientFolder, problem: Problem, register: str) -> CmokitError:
    mend = problem.mend or "fill it in, or let it pass with --override NAME --reason TEXT"
    path = BY_NAME[register].file(folder)
    return RunFailed(f"{problem.id}: {problem.message}", problem.code, path, column=problem.field, mend=mend)


def _short(value: Any) -> str:
    return "nothing" if value in (None, [], ()) else str(value)[:60]
