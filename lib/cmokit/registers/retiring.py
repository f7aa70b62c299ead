"""What replaces an old way of working, and when the old way stops: fields that processes and workflows share [WFD-08].

The old way is told about, taught anew and switched off on a day; a backup stays until a day. Two ways side by side
behind that day cost twice, and nobody knows which one counts.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol

from cmokit.registers.base import Around, Problem

NOTICE = timedelta(days=14)  # before the day: by then people know, or it is put off


class Retiring(Protocol):
    """An item that may be switched off. left_over: what of it still stands: reports, documents, approvals, tools."""

    @property
    def id(self) -> str: ...
    @property
    def known_as(self) -> str: ...
    @property
    def replaced_by(self) -> str | None: ...
    @property
    def retire_on(self) -> date | None: ...
    @property
    def retired_on(self) -> date | None: ...
    @property
    def backup_until_on(self) -> date | None: ...
    @property
    def staff_told_on(self) -> date | None: ...
    @property
    def training_updated_on(self) -> date | None: ...
    @property
    def left_over(self) -> tuple[str, ...]: ...


def days_in_order(items: Sequence[Retiring]) -> Iterable[Problem]:
    """A backup that ends before the old way does is none."""
    for item in items:
        off = item.retired_on or item.retire_on
        if item.backup_until_on and off and item.backup_until_on < off:
            yield Problem(item.id, "backup_until_on", "bad_order", "the backup ends before the old way is switched off")
        if item.replaced_by == item.id:
            yield Problem(item.id, "replaced_by", "replaces_itself", "nothing is replaced by itself")


def retirement(items: Sequence[Retiring], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.retired_on is None and item.retire_on is not None:
            yield from _before(item, item.retire_on, around.today)
        elif item.retired_on is not None:
            yield from _after(item, around.today)


def _before(item: Retiring, off: date, today: date) -> Iterable[Problem]:
    if off < today:
        message = f"{item.known_as} was to be switched off on {off} and still runs beside what replaces it"
        yield Problem(item.id, "retire_on", "runs_in_parallel", message, "switch it off, or agree on another day")
    if item.staff_told_on is None and off <= today + NOTICE:
        message = f"{item.known_as} is switched off on {off}, and nobody has told those who work with it"
        yield Problem(item.id, "staff_told_on", "staff_not_told", message)
    if item.training_updated_on is None and off < today:
        message = f"{item.known_as} was to be switched off on {off}, and what people are taught still shows it"
        yield Problem(item.id, "training_updated_on", "training_not_updated", message)


def _after(item: Retiring, today: date) -> Iterable[Problem]:
    if item.left_over:
        message = f"{item.known_as} is switched off, and this still stands: {', '.join(item.left_over)}"
        yield Problem(item.id, "left_over", "left_over", message, "remove it, or say who still needs it")
    if item.backup_until_on is None:
        message = f"{item.known_as} is switched off, and nobody says how long its backup stays"
        yield Problem(item.id, "backup_until_on", "backup_without_end", message)


def steps_open(item: Retiring) -> tuple[str, ...]:
    """The fields of the checklist that are not done yet, in their order."""
    asked = ("replaced_by", "staff_told_on", "training_updated_on", "backup_until_on", "retired_on")
    missing = [name for name in asked if getattr(item, name) is None]
    return (*missing, *(("left_over",) if item.left_over else ()))
