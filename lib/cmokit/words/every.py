"""Every word that the kit itself may say: what is among them names nobody by itself."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

_WORD = re.compile(r"[^\W\d_]+")


@cache
def every_word(language: str = "en") -> frozenset[str]:
    """The words of a language's catalogue in lower case, those of the English one included."""
    here = resources.files(__package__)
    folders = [folder for tried in sorted({language, "en"}) if (folder := here.joinpath(tried)).is_dir()]
    files = (file for folder in folders for file in _files(folder))
    return frozenset(word.casefold() for file in files for word in _WORD.findall(file.read_text("utf-8")))


def _files(folder: Traversable) -> Iterator[Traversable]:
    for found in folder.iterdir():
        if found.is_dir():
            yield from _files(found)
        else:
            yield found
