"""Every error that cmokit raises on purpose: what, where (file, row, column), why, and the mend.

The command line prints one line per error and exits with the error's code; a traceback appears only with `--debug`.
"""

from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(eq=False)
class CmokitError(Exception):
    """A problem that a person can mend.

    code: short, stable, lower-case name (`missing_column`). message: what is wrong, in a sentence.
    file, row (1-based physical line or sheet row), column: where. found, wanted: what stood there, what should.
    mend: what to do, ideally a command to type.
    """

    message: str
    code: str = "error"
    file: str | Path | None = None
    row: int | None = None
    column: str | None = None
    found: str | None = None
    wanted: str | None = None
    mend: str | None = None

    exit_code = 1

    def __str__(self) -> str:
        """The one line that a person reads."""
        where = [str(self.file)] if self.file else []
        where += [f"row {self.row}"] if self.row is not None else []
        where += [f"column {self.column}"] if self.column else []
        parts = [f"{', '.join(where)}: {self.message}" if where else self.message]
        parts += [f"found: {self.found}"] if self.found else []
        parts += [f"wanted: {self.wanted}"] if self.wanted else []
        parts += [f"do: {self.mend}"] if self.mend else []
        return one_line(" | ".join(parts))

    def as_dict(self) -> dict[str, object]:
        """The shape of a refusal in JSON: code, file, row, column, found, wanted, mend. The message is for a person."""
        values = {name: value for name, value in asdict(self).items() if name != "message"}
        return {**values, "file": str(self.file) if self.file else None}


class RunFailed(CmokitError):
    """A part of a run, or a check, failed."""

    exit_code = 1


class UsageError(CmokitError):
    """The command was typed wrongly, or names something that does not exist."""

    exit_code = 2


class ConfigurationError(CmokitError):
    """engagement.yaml, workspace.yaml or a register is not valid."""

    exit_code = 3


class DataNotReadable(CmokitError):
    """A client's file cannot be read, or read in one way only."""

    exit_code = 4


class ProviderError(CmokitError):
    """A model provider or a warehouse did not answer."""

    exit_code = 5


class ManyErrors(CmokitError):
    """Several faults found in one pass, printed one line each; exits with the worst code."""

    def __init__(self, errors: list[CmokitError]):
        super().__init__(message="\n".join(str(error) for error in errors), code="several")
        self.errors = tuple(errors)
        self.exit_code = max(error.exit_code for error in errors)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


def one_line(text: str) -> str:
    """Text from data in a message: control characters shown as escapes, so that no terminal obeys them."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
