"""What only an issued copy has: at its front what it states otherwise than the one before, at its end acceptance."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from cmokit.render import formats
from cmokit.render.blocks import Block, Cell, Column, Form, ListBlock, Paragraph, Part, TableBlock
from cmokit.render.formats import Look
from cmokit.render.stamp import RestatedFigure, Stamp
from cmokit.render.text import FactBook, Runs, fact_run, words
from cmokit.words import joined, say

MOST_KEY, MOST_OTHERS = 24, 6  # rows: together one page; the workbook lists every figure
SEVERAL = 2  # reasons of one figure, from which on they are not told apart
RESTATED, ACCEPTANCE = "restated", "acceptance"
SAME_TERMS, BOTH_TERMS, APART_TERMS = "same", "both", "apart"  # of a stamp: whether definitions differ


def restated_part(
    stamp: Stamp,
    first: Sequence[str],
    cited: Collection[str],
    numbers: Mapping[str, str],
    book: FactBook,
    look: Look,
) -> Part:
    """What this copy states otherwise than the one before, on one page: figures of the text, then the largest others.

    first: short codes of the figures that the summary prints, in its order; cited: of all that sentences print.
    numbers: analysis id → number of its section.
    """
    names = {name for name, code in book.codes.items() if code in cited}
    known = [figure for figure in stamp.restated if figure.old]
    key, others = split(known, names)
    key = _summary_first([figure for figure in key if _is_seen(figure, look)], first, book)
    blocks: list[Block] = [
        Paragraph(words(_lead(stamp, len(key), look))),
        Paragraph(words(_say("restated.why", look)), "label"),
    ]
    blocks.append(ListBlock(tuple((Paragraph(words(cause)),) for cause in stamp.causes)))
    if stamp.terms != SAME_TERMS:
        blocks += terms_blocks(stamp, look)
    if stamp.terms == APART_TERMS:
        return Part("", _say("restated.title", look, previous=stamp.previous), RESTATED, tuple(blocks[1:]))
    if stamp.terms == SAME_TERMS and any(len(figure.why) >= SEVERAL for figure in stamp.restated):
        blocks.append(Paragraph(words(_say("restated.several", look)), "note"))
    if key:
        blocks.append(_table("key", key, MOST_KEY, stamp, numbers, book, look))
    if others:
        blocks.append(_table("others", others, MOST_OTHERS, stamp, numbers, book, look))
    else:
        blocks.append(Paragraph(words(_say("restated.others_none", look)), "note"))
    if len(known) < len(stamp.restated):
        blocks.append(Paragraph(words(_added(len(stamp.restated) - len(known), stamp, look)), "note"))
    return Part("", _say("restated.title", look, previous=stamp.previous), RESTATED, tuple(blocks))


def split(
    restated: Iterable[RestatedFigure], cited: Collection[str]
) -> tuple[list[RestatedFigure], list[RestatedFigure]]:
    """Figures that sentences print, or printed before, and all others; each in the order in which they come."""
    key: list[RestatedFigure] = []
    others: list[RestatedFigure] = []
    for figure in restated:
        is_key = figure.name in cited or (not figure.new and "[" not in figure.name)
        (key if is_key else others).append(figure)
    return key, others


def _summary_first(figures: Sequence[RestatedFigure], first: Sequence[str], book: FactBook) -> list[RestatedFigure]:
    """The summary's figures as it prints them; then all others as they come, the largest difference first."""
    places = {code: place for place, code in reversed(list(enumerate(first)))}
    return sorted(figures, key=lambda figure: places.get(book.codes.get(figure.name, ""), len(first)))


def acceptance_part(stamp: Stamp, look: Look) -> Part:
    """The page to sign: what must be true, where it is shown, and room for name, date and remarks."""
    day = formats.day(stamp.issued_on, look.locale, look.language)
    lead = _say("acceptance.lead", look, title=stamp.title, version=stamp.version, to=stamp.to, day=day)
    heads = [_say(f"acceptance.{name}", look) for name in ("criterion", "evidence", "met")]
    evidence = [*stamp.evidence, *[""] * len(stamp.criteria)]
    answer = _say("acceptance.yes_no", look)
    rows = tuple(
        (Cell(words(criterion)), Cell(words(shown)), Cell(words(answer)))
        for criterion, shown in zip(stamp.criteria, evidence, strict=False)
    )
    choice = f"{_say('acceptance.decision', look)}: {_say('acceptance.decision_choice', look)}"
    lines = (
        choice,
        *(_say(f"acceptance.{name}", look) for name in ("name", "date", "signature", "remarks")),
        "",
        "",
        "",
    )
    back = _say("acceptance.back", look, sheet=_say("remarks.sheet", look))
    blocks: tuple[Block, ...] = (
        Paragraph(words(lead)),
        TableBlock((), tuple(Column(head) for head in heads), rows),
        Form(lines),
        Paragraph(words(back), "note"),
    )
    return Part("", _say("acceptance.title", look), ACCEPTANCE, blocks)


def version_line(stamp: Stamp, look: Look) -> str:
    """Which copy this is, for the cover and the head of every page."""
    day = formats.day(stamp.issued_on, look.locale, look.language)
    return _say("cover.version", look, version=stamp.version, to=stamp.to, day=day)


