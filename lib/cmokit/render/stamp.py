"""What an issued copy says about itself: which version, to whom, what it states otherwise than the one before."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any


@dataclass(frozen=True)
class RestatedFigure:
    """A figure that an earlier issued copy states otherwise.

    name: of the fact. label: in words. old, new: all digits as text, empty where that copy does not state it. why:
    data, definition, correction, or several of them. Where definitions differ, under_new is the earlier copy's data
    under the later definitions, under_old the later copy's under the earlier, moved what the definitions alone moved
    it on the earlier data; each empty where it cannot be stated.
    """

    name: str
    label: str
    old: str
    new: str
    unit: str
    why: tuple[str, ...]
    under_new: str = ""
    under_old: str = ""
    moved: str = ""


@dataclass(frozen=True)
class Stamp:
    """What makes a copy an issued one. deliverable: its id in the register; title: its name there.

    previous: the version before, empty for the first. terms: `same` definitions as it had; `both` where they differ and
    each copy's data were computed under both; `apart` where they differ and its figures cannot be set beside these.
    cannot: what one copy's data cannot carry of the other's definitions. causes: what changed, in sentences.
    unchanged_count: figures that both state alike. evidence: beside each criterion, where it is shown. numbers: of the
    analyst's own chapters, as earlier copies gave them.
    """

    version: str
    deliverable: str
    to: str
    issued_on: date
    audience: str
    title: str = ""
    previous: str = ""
    causes: tuple[str, ...] = ()
    restated: tuple[RestatedFigure, ...] = ()
    unchanged_count: int = 0
    criteria: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    terms: str = "same"
    cannot: tuple[str, ...] = ()


def stamp_from(said: Mapping[str, Any] | None) -> Stamp | None:
    """Back from plain JSON; None where the copy is a working copy."""
    if not said:
        return None
    known = {f.name: said[f.name] for f in fields(Stamp) if f.name in said}
    known |= {name: tuple(known.get(name, ())) for name in ("causes", "criteria", "evidence", "cannot")}
    restated = tuple(RestatedFigure(**{**one, "why": tuple(one["why"])}) for one in known.get("restated", ()))
    return Stamp(**{**known, "restated": restated, "issued_on": date.fromisoformat(known["issued_on"])})
