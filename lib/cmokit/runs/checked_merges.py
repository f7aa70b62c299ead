"""Samples of merges that somebody has checked by hand: kept in the client's folder, told in the section.

One file an analysis and system, `checked/<analysis>.<system>.check.<csv or xlsx>`: what was checked last counts.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from cmokit.analyses.called import called
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import make_folder, write_bytes
from cmokit.errors import UsageError
from cmokit.exhibits.fact import Fact, SourceFile
from cmokit.exhibits.section import Section
from cmokit.exhibits.text import cite, limit
from cmokit.runs.merge_sample import Precision, read_checked
from cmokit.sources.reading.reader import sha256_of
from cmokit.words import say

MEASURE = "precision_share"
_NAME = re.compile(r"(?P<analysis>[a-z]+\.[a-z_]+)\.(?P<system>[^.]+)\.check.*\.(?P<ending>csv|xlsx|ods|xls)", re.I)


def keep_checked(client: ClientFolder, path: Path) -> tuple[str, str, Precision]:
    """Take a checked sample into the client's folder: (analysis, system, what it says). Hold the engagement's lock.

    Raises UsageError for a file that cannot be told by its name, and as `read_checked`; then nothing is kept.
    """
    named = _NAME.fullmatch(path.name)
    if named is None:
        raise UsageError(
            "the file's name does not say which sample it is",
            code="unknown_sample",
            file=path.name,
            wanted="crm.duplicates.hubspot.check.csv",
            mend="keep the name that the file had in the fixes folder",
        )
    said = read_checked(path)
    folder = make_folder(client.checked)
    stem = f"{named['analysis'].lower()}.{named['system'].lower()}.check"
    for old in folder.glob(f"{stem}.*"):
        old.unlink()
    write_bytes(folder / f"{stem}.{named['ending'].lower()}", path.read_bytes())
    return named["analysis"].lower(), named["system"].lower(), said


def checked_files(client: ClientFolder) -> tuple[Path, ...]:
    """Every checked sample of the client, by name: an input of each run."""
    return tuple(sorted(path for path in client.checked.glob("*") if _NAME.fullmatch(path.name)))


def with_precision(section: Section, client: ClientFolder) -> Section:
    """The section with the share of right merges, as far as somebody has checked them."""
    facts = tuple(_facts(section, client))
    if not facts:
        return section
    said = [_sentence(fact) for fact in facts]
    every = sorted((*section.facts, *facts), key=lambda f: (f.id, sorted(f.dimensions.items())))
    return replace(section, facts=tuple(every), how_sure=" ".join((section.how_sure, *said)).strip())


def _facts(section: Section, client: ClientFolder) -> Iterator[Fact]:
    for path in checked_files(client):
        analysis, system = path.name.split(".check")[0].rsplit(".", 1)
        if analysis == section.analysis:
            found = read_checked(path)
            yield Fact(
                f"{analysis}.{MEASURE}",
                found.share,
                "share",
                found.checked_count,
                found.low,
                found.high,
                found.confidence,
                {"system": system},
                definition=section.facts[0].definition if section.facts else None,
                sources=(SourceFile(path.name, sha256_of(path), found.checked_count + found.open_count),),
            )


def _sentence(fact: Fact) -> str:
    ends: dict[str, Any] = {name: limit(float(getattr(fact, name)), "share") for name in ("low", "high")}
    sure = limit(float(fact.confidence or 0), "share")
    return say(
        "repairs.precision", system=called(fact.dimensions["system"], "system"), figure=cite(fact), sure=sure, **ends
    )
