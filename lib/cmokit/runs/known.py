"""What a report may know beside its exports: registers, frozen plans, and the reports published before it.

Audit and baseline know nothing of it: their figures come from exports alone.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.analyses.known import Earlier, Known
from cmokit.exhibits.bundle import fact_from_dict
from cmokit.exhibits.fact import Fact, SourceFile
from cmokit.exhibits.facts_file import read_json
from cmokit.registers.base import read_register
from cmokit.registers.catalog import BY_NAME, CATALOG
from cmokit.registers.plans import plan_files, read_plans
from cmokit.sources.reading.reader import sha256_of
from cmokit.vocabulary import PHASES, Phase

if TYPE_CHECKING:
    from cmokit.runs.desk import Desk

EXPORTS_ALONE = (Phase.AUDIT, Phase.BASELINE)


def known_of(desk: "Desk", phase: Phase, as_of: date) -> Known:
    """What this phase may know as of its day. Raises ManyErrors for a register or a plan with faults."""
    if phase in EXPORTS_ALONE:
        return Known()
    registers = {register.name: read_register(desk.folder, register) for register in CATALOG}
    earlier = {name: _earlier(desk, name, folder) for name, folder in earlier_reports(desk, phase, as_of)}
    sources = {name: _source(desk, name, len(items)) for name, items in registers.items() if items}
    if desk.engagement.targets:
        file = desk.folder.engagement_file
        sources["engagement"] = SourceFile(file.name, sha256_of(file), len(desk.engagement.targets))
    return Known(registers, read_plans(desk.folder), earlier, desk.engagement.people, sources)


def _source(desk: "Desk", register: str, items_count: int) -> SourceFile:
    path = BY_NAME[register].file(desk.folder)
    return SourceFile(f"registers/{path.name}", sha256_of(path), items_count)


def known_files(desk: "Desk", phase: Phase, as_of: date) -> Iterator[Path]:
    """The files behind it, which are inputs of the run as much as the exports are."""
    if phase in EXPORTS_ALONE:
        return
    yield from (register.file(desk.folder) for register in CATALOG)
    yield from plan_files(desk.folder)
    yield from (folder / "facts.json" for _, folder in earlier_reports(desk, phase, as_of))


def earlier_reports(desk: "Desk", phase: Phase, as_of: date) -> Iterator[tuple[str, Path]]:
    """(phase, folder) of what was published before: earlier phases; for an update the baseline and the last one."""
    before = (Phase.BASELINE,) if phase is Phase.UPDATE else PHASES[: PHASES.index(phase)]
    for name in before:
        if _day_of(desk.folder.reports / name) <= as_of:
            yield name, desk.folder.reports / name
    if phase is Phase.UPDATE and (last := last_update(desk, as_of)):
        yield Phase.UPDATE, last


def last_update(desk: "Desk", as_of: date) -> Path | None:
    """The newest update of an earlier day, whatever its meeting; None before the first."""
    folders = sorted(path.parent for path in (desk.folder.reports / Phase.UPDATE).glob("*/facts.json"))
    return next((folder for folder in reversed(folders) if _day_of(folder) < as_of), None)


def _day_of(folder: Path) -> date:
    path = folder / "facts.json"
    return date.fromisoformat(str(read_json(path)["as_of"])) if path.is_file() else date.max


def _earlier(desk: "Desk", name: str, folder: Path) -> Earlier:
    document, manifest = read_json(folder / "facts.json"), read_json(folder / "manifest.json")
    facts = {fact.name: fact for fact in map(fact_from_dict, document["facts"])}
    day = date.fromisoformat(str(document["as_of"]))
    changed = _changed_settings(desk, manifest)
    restated = _restated(desk, manifest) if changed and name == Phase.BASELINE else {}
    return Earlier(name, day, str(manifest["run"]), facts, changed, restated)


def _changed_settings(desk: "Desk", manifest: dict[str, Any]) -> tuple[str, ...]:
    """What is agreed about counting today and was not when that report was made; nothing where neither is known."""
    from cmokit.runs.inputs import settings_of
    from cmokit.runs.restated_terms import with_todays_settings

    then, now = with_todays_settings(manifest, desk.folder).get("settings"), settings_of(desk.engagement)
    return tuple(sorted(key for key in then.keys() | now.keys() if then.get(key) != now.get(key))) if then else ()


def _restated(desk: "Desk", manifest: dict[str, Any]) -> dict[str, Fact]:
    """The headlines of that report's files under what is agreed today."""
    from cmokit.analyses.catalog import BY_ID
    from cmokit.analyses.headlines import ANALYSES
    from cmokit.runs.measured_again import data_of, measured_again

    analyses = [BY_ID[name] for name in ANALYSES]
    again = measured_again(desk.folder, data_of(manifest), desk.engagement, analyses, desk.engagement.language)
    return dict(again.facts)
