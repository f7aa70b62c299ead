"""Tables, quotes and the chart of themes."""

from collections.abc import Sequence

from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick
from cmokit.analyses.shown import table
from cmokit.analyses.voice.theme_figures import ALL, EARLIER, ID, RECENT
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite, quote
from cmokit.methods.voices import Voice
from cmokit.words import say

MOST_THEMES = 12
QUOTES = 2  # a theme
MOST_LETTERS = 240  # of a quote on a page; the evidence holds all of it


def theme_name(fact: Fact) -> str:
    """A theme by its own words, for a sentence."""
    return quote(fact.dimensions["theme"])


def theme_chart(shares: Sequence[Fact], most: Fact) -> tuple[Chart, ...]:
    rows = [
        {"theme": _label(fact), "share": fact.value, "low": fact.low, "high": fact.high}
        for fact in shares[:MOST_THEMES]
    ]
    said = {"theme": theme_name(most), "share": cite(most)}
    return chart(f"{ID}.charts.themes", "interval", rows, axes=("theme", "share", "share"), said=said)


def theme_table(facts: Sequence[Fact]) -> tuple[Table, ...]:
    units = {"theme": "text", "language": "text", "count": "count", "earlier": "share", "recent": "share"}
    units |= {"satisfied": "share", "dissatisfied": "share", "days": "days"}
    rows = []
    for fact in _whole(facts)[:MOST_THEMES]:
        name = {key: fact.dimensions[key] for key in ("theme", "tongue")}
        rows.append(
            {
                "theme": name["theme"],
                "language": say(f"{ID}.tongues.{name['tongue']}"),
                "count": fact,
                "earlier": pick(facts, "theme_share", period=EARLIER, **name),
                "recent": pick(facts, "theme_share", period=RECENT, **name),
                "satisfied": pick(facts, "satisfied_share", **name),
                "dissatisfied": pick(facts, "dissatisfied_share", **name),
                "days": pick(facts, "resolution_days", **name),
            }
        )
    return table(f"{ID}.tables.themes", units, rows)


def quote_table(voices: Sequence[Voice], facts: Sequence[Fact]) -> tuple[Table, ...]:
    """Word for word, nearest to the theme first, each text once, with where it stands."""
    units = {"theme": "text", "text": "text", "record_id": "text", "said_on": "date", "place": "text"}
    rows: list[dict[str, object]] = []
    for fact in _whole(facts):
        own = [
            one for one in voices if (one.theme, one.language) == (fact.dimensions["theme"], fact.dimensions["tongue"])
        ]
        told: dict[str, Voice] = {}
        for one in sorted(own, key=lambda one: (-one.fit, one.source, one.record_id)):
            told.setdefault(one.text, one)
        rows += [_quoted(one) for one in list(told.values())[:QUOTES]]
    return table(f"{ID}.tables.quotes", units, rows[: QUOTES * MOST_THEMES])


def _quoted(one: Voice) -> dict[str, object]:
    text = one.text if len(one.text) <= MOST_LETTERS else one.text[:MOST_LETTERS].rstrip() + " …"
    place = say(f"{ID}.place", file=one.source_file, row=one.source_row)
    return {"theme": one.theme, "text": text, "record_id": one.record_id, "said_on": one.said_on, "place": place}


def _whole(facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in having(facts, "theme_count") if fact.dimensions["split"] == ALL]


def _label(fact: Fact) -> str:
    tongue = say(f"{ID}.tongues.{fact.dimensions['tongue']}")
    return say(f"{ID}.label", theme=fact.dimensions["theme"], tongue=tongue)
