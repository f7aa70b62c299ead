"""Coded values of the kit in words, else the client's own text."""

import re
from collections.abc import Iterable, Sequence

from cmokit.exhibits.text import quote
from cmokit.words import has, say, spoken

CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
PROPER = ("Salesforce", "Google", "Meta", "Shopify", "Stripe")


def called(value: str, group: str) -> str:
    """`paid_search` of the group `channel` as `Paid search`, for a sentence; what the kit has no word for is quoted."""
    word = f"report.names.{group}.{value}"
    return say(word) if "." not in value and has(word) else quote(value)


def heading(value: str, group: str) -> str:
    """The same for the head of a column or a label of a chart, where no marks are read; `all` is said as such."""
    word = "report.names.all" if value == "all" else f"report.names.{group}.{value}"
    return say(word) if "." not in value and has(word) else value


def export(kind: str) -> str:
    """`hubspot.contacts` as `HubSpot contacts`, a canonical table by its name in words; else the code as it stands."""
    word = f"report.names.kind.{kind}"
    return say(word) if has(word) else kind


def exports(kinds: Iterable[str]) -> str:
    """Several of them in a sentence: `orders, payments and courier settlements`."""
    return listed([mid_sentence(export(kind)) for kind in kinds])


def listed(items: Sequence[str]) -> str:
    """`a, b and c`."""
    told = items[0] if items else ""
    for item in items[1:-1]:
        told = say("report.list.more", before=told, one=item)
    return say("report.list.last", before=told, one=items[-1]) if len(items) > 1 else told


def mid_sentence(name: str) -> str:
    """In the middle of a sentence, unless it begins with a name such as HubSpot or GA4; only English needs it."""
    if spoken() != "en":
        return name
    first = name.split(" ")[0]
    return name if first[1:] != first[1:].lower() or first in PROPER else name[:1].lower() + name[1:]


def readable(code: str) -> str:
    """A code of the client's, such as `mid_market`, as `Mid market`; what is no code stands as it is."""
    return code.replace("_", " ").capitalize() if CODE.fullmatch(code) else code
