"""The short name by which a client is known in commands and folders."""

import re

from cmokit.errors import UsageError

WANTED = "1 to 63 of a-z, 0-9 and '-', starting with a letter or digit"
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
# Windows opens a device instead of a file of such a name, whatever its extension.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def is_slug(text: str) -> bool:
    """Whether `text` can name a client's folder on every system."""
    return _SLUG.fullmatch(text) is not None and text not in _DEVICES


def check_slug(text: str) -> str:
    """`text` itself, or UsageError: a client's name in a command is a folder name, never a path."""
    if is_slug(text):
        return text
    if text in _DEVICES:
        raise UsageError(f"a client cannot be called {text!r}: Windows keeps that name for a device", code="bad_slug")
    raise UsageError("this is not a client's short name", code="bad_slug", found=text, wanted=WANTED, mend=_hint(text))


def _hint(text: str) -> str | None:
    better = suggest_slug(text)
    return f"write {better}" if better else None


def suggest_slug(name: str) -> str | None:
    """The slug nearest to a company's name, or None when nothing of it can stand in one."""
    better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:63].rstrip("-")
    return better if is_slug(better) else None
