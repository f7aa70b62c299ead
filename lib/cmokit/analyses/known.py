"""What `measure` may know beside tables and definitions: registers, frozen plans, and figures published before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

from cmokit.exhibits.fact import Fact
from cmokit.registers.base import Item, Register

I = TypeVar("I", bound=Item)  # noqa: E741 - the item of a register


@dataclass(frozen=True)
class Earlier:
    """The figures of a report that was published before this one. facts: by name. run: its id."""

    phase: str
    as_of: date
    run: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class Known:
    """registers: name → items, in the order of the file; a register that nobody filled is empty. plans: frozen
    analysis plans of experiments, each as its file says (registers/plans.py). earlier: by phase, the reports published
    before this one; for an update also `update`, the last one before its day.
    """

    registers: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    plans: tuple[Any, ...] = ()
    earlier: Mapping[str, Earlier] = field(default_factory=dict)

    def items(self, register: Register[I]) -> tuple[I, ...]:
        """The items of a register; none where nobody filled it."""
        return cast(tuple[I, ...], self.registers.get(register.name, ()))
