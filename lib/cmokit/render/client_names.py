"""The client's own name in all its spellings, and the words that stand for it where it may not be shown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

_LEGAL = (
    "gmbh ag se kg ohg gbr ug mbh co company corp corporation inc incorporated ltd limited llc llp plc bv nv sa sarl "
    "sas srl spa oy ab as aps fze fzco wll est"
)
LEGAL_FORMS = frozenset(_LEGAL.split())
SHORTEST = 3  # letters of a name of one word that is looked for
TELLING = 5  # letters of a first word that is a name by itself
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class ClientNames:
    """spellings: names, short names and domains as they are written somewhere. stand_in: what is said instead, such as
    `a B2B client`. common: words that are no name alone, as everybody uses them.
    """

    spellings: tuple[str, ...] = ()
    stand_in: str = ""
    common: frozenset[str] = frozenset()

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        """Each spelling's words with anything but letters between them, the longest first."""
        forms = {form for spelling in self.spellings for form in _forms(spelling)}
        told = {form for form in forms if len(form) > 1 or self._is_a_name(form)}
        texts = sorted({r"[\W_]{0,3}".join(map(re.escape, form)) for form in told}, key=lambda t: (-len(t), t))
        return re.compile(rf"(?<![^\W_])(?:{'|'.join(texts)})(?![^\W_])", re.IGNORECASE) if texts else None

    def _is_a_name(self, form: tuple[str, ...]) -> bool:
        return bool(form) and len(form[0]) >= SHORTEST and form[0] not in self.common

    def replaced(self, text: str) -> str:
        """The text with the stand-in for every spelling of the name."""
        return self._pattern.sub(self.stand_in, text) if self._pattern else text

    def first_in(self, text: str) -> str:
        """The first spelling that stands in a text; empty where none does."""
        found = self._pattern.search(text) if self._pattern else None
        return found.group() if found else ""


def _forms(spelling: str) -> Iterable[tuple[str, ...]]:
    """A name as a whole, without its legal form, and its first word where that is long."""
    words = tuple(word.casefold() for word in _WORD.findall(spelling))
    short = tuple(word for word in words if word not in LEGAL_FORMS)
    first = short[:1] if short and len(short[0]) >= TELLING else ()
    return {form for form in (words, short, first) if form}
