"""`cmokit doctor --words LANGUAGE`: the kit's words that a language lacks, each with the English that stands in."""

from typing import Any

from cmokit.cli.output import line, print_json, table
from cmokit.errors import UsageError
from cmokit.words import FIRST, LANGUAGES, catalogue, missing


def list_missing(language: str, *, as_json: bool) -> None:
    """Every missing word by id. Raises UsageError on a language in which the kit has no words."""
    if language not in LANGUAGES:
        raise UsageError(f"the kit has no words in {language}", code="unknown_language", wanted=", ".join(LANGUAGES))
    english = catalogue(FIRST)
    lacking = [{"id": word, "english": _text(english[word])} for word in missing(language)]
    if as_json:
        print_json({"language": language, "words_count": len(english), "missing": lacking})
        return
    if lacking:
        table(("word", "stands in English"), [(word["id"], word["english"]) for word in lacking])
    line(f"{len(lacking)} of {len(english)} words stand in English where a report speaks {language}")
    line("method cards are English in every language")


def _text(entry: Any) -> str:
    if isinstance(entry, dict):
        return str(entry["other"]).strip()
    return " ".join(map(str, entry)) if isinstance(entry, list) else str(entry).strip()
