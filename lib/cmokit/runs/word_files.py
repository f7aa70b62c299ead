"""The client's words as a workbook to fill, and the answers out of the one that came back."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from cmokit.engagement.model import Engagement
from cmokit.errors import CmokitError, DataNotReadable, ManyErrors, UsageError
from cmokit.render.map_workbook import COLUMNS, MapForm, MapLine, headers, lists_of, map_workbook
from cmokit.runs.client_words import ClientWord
from cmokit.runs.word_answers import FREE, Answer, offers, understood
from cmokit.sources.returned_words import ReturnedLine, returned_lines
from cmokit.words import say

FILE = "words.xlsx"


def workbook_of(words: Sequence[ClientWord], engagement: Engagement, color: str) -> bytes:
    """The workbook with every word, our proposals filled in where somebody has to answer."""
    language = engagement.language
    words = sorted(words, key=lambda word: not word.is_asked)  # what waits for an answer stands on top
    lines = [(_list_name(word, language), _list(word, words)) for word in words]
    form = MapForm(
        client_name=engagement.name,
        currency=engagement.currency,
        color=color,
        language=language,
        lines=tuple(_line(word, engagement.currency, language) for word in words),
        values=lists_of(lines),
    )
    return map_workbook(form)


def answers_in(path: Path, words: Sequence[ClientWord], engagement: Engagement) -> tuple[Answer, ...]:
    """The answers of a workbook that came back. ManyErrors with one line a fault: file, row, column, found, mend."""
    languages = {"en", engagement.language}
    by_key = {(_label(word, language), word.system, word.text): word for word in words for language in languages}
    lines = returned_lines(path, _heads(engagement))
    found: dict[tuple[str, str, str], tuple[ReturnedLine, Answer]] = {}
    faults: list[CmokitError] = []
    for line in lines:
        key = (line.what, line.system, line.text)
        try:
            answer = _answer(line, by_key)
            before = found.setdefault(key, (line, answer))
            if before[1].meaning != answer.meaning:
                raise _twice(before[0], line)
        except CmokitError as fault:
            faults.append(replace(fault, file=path.name, row=line.row, column=fault.column or line.column))
    if faults:
        raise ManyErrors(faults)
    return tuple(answer for _, answer in found.values())


def _answer(line: ReturnedLine, by_key: Mapping[tuple[str, str, str], ClientWord]) -> Answer:
    word = by_key.get((line.what, line.system, line.text))
    if word is None:
        raise _unknown(line, by_key)
    try:
        return Answer(word, understood(word, line.answer))
    except UsageError as fault:
        raise DataNotReadable(
            fault.message, fault.code, column=line.column, found=fault.found, wanted=fault.wanted, mend=fault.mend
        ) from fault


def _unknown(line: ReturnedLine, by_key: Mapping[tuple[str, str, str], ClientWord]) -> CmokitError:
    same = [text for what, system, text in by_key if (what, system) == (line.what, line.system)]
    near = difflib.get_close_matches(line.text, same, n=1)
    return DataNotReadable(
        "no export says this word",
        "unknown_word",
        column=say("map.workbook.headers.text"),
        found=" · ".join(filter(None, (line.what, line.system, line.text))),
        wanted=near[0] if near else "a word of the list that was sent out",
        mend="write the word as the list had it, or empty its answer",
    )


def _twice(first: ReturnedLine, line: ReturnedLine) -> CmokitError:
    return DataNotReadable(
        f"the word stands in row {first.row} too, with another answer",
        "two_answers",
        found=line.answer,
        wanted=first.answer,
        mend="keep one of the two lines",
    )


def _heads(engagement: Engagement) -> dict[str, set[str]]:
    named = [headers(language, engagement.currency) for language in {"en", engagement.language}]
    return {name: {heads[name] for heads in named} for name in COLUMNS}


def _line(word: ClientWord, currency: str, language: str) -> MapLine:
    others = {code: amount for code, amount in word.amounts.items() if code != currency}
    cells: dict[str, str | int | Decimal | None] = {
        "what": _label(word, language),
        "system": word.system,
        "exports": ", ".join(word.kinds),
        "text": word.text,
        "records": word.records_count,
        "money": word.amounts.get(currency),
        "others": ", ".join(f"{amount:.2f} {code}" for code, amount in others.items()),
        "state": say(f"map.states.{word.state}", None, language),
        "meaning": word.meaning,
        "proposal": word.proposal,
        "reason": word.reason,
        "answer": word.proposal if word.is_asked else "",
    }
    return MapLine(cells, _list_name(word, language), word.is_asked, is_open=word.keeps or word.what in FREE)


def _label(word: ClientWord, language: str) -> str:
    return say(f"map.whats.{word.what}", None, language)


def _list_name(word: ClientWord, language: str) -> str:
    """One list a kind of word; a system has its own where its words may mean something else."""
    is_own = word.what in FREE or word.what == "stage"
    return f"{_label(word, language)} ({word.system})" if is_own else _label(word, language)


def _list(word: ClientWord, words: Sequence[ClientWord]) -> tuple[str, ...]:
    """What the drop-down offers: what the word may mean; where no list says it, the client's own words."""
    if word.what == "campaign_name":
        return tuple(dict.fromkeys(w.text for w in words if w.what == word.what and w.keeps))
    own = [w.text for w in words if (w.what, w.system) == (word.what, word.system) and w.what in FREE]
    return tuple(dict.fromkeys((*word.choices, *own))) or offers(word)
