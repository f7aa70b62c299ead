"""Returned sheets of questions as answers to fields: each fault with the sheet's row and column."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cmokit.engagement.model import Engagement
from cmokit.engagement.parts import Person
from cmokit.engagement.people import holder
from cmokit.errors import CmokitError, DataNotReadable, ManyErrors, UsageError
from cmokit.registers.answering import Answered, Told, answered
from cmokit.registers.base import Item
from cmokit.registers.catalog import BY_NAME
from cmokit.registers.cells import BadCell, Kind, fields_in_a_sheet, from_cell, kind_of
from cmokit.registers.glossary import GLOSSARY, TERMS, Term
from cmokit.registers.interviews import INTERVIEWS, Role
from cmokit.registers.merging import Cell, Change
from cmokit.runs.questions import Held, is_owner, known_person
from cmokit.sources.returned_questions import ReturnedAnswer, ReturnedQuestions
from cmokit.vocabulary import Responsibility

HOLDS = {
    Role.MARKETING: Responsibility.MARKETING,
    Role.SALES: Responsibility.SALES,
    Role.OPERATIONS: Responsibility.REVENUE_OPERATIONS,
    Role.FINANCE: Responsibility.FINANCE,
    Role.MANAGEMENT: Responsibility.CHIEF_EXECUTIVE,
}


def role_of(person: Person) -> Role | None:
    """The role in which somebody speaks, by the title that engagement.yaml states."""
    return next((role for role, held in HOLDS.items() if holder([person], held) is not None), None)


def taken(sheets: Iterable[ReturnedQuestions], held: Held, engagement: Engagement, today: date) -> Answered:
    """What the filled-in rows change and what is recorded of them; of a new item also what makes it one.

    Raises ManyErrors of DataNotReadable: every fault in one pass.
    """
    faults: list[CmokitError] = []
    told = [one for sheet in sheets for one in _of_sheet(sheet, held, engagement, today, faults)]
    if faults:
        raise ManyErrors(faults)
    found = answered(told, held.get(INTERVIEWS.name, ()), today)
    new = {one.cell.place for one in told if one.is_new}
    return replace(found, changes=tuple(made for one in found.changes for made in (*_made(one, new), one)))


def _made(change: Change, new: set[tuple[str, str, str]]) -> Iterator[Change]:
    cell = change.cell
    if cell.place in new:
        for field in ("id", BY_NAME[cell.register].model.called):
            values = (cell.register, cell.id, field, cell.id, None)
            yield Change(Cell(*values, cell.file, cell.sheet, cell.row, cell.column), None)


def _of_sheet(
    sheet: ReturnedQuestions, held: Held, engagement: Engagement, today: date, faults: list[CmokitError]
) -> Iterator[Told]:
    try:
        name = known_person(sheet.person, engagement, held, today)
    except UsageError as error:
        message = f"sheet {sheet.sheet}: answers of somebody who is not there"
        faults.append(DataNotReadable(message, error.code, sheet.file, found=sheet.person, mend=error.mend))
        return
    role = next((role_of(person) for person in engagement.people if person.name == name), None)
    for row in sheet.answers:
        if row.answer is not None or row.ticked:
            try:
                yield _told(sheet, row, held, name, role)
            except CmokitError as fault:
                faults.append(fault)


def _told(sheet: ReturnedQuestions, row: ReturnedAnswer, held: Held, person: str, role: Role | None) -> Told:
    name, _, rest = row.about.partition("/")
    id_, _, field = rest.partition("/")
    register = BY_NAME.get(name)
    if register is None or field not in fields_in_a_sheet(register.model):
        what = "this question is about a field that no longer exists"
        raise _fault(sheet, row, "about", what, "no_such_field", row.about, _ASK_AGAIN)
    item = _item(name, id_, held[name])
    if item is None and not (register is GLOSSARY and id_ in TERMS):
        what = "this question is about an item that no longer exists"
        raise _fault(sheet, row, "about", what, "no_such_item", row.about, _ASK_AGAIN)
    place, current = (name, item.id if item else id_, field), getattr(item, field) if item else None
    asked = sheet.sent.get(row.about)
    value = _value(sheet, row, kind_of(register.model, field)) if row.answer is not None else None
    sent = asked.stood if asked else ([] if current == () else current)
    cell = Cell(*place, value, sent, sheet.file, sheet.sheet, row.row, sheet.columns["answer"])
    question = (asked.question if asked else row.question) or row.about
    return Told(cell, person, role, question, current, item is not None and is_owner(item, person), item is None)


def _item(register: str, id_: str, items: Sequence[Item]) -> Item | None:
    """The item; of a usual term also the one that somebody has entered since under another id."""
    found = next((item for item in items if item.id == id_), None)
    if found is None and register == GLOSSARY.name and id_ in TERMS:
        said = (item for item in items if isinstance(item, Term) and not item.is_closed)
        return next((item for item in said if item.term.casefold().replace(" ", "_").replace("-", "_") == id_), None)
    return found


def _value(sheet: ReturnedQuestions, row: ReturnedAnswer, kind: Any) -> Any:
    try:
        value = from_cell(kind, row.answer)
    except BadCell as bad:
        found = str(row.answer)[:80]
        raise _fault(sheet, row, "answer", str(bad), "bad_value", found, None, bad.wanted) from bad
    return None if kind.kind is Kind.TEXTS and value == [] else value


def _fault(
    sheet: ReturnedQuestions,
    row: ReturnedAnswer,
    column: str,
    what: str,
    code: str,
    found: str,
    mend: str | None,
    wanted: str | None = None,
) -> CmokitError:
    message, letter = f"sheet {sheet.sheet}: {what}", sheet.columns[column]
    return DataNotReadable(message, code, sheet.file, row.row, letter, found=found, wanted=wanted, mend=mend)


_ASK_AGAIN = "export the questions anew, or clear this answer"