def value_of(text: str, unit: str) -> Decimal | str | None:
    """A restated figure's value from its digits; None where that copy does not state it."""
    return None if not text else text if unit == "text" else Decimal(text)


def why_words(why: Sequence[str], look: Look) -> str:
    return joined((_say(f"why.{one}", look) for one in why), look.language)


def section_number(figure: RestatedFigure, numbers: Mapping[str, str]) -> str:
    """Of the section that states a figure; empty where the report numbers none."""
    return numbers.get(figure.name.partition("[")[0].rpartition(".")[0], "")


def _table(
    which: str,
    figures: Sequence[RestatedFigure],
    most: int,
    stamp: Stamp,
    numbers: Mapping[str, str],
    book: FactBook,
    look: Look,
) -> TableBlock:
    is_both = stamp.terms == BOTH_TERMS
    old, new = ((_say("restated.in_version", look, version=v), "right") for v in (stamp.previous, stamp.version))
    heads = (
        (_say("remarks.section", look), "left"),
        (_say("restated.figure", look), "left"),
        *((old, *terms_heads(stamp, look), new) if is_both else (old, new)),
        (_say("restated.moved", look), "right")
        if stamp.terms == BOTH_TERMS
        else (_say("restated.reason", look), "left"),
    )
    rows = tuple((Cell(words(section_number(f, numbers))), *_row(f, stamp, book, look)) for f in figures[:most])
    left = len(figures) - len(rows)
    sheet = _say("restated.sheet", look)
    note = words(say("issue.restated.more", left, look.language, number=left, sheet=sheet)) if left else ()
    columns = tuple(Column(head, side) for head, side in heads)  # type: ignore[arg-type]
    return TableBlock(words(_say(f"restated.{which}", look)), columns, rows, note)


def _row(figure: RestatedFigure, stamp: Stamp, book: FactBook, look: Look) -> tuple[Cell, ...]:
    fact = book.facts.get(figure.name)
    brief = _shown(figure.old, figure, look) != _shown(figure.new, figure, look)
    new = (fact_run(fact, book, look, brief=brief),) if fact and figure.new else _side(figure.new, figure, look, brief)
    label, old = Cell(words(figure.label, "data")), Cell(_side(figure.old, figure, look, brief))
    if stamp.terms == BOTH_TERMS:
        between = (Cell(_side(text, figure, look, brief)) for text in (figure.under_new, figure.under_old))
        return label, old, *between, Cell(new), Cell(_moved(figure, look))
    return label, old, Cell(new), Cell(words(why_words(figure.why, look)))


def terms_blocks(stamp: Stamp, look: Look) -> list[Block]:
    """That definitions differ, how the copies are held against each other, and what cannot be."""
    versions = {"previous": stamp.previous, "version": stamp.version}
    told: list[Block] = [Paragraph(words(_say(f"terms.{stamp.terms}", look, **versions)))]
    if stamp.cannot:
        told.append(Paragraph(words(_say("terms.cannot_head", look)), "label"))
        told.append(ListBlock(tuple((Paragraph(words(sentence)),) for sentence in stamp.cannot)))
    return told


def terms_heads(stamp: Stamp, look: Look) -> tuple[tuple[str, str], ...]:
    """Heads of the two columns in which each copy's data stand under the other's definitions."""
    pairs = ((stamp.previous, stamp.version), (stamp.version, stamp.previous))
    return tuple((_say("restated.data_under", look, data=data, terms=terms), "right") for data, terms in pairs)


def _moved(figure: RestatedFigure, look: Look) -> Runs:
    """What the definitions alone moved, a share by points; not stated where a side is missing."""
    if figure.unit != "share" or not figure.moved:
        return _side(figure.moved, figure, look, brief=False)
    points = formats.plain_number(Decimal(figure.moved) * 100, look.locale, 1)
    return words(_say("restated.points", look, number=points))


def _side(text: str, figure: RestatedFigure, look: Look, brief: bool) -> Runs:
    return words(_shown(text, figure, look, brief=brief) if text else _say("restated.not_stated", look))


def _shown(text: str, figure: RestatedFigure, look: Look, *, brief: bool = True) -> str:
    value = value_of(text, figure.unit)
    return formats.show(value, figure.unit, look.locale, language=look.language, brief=brief)


def _is_seen(figure: RestatedFigure, look: Look) -> bool:
    """Whether the difference can be seen in print; the workbook lists those of the last digits too."""
    return _shown(figure.old, figure, look, brief=False) != _shown(figure.new, figure, look, brief=False)


def _added(count: int, stamp: Stamp, look: Look) -> str:
    """A figure that the copy before did not state is new, and no restatement."""
    sheet = _say("restated.sheet", look)
    return say("issue.restated.added", count, look.language, number=count, previous=stamp.previous, sheet=sheet)


def _lead(stamp: Stamp, count: int, look: Look) -> str:
    same = formats.show(stamp.unchanged_count, "count", look.locale, language=look.language)
    word = f"issue.restated.{'lead' if count else 'none'}"
    return say(word, count, look.language, number=count, same=same, previous=stamp.previous)


def _say(word: str, look: Look, **values: object) -> str:
    return say(f"issue.{word}", None, look.language, **values)
