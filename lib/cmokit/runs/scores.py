"""The headline figures as published last, each beside its target and what the baseline said."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.analyses.beside import UPDATE_FIGURES
from cmokit.analyses.headlines import HEADLINES, Headline
from cmokit.exhibits.bundle import fact_from_dict
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.facts_file import read_json
from cmokit.render import formats
from cmokit.render.door import Score
from cmokit.render.formats import Look
from cmokit.vocabulary import Phase
from cmokit.words import say

if TYPE_CHECKING:
    from cmokit.runs.desk import Desk

_BY_FIGURE = {headline.figure: headline.key for headline in HEADLINES}
_IDS = {headline.figure.split("[")[0] for headline in HEADLINES}
_SAID_AGAIN = tuple(
    f"{analysis}.now_" for analysis in ("board.scorecard", UPDATE_FIGURES)
)  # headlines, measured for a page


def scores(desk: "Desk", look: Look) -> Iterator[Score]:
    """One line a headline that any published report states, in the headlines' order."""
    newest, baseline = _newest(desk.folder.reports)
    for headline in HEADLINES:
        told = newest.get(headline.key)
        if told is not None:
            yield _score(headline, *told, baseline.get(headline.key), desk, look)


def _newest(reports: Path) -> tuple[dict[str, tuple[Fact, dict[str, Any]]], dict[str, Fact]]:
    """Headline → as last published, with its document; and as the baseline has it."""
    paths = [*reports.glob("*/facts.json"), *reports.glob("update/*/facts.json")]
    documents = [(path, read_json(path)) for path in paths]
    newest: dict[str, tuple[Fact, dict[str, Any]]] = {}
    baseline: dict[str, Fact] = {}
    for _, document in sorted(documents, key=lambda pair: (pair[1]["as_of"], pair[0].as_posix())):
        for key, fact in _headlines(document):
            newest[key] = fact, document
            if document["phase"] == Phase.BASELINE:
                baseline[key] = fact
    return newest, baseline


def _headlines(document: dict[str, Any]) -> Iterator[tuple[str, Fact]]:
    """The headlines of one report: as their own analyses state them, or as a page says them again."""
    for said in document["facts"]:
        if said["value"] is None:
            continue
        if said["id"] in _IDS:
            fact = fact_from_dict(said)
            if fact.name in _BY_FIGURE:
                yield _BY_FIGURE[fact.name], fact
        elif said["id"].startswith(_SAID_AGAIN):
            yield said["dimensions"].get("figure", ""), fact_from_dict(said)


def _score(
    headline: Headline, fact: Fact, document: dict[str, Any], before: Fact | None, desk: "Desk", look: Look
) -> Score:
    target = desk.engagement.targets.get(headline.figure)
    phase = say(f"report.phases.{document['phase']}.title")
    return Score(
        say(f"headlines.{headline.key}"),
        _shown(fact.value, fact.unit, look),
        _shown(target.value, fact.unit, look) if target else "",
        _shown(before.value, before.unit, look) if before else "",
        say("front_door.origin", phase=phase, day=formats.day(document["as_of"], look.locale, look.language)),
        _state(headline, fact, target.value) if target else "",
    )


def _state(headline: Headline, fact: Fact, target: Any) -> str:
    value, wanted = formats.exact(fact.value), formats.exact(target)
    is_reached = value >= wanted if headline.is_higher_better else value <= wanted
    return "reached" if is_reached else "missed"


def _shown(value: Any, unit: str, look: Look) -> str:
    return formats.show(value, unit, look.locale, language=look.language, brief=True)
