"""All words of the kit, by id: `words/<language>/<file>.yaml`, the id being `<file>.<path in the file>`; in a folder,
`<folder>.<file>.<path in the file>`.

English is complete; a word that another language lacks falls back to it. Where no language is passed, the one that is
being spoken counts: `with speaking("de"): …`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

FIRST = "en"  # complete, and what every other language falls back to
LANGUAGES = (FIRST, "de", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})
FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})  # of a plural, by the Unicode rules
_spoken: ContextVar[str] = ContextVar("spoken", default=FIRST)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Whatever is said meanwhile without a language of its own is said in this one."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> str:
    return _spoken.get()


def is_right_to_left(language: str) -> bool:
    return language in RIGHT_TO_LEFT


def say(word_id: str, count: int | Decimal | None = None, language: str | None = None, **values: object) -> str:
    """The words behind an id, with `{name}` filled in from `values`.

    An entry that is a mapping of plural forms (`one`, `other`, …) is chosen by `count`, by the language's own rule.
    Raises KeyError naming the id where there is no such entry.
    """
    tongue = language or spoken()
    entry = _entry(word_id, tongue)
    if isinstance(entry, dict):
        entry = entry.get("other" if count is None else _plural(tongue, count)) or entry["other"]
    return str(entry).strip().format_map(values)


def has(word_id: str, language: str | None = None) -> bool:
    try:
        _entry(word_id, language or spoken())
    except KeyError:
        return False
    return True


def say_all(word_id: str, language: str | None = None, **values: object) -> tuple[str, ...]:
    """An entry that is a list of sentences."""
    entry = _entry(word_id, language or spoken())
    if not isinstance(entry, list):
        raise KeyError(f"words: {word_id!r} is not a list")
    return tuple(str(sentence).strip().format_map(values) for sentence in entry)


def joined(texts: Iterable[str], language: str | None = None) -> str:
    """A bare list, `a, b, c`, with the language's own comma."""
    return f"{say('report.list.comma', language=language)} ".join(texts)


def catalogue(language: str) -> dict[str, Any]:
    """Every entry of a language by id: a text, a list of texts, or a mapping of plural forms to texts."""
    here = resources.files(__package__).joinpath(language)
    names = sorted(path.name.removesuffix(".yaml") for path in here.iterdir() if path.is_dir() or _is_words(path.name))
    return {word: entry for name in names for word, entry in _leaves(name, _file(language, name))}


def missing(language: str) -> tuple[str, ...]:
    """Ids that this language lacks, so that their English words stand in."""
    own = catalogue(language)
    return tuple(word for word in catalogue(FIRST) if word not in own)


def _leaves(path: str, entry: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(entry, Mapping) and not is_plural(entry):
        for name, inner in entry.items():
            yield from _leaves(f"{path}.{name}", inner)
    else:
        yield path, entry


def is_plural(entry: Mapping[str, Any]) -> bool:
    return "other" in entry and set(entry) <= FORMS


def _entry(word_id: str, language: str) -> Any:
    file, *path = word_id.split(".")
    for tried in dict.fromkeys((language, FIRST)):
        found: Any = _file(tried, file)
        for step in path:
            found = found.get(step) if isinstance(found, dict) else None
        if found is not None:
            return found
    raise KeyError(f"words: no entry {word_id!r}")


@cache
def _file(language: str, name: str) -> dict[str, Any]:
    here = resources.files(__package__).joinpath(language)
    folder = here.joinpath(name)
    if folder.is_dir():
        inside = sorted(path.name.removesuffix(".yaml") for path in folder.iterdir() if _is_words(path.name))
        return {file: _read(folder.joinpath(f"{file}.yaml")) for file in inside}
    return _read(here.joinpath(f"{name}.yaml"))


def _read(path: Any) -> dict[str, Any]:
    from ruamel.yaml import YAML

    return YAML(typ="safe").load(path.read_text("utf-8")) or {} if path.is_file() else {}


def _is_words(name: str) -> bool:
    return name.endswith(".yaml")


def _plural(language: str, count: int | Decimal) -> str:
    from babel import Locale

    return str(Locale.parse(language).plural_form(count))
