"""How a figure comes out of its evidence rows or out of other figures: what a workbook writes as a live formula.

A recipe is a promise: worked out again, it gives the figure. Tests hold it for every figure that states one.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Total:
    """The sum of an evidence column over the rows that hold these values. sizes: without their signs."""

    column: str
    where: Mapping[str, str] = field(default_factory=dict)
    sizes: bool = False


@dataclass(frozen=True)
class Count:
    """How many evidence rows hold these values."""

    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Quotient:
    """One figure over another, by their names. size: without its sign."""

    top: str
    bottom: str
    size: bool = False


@dataclass(frozen=True)
class Sum:
    """Figures by name, added up; those in `less` are taken off."""

    of: tuple[str, ...]
    less: tuple[str, ...] = ()


Recipe = Total | Count | Quotient | Sum
_KINDS: dict[str, Any] = {"total": Total, "count": Count, "quotient": Quotient, "sum": Sum}


def recipe_to_dict(recipe: Recipe | None) -> dict[str, Any] | None:
    return {"kind": type(recipe).__name__.lower(), **asdict(recipe)} if recipe else None


def recipe_from_dict(said: Mapping[str, Any] | None) -> Recipe | None:
    """The recipe that a bundle holds; None where it states none."""
    if not said:
        return None
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items() if k != "kind"}
    recipe: Recipe = _KINDS[said["kind"]](**values)
    return recipe
