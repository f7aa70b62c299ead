"""Rules under mapping: that give a word a stage which nobody agreed: it would count under no stage at all."""

import difflib
from collections.abc import Iterator

from cmokit.engagement.model import Engagement
from cmokit.engagement.yaml_text import YamlText
from cmokit.errors import CmokitError, ConfigurationError
from cmokit.vocabulary import LifecycleStage, OpportunityStatus


def unknown_stages(engagement: Engagement, read: YamlText) -> Iterator[CmokitError]:
    """One fault a word, with its line; none where the order of deal stages is read from the data."""
    for number, rule in enumerate(engagement.mapping):
        for column in ("lifecycle_stage", "stage"):
            known = _known(engagement, column)
            for text, meaning in rule.values.get(column, {}).items() if known else ():
                if not _is_known(meaning, known):
                    place = ("mapping", number, "values", column, text)
                    yield _fault(read, place, meaning, known)


def _known(engagement: Engagement, column: str) -> tuple[str, ...]:
    """The stages that a word of this column may mean; empty where any will do. Stage entries hold both kinds."""
    agreed = engagement.definitions
    people = tuple(dict.fromkeys((*agreed.lifecycle.order, *map(str, LifecycleStage))))
    if column == "lifecycle_stage" or not agreed.pipeline.order:
        return people if column == "lifecycle_stage" else ()
    return (*agreed.pipeline.order, str(OpportunityStatus.WON), str(OpportunityStatus.LOST), *people)


def _is_known(meaning: str, known: tuple[str, ...]) -> bool:
    """Case, blanks and hyphens do not count; `Closed Won` is a deal's end in every CRM."""
    said = _folded(meaning)
    return said in map(_folded, known) or said.startswith("closed")


def _folded(text: str) -> str:
    return text.strip().casefold().replace(" ", "_").replace("-", "_")


def _fault(read: YamlText, place: tuple[str | int, ...], meaning: str, known: tuple[str, ...]) -> ConfigurationError:
    by_fold = {_folded(stage): stage for stage in known}
    near = difflib.get_close_matches(_folded(meaning), by_fold, n=1)
    guess = f"write {by_fold[near[0]]}, the nearest; or" if near else "write one of them, or"
    order = "definitions.lifecycle.order" if place[3] == "lifecycle_stage" else "definitions.pipeline.order"
    return ConfigurationError(
        f"{place[-1]} is given a stage that does not exist",
        "unknown_stage",
        read.file,
        read.line(place),
        f"mapping[{int(place[1]) + 1}].values.{place[3]}",
        found=meaning,
        wanted=", ".join(known),
        mend=f"{guess} put it into {order}",
    )
