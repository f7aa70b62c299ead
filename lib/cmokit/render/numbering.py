"""The numbers of a report's chapters: a section's is fixed for all copies, so that a remark can cite it."""

from collections.abc import Sequence
from dataclasses import replace

from cmokit.exhibits.section import Section
from cmokit.render.blocks import Document, Part
from cmokit.render.labels import title_of
from cmokit.render.report_meta import ReportMeta

BY_ANALYST = "N"  # N1, N2, …: chapters that are no analysis


def numbered(parts: Sequence[Part], meta: ReportMeta) -> tuple[Part, ...]:
    """Each chapter with its number: an analysis as meta says, what the analyst added as issued copies gave it.

    Where meta fixes no numbers they count from 1 as the chapters stand. The chapter of what is not answered has none:
    its rows carry their sections' own.
    """
    if not meta.numbers:
        return tuple(replace(part, number=str(place)) for place, part in enumerate(parts, 1))
    given = dict(meta.stamp.numbers) if meta.stamp else {}
    done = []
    for part in parts:
        if part.analysis or part.by_analyst:
            fixed = meta.numbers.get(part.analysis) or given.get(key_of(part)) or _next(given)
            given[key_of(part)] = fixed
            part = replace(part, number=fixed)
        done.append(part)
    return tuple(done)


def listed(document: Document, sections: Sequence[Section], meta: ReportMeta) -> tuple[tuple[str, str], ...]:
    """Number and title of everything in a report that a remark may be about, in the order of the numbers."""
    shown = [(part.number, part.title) for part in (*document.parts, *document.appendices) if part.number]
    known = {number for number, _ in shown}
    more = [(meta.numbers.get(section.analysis, ""), title_of(section)) for section in sections]
    return tuple(sorted([*shown, *(one for one in more if one[0] and one[0] not in known)], key=_in_order))


def key_of(part: Part) -> str:
    """By what a chapter is known from copy to copy: its analysis, or the heading that the analyst gave it."""
    return part.analysis or part.title


def _next(given: dict[str, str]) -> str:
    """The first number that no chapter of the analyst has, or ever had in an issued copy."""
    taken = set(given.values())
    return next(number for place in range(1, len(taken) + 2) if (number := f"{BY_ANALYST}{place}") not in taken)


def _in_order(entry: tuple[str, str]) -> tuple[int, list[int], str]:
    """Sections first, 1.10 behind 1.9; then the analyst's chapters; then appendices."""
    number = entry[0]
    kind = 0 if number[0].isdigit() else 1 if number.startswith(BY_ANALYST) else 2
    return kind, [int(part) for part in number.lstrip(BY_ANALYST).split(".") if part.isdigit()], number
