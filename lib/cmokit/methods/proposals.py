"""What a client's word most likely stands for, and why: a proposal that a person accepts or corrects."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from cmokit.engagement.parts import Person
from cmokit.sources.base import value_key

NEAR = 0.82  # how alike two spellings must be to be called near
FEWEST_LETTERS = 3  # of a part of a word that may decide
_PARTS = re.compile(r"[^\w]+|_", re.UNICODE)


@dataclass(frozen=True)
class Proposal:
    """meaning: the proposed word. reason: the words' id below `map.reasons`; said: what its sentence fills in."""

    meaning: str
    reason: str
    said: Mapping[str, str] = field(default_factory=dict)


def propose(
    text: str, choices: Sequence[str], synonyms: str = "", usual: Mapping[str, int] | None = None
) -> Proposal | None:
    """What a word stands for, out of the choices, or None.

    synonyms: the list of synonyms.yaml that helps. usual: the client's own words of this column, with how many records
    say each; another spelling of a more frequent one is proposed where no choice fits.
    """
    by_key = {value_key(choice): choice for choice in reversed(choices)}
    key = value_key(text)
    if not key:
        return None
    if key in by_key:
        return Proposal(by_key[key], "case", {"meaning": by_key[key]})
    named = _named(key, choices, synonyms)
    return (
        named
        or _spelled(text, key, choices, usual or {})
        or _part(text, choices, by_key, synonyms)
        or _near(key, by_key)
    )


def propose_person(text: str, people: Iterable[Person]) -> str | None:
    """The one person whom an owner names: by mailbox, by both names in any order, by initial and last name."""
    mailbox = text.strip().casefold()
    parts = _parts(text.split("@")[0] if "@" in text else text)
    found = [
        p.name
        for p in people
        if (mailbox and mailbox == (p.email or "").casefold()) or (parts and _is_called(parts, _parts(p.name)))
    ]
    return found[0] if len(set(found)) == 1 else None


def _is_called(parts: Sequence[str], name: Sequence[str]) -> bool:
    if sorted(parts) == sorted(name):
        return True
    is_last = len(name) > 1 and parts[-1] == name[-1]
    return is_last and len(parts) == 2 and len(parts[0]) == 1 and name[0].startswith(parts[0])


def _named(key: str, choices: Sequence[str], synonyms: str) -> Proposal | None:
    meaning, language = _spellings(synonyms).get(key, ("", ""))
    if meaning not in choices:
        return None
    return Proposal(meaning, "synonym", {"meaning": meaning, "tongue": language})


def _spelled(text: str, key: str, choices: Sequence[str], usual: Mapping[str, int]) -> Proposal | None:
    """Another spelling of a more frequent word of the client's own."""
    same = [word for word in usual if value_key(word) == key and word != text]
    best = max(same, key=lambda word: (usual[word], word), default=None)
    if best is None or choices or (usual[best], best) <= (usual.get(text, 0), text):
        return None
    return Proposal(best, "spelling", {"meaning": best})


def _part(text: str, choices: Sequence[str], by_key: Mapping[str, str], synonyms: str) -> Proposal | None:
    """A word within the text that is a choice, or a usual name of one; several that disagree decide nothing."""
    known = {key: meaning for key, (meaning, _) in _spellings(synonyms).items() if meaning in choices} | dict(by_key)
    parts = [part for part in _parts(text) if len(part) >= FEWEST_LETTERS]
    found = {known[value_key(part)]: part for part in parts if value_key(part) in known}
    if len(found) != 1:
        return None
    [(meaning, part)] = found.items()
    return Proposal(meaning, "part", {"meaning": meaning, "part": part})


def _near(key: str, by_key: Mapping[str, str]) -> Proposal | None:
    near = difflib.get_close_matches(key, sorted(by_key), n=1, cutoff=NEAR)
    return Proposal(by_key[near[0]], "near", {"meaning": by_key[near[0]]}) if near else None


def _parts(text: str) -> list[str]:
    return [part for part in _PARTS.split(text.casefold()) if part]


@cache
def _spellings(synonyms: str) -> dict[str, tuple[str, str]]:
    """Folded spelling → (the kit's word, language) of one list."""
    found: dict[str, tuple[str, str]] = {}
    for meaning, by_language in known_synonyms().get(synonyms, {}).items():
        for language, spellings in by_language.items():
            for spelling in spellings:
                found.setdefault(value_key(spelling), (meaning, language))
    return found


@cache
def known_synonyms() -> dict[str, dict[str, dict[str, list[str]]]]:
    """list → word → language → spellings, as synonyms.yaml says."""
    from ruamel.yaml import YAML

    text = resources.files(__package__).joinpath("synonyms.yaml").read_text("utf-8")
    read: dict[str, dict[str, dict[str, list[str]]]] = YAML(typ="safe").load(text)
    return read
