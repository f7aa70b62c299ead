"""The kit's sentences, resolved: every mark becomes what the reader sees, every figure keeps its short code.

A digit in the kit's own words that belongs to no mark stops the export, and so does a figure that nobody measured.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cmokit.errors import RunFailed
from cmokit.exhibits.fact import Fact, short_codes
from cmokit.exhibits.section import Section
from cmokit.exhibits.text import Span, spans, untraced_numerals
from cmokit.render import formats
from cmokit.render.formats import Look


@dataclass(frozen=True)
class Run:
    """A piece of text in one style. style: empty, strong, emphasis, code, strike, data (the client's own text).

    fact: the short code of the figure that the text is.
    """

    text: str
    style: str = ""
    fact: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class FactBook:
    """All figures of a report by name, each with its short code."""

    facts: Mapping[str, Fact]
    codes: Mapping[str, str]

    @classmethod
    def of(cls, sections: Iterable[Section]) -> "FactBook":
        facts = {fact.name: fact for section in sections for fact in section.facts}
        return cls(facts, short_codes(facts))

    def code(self, fact: Fact) -> str:
        return self.codes.get(fact.name, "")


def resolve(sentence: str, book: FactBook, look: Look, where: str = "") -> Runs:
    """A sentence of the kit as runs. where: the analysis, for the error.

    Raises RunFailed `untraced_numeral` on a digit outside a mark, `unknown_fact` on a figure that the report lacks.
    """
    loose = untraced_numerals(sentence)
    if loose:
        raise RunFailed(
            f"a number in the kit's own words is no reference to a figure: {loose[0]}",
            code="untraced_numeral",
            file=where or None,
            found=sentence,
            wanted="a figure by exhibits.text.cite, or limit, on_date, quote",
            mend="correct this sentence in the analysis or in its words",
        )
    return tuple(_RESOLVERS[span.kind](span, book, look, where) for span in spans(sentence))


def resolve_all(sentences: Iterable[str], book: FactBook, look: Look, where: str = "") -> tuple[Runs, ...]:
    return tuple(resolve(sentence, book, look, where) for sentence in sentences if sentence)


def fact_run(fact: Fact, book: FactBook, look: Look, *, brief: bool = True) -> Run:
    """A figure with its short code. brief: as in a sentence."""
    text = formats.show(fact.value, fact.unit, look.locale, language=look.language, brief=brief)
    return Run(text, "data" if fact.unit == "text" else "", book.code(fact))


def plain(runs: Iterable[Run], *, codes: bool = False) -> str:
    """Runs as plain text; with `codes`, each figure is followed by its short code in brackets."""
    return "".join(f"{run.text} [{run.fact}]" if codes and run.fact else run.text for run in runs)


def words(text: str, style: str = "") -> Runs:
    """Text that is no sentence of the kit: from data, an engagement, or a heading; shown as it stands."""
    return (Run(text, style),) if text else ()


def _cited(span: Span, book: FactBook, look: Look, where: str) -> Run:
    fact = book.facts.get(span.value)
    if fact is None:
        raise RunFailed(
            f"a sentence cites a figure that the report does not hold: {span.value}",
            code="unknown_fact",
            file=where or None,
            found=span.value,
            wanted="the name of a fact of this report",
            mend="correct the sentence, or run the analysis that states the figure",
        )
    return fact_run(fact, book, look)


_RESOLVERS: dict[str, Callable[[Span, FactBook, Look, str], Run]] = {
    "text": lambda span, book, look, where: Run(span.value),
    "fact": _cited,
    "limit": lambda span, book, look, where: Run(formats.limit(span.value, look.locale, look.language)),
    "date": lambda span, book, look, where: Run(formats.day(span.value, look.locale, look.language)),
    "data": lambda span, book, look, where: Run(span.value, "data"),
}
