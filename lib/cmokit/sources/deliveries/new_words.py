"""The client's words out of closed lists with the day on which they came first, and those that no list knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cmokit.engagement.model import Engagement
from cmokit.sources.client_words import CLOSED_DEAL, LISTED, Word, agreed_in, is_unmapped
from cmokit.sources.deliveries.engine import Engine, literal, quoted
from cmokit.tables.catalog import TABLES


@dataclass(frozen=True)
class NewWord:
    """A word that was in no export of its system before this day. records_count: records of that day that say it.

    is_later: an earlier export of its system did not hold it; False where it came with the first.
    """

    table: str
    column: str
    system: str | None
    text: str
    meaning: str | None
    first_seen_on: date
    records_count: int
    is_later: bool


def new_words(engine: Engine) -> tuple[NewWord, ...]:
    """The words out of closed lists, by the day on which they came first."""
    found = [word for word in LISTED if engine.loads_with(word.table)]
    every = [NewWord(word.table, word.column, *row) for word in found for row in _first_seen(engine, word)]
    return tuple(sorted(every, key=lambda w: (w.first_seen_on, w.table, w.column, w.system or "", w.text)))


def _first_seen(engine: Engine, word: Word) -> list[tuple[str, str, str | None, date, int, bool]]:
    """system, text, meaning, the first day, its records, and whether it is later than the system's first export."""
    text = f"trim(coalesce({quoted(word.written)}, {quoted(word.column)}))" if _has_written(word) else word.column
    meaning = quoted(word.meaning)
    if word.column == "stage":
        closed = ", ".join(map(literal, CLOSED_DEAL))
        meaning = f"CASE WHEN status IN ({closed}) THEN status ELSE {meaning} END"
    return engine.rows(
        f"""WITH said AS (
            SELECT source_system AS system, {text} AS text, {meaning} AS meaning, _day AS day
            FROM {engine.raw(word.table)}
        ), days AS (
            SELECT *, min(day) OVER (PARTITION BY system) AS system_on,
                min(day) OVER (PARTITION BY system, text) AS first_on
            FROM said
        )
        SELECT system, text, meaning, first_on, count(*), first_on > system_on FROM days
        WHERE text <> '' AND day = first_on
        GROUP BY system, text, meaning, first_on, system_on ORDER BY ALL"""
    )


def _has_written(word: Word) -> bool:
    return any(column.name == word.written for column in TABLES[word.table].columns)


def still_unmapped(words: Iterable[NewWord], engagement: Engagement) -> tuple[NewWord, ...]:
    """Those of the words that no list of the engagement knows, and no mapping, made since the tables or before."""
    agreed, by_name = agreed_in(engagement), {(word.table, word.column): word for word in LISTED}
    unknown = (w for w in words if is_unmapped(by_name[w.table, w.column], w.text, w.meaning, agreed))
    return tuple(w for w in unknown if w.text.casefold() not in _mapped(w.column, engagement))


def _mapped(column: str, engagement: Engagement) -> set[str]:
    """The words of a column, folded, that engagement.yaml gives a meaning."""
    told = [engagement.channels.mediums] if column == "utm_medium" else []
    told += [rule.values.get(column, {}) for rule in engagement.mapping]
    return {text.strip().casefold() for texts in told for text in texts}
