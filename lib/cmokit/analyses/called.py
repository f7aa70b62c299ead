"""Coded values of the kit in words, else the client's own text."""

from cmokit.exhibits.text import quote
from cmokit.words import has, say


def called(value: str, group: str) -> str:
    """`paid_search` of the group `channel` as `Paid search`, for a sentence; what the kit has no word for is quoted."""
    word = f"report.names.{group}.{value}"
    return say(word) if "." not in value and has(word) else quote(value)


def heading(value: str, group: str) -> str:
    """The same for the head of a column or a label of a chart, where no marks are read; `all` is said as such."""
    word = "report.names.all" if value == "all" else f"report.names.{group}.{value}"
    return say(word) if "." not in value and has(word) else value
