"""The kit's own sentences, in which every number is a reference.

A sentence is text with marks `{{kind:payload}}`. `fact` cites a figure by its name, `limit` a stated limit, `date` a
day, `data` a piece of the client's own text (shown as it stands, never read as markup). A digit outside a mark stops
the export: nobody could trace it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote as encode
from urllib.parse import unquote as decode

from cmokit.exhibits.fact import Fact, Number

_MARK = re.compile(r"\{\{(fact|limit|date|data):(.*?)\}\}", re.DOTALL)
_SAFE = " ,.:;[]()=/_-@+"  # left readable in a payload; braces, percent signs and line ends are encoded


@dataclass(frozen=True)
class Span:
    """A piece of a sentence: kind `text`, or the kind of its mark; value is the decoded payload."""

    kind: str
    value: str


def cite(fact: Fact) -> str:
    """A reference to a figure; the renderer writes its value in the reader's locale, with its short code."""
    return f"{{{{fact:{encode(fact.name, safe=_SAFE)}}}}}"


def limit(value: Number, unit: str) -> str:
    """A limit or setting that the engagement or an analysis states, such as 0.05 as a `share`."""
    return f"{{{{limit:{value}|{unit}}}}}"


def on_date(day: date) -> str:
    return f"{{{{date:{day.isoformat()}}}}}"


def quote(text: object) -> str:
    """Text out of the client's data: a campaign's name, a stage, a file."""
    return f"{{{{data:{encode(str(text), safe=_SAFE)}}}}}"


def spans(sentence: str) -> list[Span]:
    """The sentence taken apart, in order; marks decoded."""
    found: list[Span] = []
    end = 0
    for mark in _MARK.finditer(sentence):
        if mark.start() > end:
            found.append(Span("text", sentence[end : mark.start()]))
        found.append(Span(mark.group(1), decode(mark.group(2))))
        end = mark.end()
    if end < len(sentence):
        found.append(Span("text", sentence[end:]))
    return found


def cited_names(sentence: str) -> list[str]:
    return [span.value for span in spans(sentence) if span.kind == "fact"]


def untraced_numerals(sentence: str) -> list[str]:
    """Digits that stand in the kit's own words and belong to no mark."""
    return [
        number for span in spans(sentence) if span.kind == "text" for number in re.findall(r"\d[\d.,]*", span.value)
    ]


def changed(sentence: str, change: Callable[[Span], Span]) -> str:
    """The sentence with each of its spans as `change` gives it; the kinds of spans stay marks."""
    return "".join(_written(change(span)) for span in spans(sentence))


def _written(span: Span) -> str:
    return span.value if span.kind == "text" else f"{{{{{span.kind}:{encode(span.value, safe=_SAFE + '|')}}}}}"
