"""A section with what can be repaired of it: one figure, one next step, and the files in the run's folder."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from cmokit.analyses.base import Outcome
from cmokit.analyses.repairs import Merge, Repair
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section
from cmokit.exhibits.text import cite, quote
from cmokit.registers.findings import ALL
from cmokit.runs.fix_files import Fixes
from cmokit.runs.fix_forms import Forms
from cmokit.runs.fixes import FOLDER, keep_fixes
from cmokit.words import say

MEASURE = "repairable_count"


def with_repairs(
    section: Section,
    outcome: Outcome,
    forms: Forms,
    run_folder: Path,
    complete: Callable[[Fact], Fact],
    *,
    shows_people: bool,
    accepted: Collection[str] = (),
) -> Section:
    """The section of a measured analysis with its repairs told; the files lie in `run_folder` afterwards.

    complete: gives a fact its sources. accepted: records that somebody has accepted as they are, or `all`: they are not
    repaired. Where the analysis offers no repairs, or none was found, the section stays as it is.
    """
    analysis = outcome.analysis
    if analysis.repairs is None or outcome.found is None:
        return section
    repairs = tuple(r for r in analysis.repairs(outcome.found) if not _is_accepted(r, accepted))
    offered = keep_fixes(run_folder, analysis.id, repairs, forms, shows_people=shows_people)
    if offered is None or not offered.files:
        return section
    tables = tuple(sorted({repair.table for repair in repairs}))
    fact = Fact(
        f"{analysis.id}.{MEASURE}", offered.records_count, "count", definition=analysis.definition, tables=tables
    )
    facts = sorted((*section.facts, complete(fact)), key=lambda f: (f.id, sorted(f.dimensions.items())))
    return replace(section, facts=tuple(facts), next_steps=(_step(offered, fact), *section.next_steps))


def _is_accepted(repair: Repair | Merge, accepted: Collection[str]) -> bool:
    records = (repair.survivor, *repair.merged) if isinstance(repair, Merge) else repair.records
    return ALL in accepted or any(record in accepted for record in records)


def _step(offered: Fixes, fact: Fact) -> str:
    kind = "merge" if any(file.kind == "merges" for file in offered.files) else "values"
    said = {"figure": cite(fact), "files": quote(f"{FOLDER}/")}
    return say(f"repairs.next_step.{kind}", offered.records_count, **said)
