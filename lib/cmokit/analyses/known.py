"""What `measure` may know beside tables and definitions: people, registers, frozen plans, figures published before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

from cmokit.analyses.finding_states import Standing
from cmokit.engagement.parts import Person
from cmokit.exhibits.fact import Fact, SourceFile
from cmokit.registers.base import Item, Register

I = TypeVar("I", bound=Item)  # noqa: E741 - the item of a register
CONSULTANT = "consultant"  # in the title of whoever came from outside


@dataclass(frozen=True)
class Earlier:
    """The figures of a report that was published before this one. facts: by name. run: its id. changed_settings: keys
    of engagement.yaml by which counting changed since; restated: then the figures of its files under today's.
    """

    phase: str
    as_of: date
    run: str
    facts: Mapping[str, Fact]
    changed_settings: tuple[str, ...] = ()
    restated: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def comparable(self) -> Mapping[str, Fact]:
        """What may be held against today's figures: like against like."""
        return self.restated if self.changed_settings else self.facts


@dataclass(frozen=True)
class Known:
    """registers: name → items, in the order of the file; a register that nobody filled is empty. plans: frozen
    analysis plans of experiments, each as its file says (registers/plans.py). earlier: by phase, the reports published
    before this one; for an update also `update`, the last one before its day. people: those of engagement.yaml.
    sources: by register, its file, for the figures that rest on it. standings: gives, by analysis, what has become of
    its findings over deliveries; asked only by who shows it, since it measures whatever is not measured yet.
    """

    registers: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    plans: tuple[Any, ...] = ()
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    standings: Callable[[], Mapping[str, Standing]] = dict

    def inside(self, name: str | None, day: date) -> bool:
        """Whether this is one of the company's own people who is still there on a day: no consultant, no stranger."""
        found = next((person for person in self.people if person.name == name), None)
        gone = found is not None and found.left_on is not None and found.left_on <= day
        return found is not None and not gone and not self.is_consultant(name)

    def is_consultant(self, name: str | None) -> bool:
        """Whether this person came with the engagement and goes with it."""
        return any(person.name == name and CONSULTANT in person.role.casefold() for person in self.people)

    def items(self, register: Register[I]) -> tuple[I, ...]:
        """The items of a register; none where nobody filled it."""
        return cast(tuple[I, ...], self.registers.get(register.name, ()))
