"""What a run offers for repair: files under `fixes/`, made beside the evidence where the analysis is measured.

`keep_fixes` writes one analysis's files into the run's folder, `publish_fixes` puts those of all into the finished
report with a README. They hold record ids, so they are for the team: no other audience's copy has them.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.analyses.repairs import Merge, Repair, Repairs
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import make_folder, write_bytes, write_text
from cmokit.exhibits.facts_file import dump_json, read_json
from cmokit.runs.fix_files import Fixes, merge_fixes, value_fixes
from cmokit.runs.fix_readme import readme

if TYPE_CHECKING:
    from cmokit.runs.fix_forms import Forms

FOLDER = "fixes"
_ABOUT = ".about.json"  # behind an analysis's id, in the run's folder


def keep_fixes(
    run_folder: Path, analysis: str, repairs: Repairs, forms: "Forms", *, shows_people: bool
) -> Fixes | None:
    """Write the files of one analysis's repairs into the run; None where nothing can be offered."""
    values = value_fixes(analysis, [r for r in repairs if isinstance(r, Repair)], forms)
    merges = merge_fixes(analysis, [r for r in repairs if isinstance(r, Merge)], forms, shows_people=shows_people)
    left_out = {why: values.left_out.get(why, 0) + merges.left_out.get(why, 0) for why in _reasons(values, merges)}
    found = Fixes((*values.files, *merges.files), values.records_count + merges.records_count, left_out)
    folder = run_folder / FOLDER
    for path in folder.glob(f"{analysis}.*"):
        path.unlink()
    if not found.files and not left_out:
        return None
    for file in found.files:
        write_bytes(make_folder(folder) / file.name, file.content)
    write_text(folder / f"{analysis}{_ABOUT}", dump_json(_about(analysis, found, shows_people)))
    return found


def _reasons(*several: Fixes) -> list[str]:
    return sorted({why for fixes in several for why in fixes.left_out})


def _about(analysis: str, found: Fixes, shows_people: bool) -> dict[str, Any]:
    return {
        "analysis": analysis,
        "records_count": found.records_count,
        "left_out": found.left_out,
        "shows_people": shows_people,
        "files": [{name: value for name, value in vars(file).items() if name != "content"} for file in found.files],
    }


def publish_fixes(run_folder: Path, target: Path, shown: list[str]) -> None:
    """The run's repairs into `target`/fixes with a README; nothing where there are none. shown: analyses to take."""
    told = [about for about in _told(run_folder / FOLDER) if about["analysis"] in shown]
    if not told:
        return
    folder = make_folder(target / FOLDER)
    for file in (file for about in told for file in about["files"]):
        shutil.copyfile(run_folder / FOLDER / file["name"], folder / file["name"])
    write_text(folder / "README.txt", readme(told))


def offered(client: ClientFolder, phase: str) -> list[dict[str, Any]]:
    """Per analysis of the published report: its files, without their content, and what was left out."""
    manifest = client.reports / phase / "manifest.json"
    if not manifest.is_file():
        return []
    said = read_json(manifest)
    there = {entry["file"] for entry in said["deliverables"]}
    told = list(_told(client.runs / said["run"] / FOLDER))
    return [about for about in told if any(f"{FOLDER}/{file['name']}" in there for file in about["files"])]


def _told(folder: Path) -> Iterator[dict[str, Any]]:
    return (read_json(path) for path in sorted(folder.glob(f"*{_ABOUT}")))
