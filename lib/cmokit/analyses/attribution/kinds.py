"""Kinds of outcome in words."""

from cmokit.exhibits.text import quote
from cmokit.words import has, say


def outcomes_called(kind: str) -> str:
    """`won` as `deals won`, for the middle of a sentence; a kind of the client's own is quoted."""
    word = f"attribution.kinds.{kind}"
    return say(word) if "." not in kind and has(word) else quote(kind)
