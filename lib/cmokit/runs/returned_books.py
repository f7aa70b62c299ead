"""Returned workbooks, each as what it is: registers, or people's answers to their questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cmokit.errors import CmokitError, ManyErrors
from cmokit.registers.interviews import INTERVIEWS
from cmokit.runs.question_export import read_questions
from cmokit.runs.register_export import read_back
from cmokit.sources.returned_questions import ReturnedQuestions
from cmokit.sources.returned_registers import ReturnedBook


@dataclass(frozen=True)
class Returned:
    """books: workbooks of registers. sheets: of questions."""

    books: tuple[ReturnedBook, ...]
    sheets: tuple[ReturnedQuestions, ...]

    @property
    def registers(self) -> frozenset[str]:
        """Names of the registers that are spoken about; answers are recorded in the interviews too."""
        named = {sheet.register for book in self.books for sheet in book.registers}
        about = {answer.about.partition("/")[0] for sheet in self.sheets for answer in sheet.answers}
        return frozenset(named | about | ({INTERVIEWS.name} if self.sheets else set()))

    @property
    def own(self) -> tuple[str, ...]:
        """Heads of columns that are somebody's own."""
        heads = {head for book in self.books for sheet in book.registers for head in sheet.own}
        return tuple(sorted(heads | {head for sheet in self.sheets for head in sheet.own}))


def returned(paths: Sequence[Path]) -> Returned:
    """Raises ManyErrors: every fault of every file in one pass."""
    books: list[ReturnedBook] = []
    sheets: list[ReturnedQuestions] = []
    faults: list[CmokitError] = []
    for path in paths:
        try:
            asked = read_questions(path)
            sheets += asked
            books += [] if asked else [read_back(path)]
        except ManyErrors as many:
            faults += many.errors
        except CmokitError as fault:
            faults.append(fault)
    if faults:
        raise ManyErrors(faults)
    return Returned(tuple(books), tuple(sheets))
