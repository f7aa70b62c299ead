"""What customers speak of, in their own words and languages.

Asks
    Which themes stand in what customers say and write, how often, how satisfied, and for how long do their cases last?
Measures
    Texts of feedback and tickets, by language (by script and small words) and by rating. Themes within each language:
    words that are said together (TF-IDF, smoothed by which words go together, then non-negative factors), as many as
    the words themselves part into; each text counts for the theme whose words it is nearest to. Share of each theme
    with Wilson's interval, in all, in the last quarter of a year and before; satisfied and dissatisfied ratings
    (three quarters of the scale or more, half of it or less); days until half of the tickets were solved, where open
    ones count as still waiting (Kaplan and Meier). Quotes: the texts nearest to each theme, word for word.
Read it as
    A theme shows what is spoken of, and neither its cause nor its weight for money. A theme whose last share lies above
    its earlier one, intervals apart, is growing. Who is content says little: these are the people who spoke.
Do next
    Have a person who knows the customers read the quotes, name each theme, and join those that are one in two
    languages; then route each to who can act on it.
Limits
    Found by counting words, so nobody understood anything: irony, negation and what is only meant are missed. A theme
    is named by its own words until a person names it. Languages are not translated, so one theme in two languages
    counts as two. A text counts for one theme, the strongest. Mail addresses and telephone numbers are masked.
"""

from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, having, number, pick, required, size
from cmokit.analyses.money.exports_needed import asks
from cmokit.analyses.voice.theme_figures import ALL, EARLIER, ID, RECENT, facts_of
from cmokit.analyses.voice.theme_tables import quote_table, theme_chart, theme_name, theme_table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods.spoken_words import languages_of, words_of
from cmokit.methods.themes import LEAST_TEXTS, NONE, themes_of
from cmokit.methods.voices import Voice, voices_of
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

NAMED_BY = 3  # words
MOST_TOLD = 3


