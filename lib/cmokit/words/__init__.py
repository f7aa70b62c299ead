"""All words of the kit, by id: `words/<language>/<file>.yaml`, the id being `<file>.<path in the file>`.

English is complete; a word that another language lacks falls back to it.
"""

from functools import cache
from importlib import resources
from typing import Any


def say(word_id: str, count: int | None = None, language: str = "en", **values: object) -> str:
    """The words behind an id, with `{name}` filled in from `values`.

    An entry that is a mapping of plural forms (`one`, `other`, …) is chosen by `count`, by the language's own rule.
    Raises KeyError naming the id where there is no such entry.
    """
    entry = _entry(word_id, language)
    if isinstance(entry, dict):
        entry = entry.get(_plural(language, count if count is not None else 2)) or entry["other"]
    return str(entry).strip().format_map(values)


def has(word_id: str, language: str = "en") -> bool:
    try:
        _entry(word_id, language)
    except KeyError:
        return False
    return True


def say_all(word_id: str, language: str = "en", **values: object) -> tuple[str, ...]:
    """An entry that is a list of sentences."""
    entry = _entry(word_id, language)
    if not isinstance(entry, list):
        raise KeyError(f"words: {word_id!r} is not a list")
    return tuple(str(sentence).strip().format_map(values) for sentence in entry)


def _entry(word_id: str, language: str) -> Any:
    file, *path = word_id.split(".")
    for tried in dict.fromkeys((language, "en")):
        found: Any = _file(tried, file)
        for step in path:
            found = found.get(step) if isinstance(found, dict) else None
        if found is not None:
            return found
    raise KeyError(f"words: no entry {word_id!r}")


@cache
def _file(language: str, name: str) -> dict[str, Any]:
    from ruamel.yaml import YAML

    path = resources.files(__package__).joinpath(language, f"{name}.yaml")
    return YAML(typ="safe").load(path.read_text("utf-8")) if path.is_file() else {}


def _plural(language: str, count: int) -> str:
    from babel import Locale

    return str(Locale.parse(language).plural_form(count))