@dataclass(frozen=True)
class Spoken:
    """voices: every text with its language and theme. silent: languages with too few texts for themes."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # source, record_id, language, theme, said_on, rating, text, source_file, source_row
    voices: tuple[Voice, ...]
    missing: tuple[Missing, ...]


def measure(feedback: Any, tickets: Any, definitions: Definitions) -> Spoken:
    """CannotAnswer where nobody says anything, or too little in any language for themes."""
    said = voices_of(feedback, tickets, definitions.timezone)
    texts = [one for one in said if one.text]
    languages = languages_of([one.text for one in texts])
    told = [replace(one, language=language) for one, language in zip(texts, languages, strict=True)]
    grouped = [one for language in sorted(set(languages)) for one in _themed(told, language)]
    if not any(one.theme for one in grouped):
        raise CannotAnswer(say(f"{ID}.too_few", enough=limit(LEAST_TEXTS, "count")), *asks("feedback", "tickets"))
    voices = tuple(sorted(grouped, key=lambda one: (one.source, one.record_id, one.source_file, one.source_row)))
    facts = facts_of(voices, len(said) - len(texts), definitions.as_of_end)
    missing = () if any(one.rating is not None for one in voices) else asks("feedback")
    return Spoken(facts, _evidence(voices), voices, missing)


def _themed(told: list[Voice], language: str) -> list[Voice]:
    """The texts of one language with the name of their theme and how near they are to it."""
    own = [one for one in told if one.language == language]
    words = [words_of(one.text, language) for one in own]
    found = themes_of([[key for key, _ in text] for text in words])
    if found is None:
        return own
    written: dict[str, dict[str, int]] = {}
    for text in words:
        for key, word in text:
            forms = written.setdefault(key, {})
            forms[word] = forms.get(word, 0) + 1
    usual = {key: min(forms, key=lambda word: (-forms[word], word)) for key, forms in written.items()}
    names = [" ".join(usual[key] for key in theme[:NAMED_BY]) for theme in found.words]
    return [
        one if theme == NONE else replace(one, theme=names[theme], fit=fit)
        for one, theme, fit in zip(own, found.of, found.fit, strict=True)
    ]


SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("source", "record_id", "language", "theme")),
        ("said_on", pa.date32()),
        ("rating", pa.float64()),
        ("text", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
    ]
)


def _evidence(voices: tuple[Voice, ...]) -> pa.Table:
    """Every text with its theme, so that a person can read the originals behind each."""
    rows = [{name: getattr(one, name) for name in SCHEMA.names} for one in voices]
    return pa.Table.from_pylist(rows, SCHEMA)


def judge(found: Spoken, limits: Limits) -> Verdict:
    """By the share of ratings that are low; where nobody rates, themes alone say nothing of good or bad."""
    low = pick(found.facts, "dissatisfied_share", theme=ALL, tongue=ALL)
    if low is None:
        return Verdict(Severity.WARN, say(f"{ID}.unrated"))
    return about(limits.verdict(low), say(f"{ID}.about"))


def exhibit(found: Spoken, verdict: Verdict) -> Section:
    shares = [fact for fact in having(found.facts, "theme_share") if fact.dimensions["period"] == ALL]
    texts, first = required(found.facts, "texts_count", source=ALL, tongue=ALL), _most(found.facts)
    name = {key: first.dimensions[key] for key in ("theme", "tongue")}
    whole = required(found.facts, "theme_share", period=ALL, **name)
    said: dict[str, Any] = {"theme": theme_name(first), "share": cite(whole), "count": cite(first)}
    said |= {"tongue": _tongue(first)}
    told = {name.replace("count", "figure"): value for name, value in said.items()}
    worst, content = _worst(found.facts), pick(found.facts, "satisfied_share", theme=ALL, tongue=ALL)
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", number(first), **told, texts=cite(texts)),
        brief=say(f"{ID}.brief", None, **told),
        narrative=tuple(filter(None, (_low(worst), _slow(found.facts), *_growing(found.facts), say(f"{ID}.unnamed")))),
        charts=theme_chart(shares, whole),
        tables=(*theme_table(found.facts), *quote_table(found.voices, found.facts)),
        next_steps=say_all(f"{ID}.do"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (first, content) if fact),
        owner_role=Responsibility.MARKETING,
        decision=say(f"{ID}.decision"),
    )


def _most(facts: tuple[Fact, ...]) -> Fact:
    return having(facts, "theme_count")[0]


def _tongue(fact: Fact) -> str:
    return say(f"{ID}.tongues.{fact.dimensions['tongue']}")


def _worst(facts: tuple[Fact, ...]) -> Fact | None:
    rated = [fact for fact in having(facts, "dissatisfied_share") if fact.dimensions["theme"] != ALL]
    return rated[0] if rated and rated[0].value else None


def _low(worst: Fact | None) -> str:
    if worst is None:
        return ""
    return say(f"{ID}.low", None, theme=theme_name(worst), share=cite(worst), tongue=_tongue(worst))


def _slow(facts: tuple[Fact, ...]) -> str:
    waits = [fact for fact in having(facts, "resolution_days") if fact.dimensions["theme"] != ALL]
    if len(waits) < 2:
        return ""
    slow, whole = waits[0], pick(facts, "resolution_days", theme=ALL, tongue=ALL)
    if whole is None or size(slow) <= size(whole):
        return ""
    return say(f"{ID}.slow", None, theme=theme_name(slow), days=cite(slow), whole=cite(whole), tongue=_tongue(slow))


def _growing(facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """Themes whose share of late lies above the earlier one, intervals apart."""
    grown = []
    for recent in having(facts, "theme_share"):
        if recent.dimensions["period"] != RECENT:
            continue
        earlier = pick(facts, "theme_share", **{**recent.dimensions, "period": EARLIER})
        if earlier and recent.low is not None and earlier.high is not None and recent.low > earlier.high:
            grown.append(say(f"{ID}.grown", None, theme=theme_name(recent), now=cite(recent), before=cite(earlier)))
    return (say(f"{ID}.growing", named=listed(grown[:MOST_TOLD])),) if grown else ()


ANALYSIS = Analysis(
    id=ID,
    rows=("VOC-01",),
    phases=("baseline",),
    sheet="Voice of customers",
    needs=(),
    uses=("feedback", "tickets"),
    measures={
        "texts_count": "count",
        "blank_count": "count",
        "rated_count": "count",
        "tickets_count": "count",
        "theme_count": "count",
        "theme_share": "share",
        "unsorted_count": "count",
        "satisfied_share": "share",
        "dissatisfied_share": "share",
        "resolution_days": "days",
    },
    # A quarter of low ratings is more than any service plans for; with half of them, who spoke is mostly unhappy.
    limits=Limits(warn=0.25, fail=0.50, on="dissatisfied_share"),
    evidence_key=("source", "record_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
