"""Figures of themes: how many texts, how content, how long until solved."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cmokit.analyses.figures import count, share
from cmokit.exhibits.fact import Fact, Period
from cmokit.methods.survival import kaplan_meier
from cmokit.methods.uncertainty import CONFIDENCE
from cmokit.methods.voices import FEEDBACK, TICKETS, Voice

ID = "voice.themes"
ALL, RECENT, EARLIER = "all", "recent", "earlier"
RECENT_DAYS = 91
SATISFIED, DISSATISFIED = 0.75, 0.5  # of the scale
SCALES = (5, 10, 100)
FEWEST_RATED, FEWEST_TICKETS = 5, 5  # of a theme, before its ratings or its time are told
MOST_PARTS = 12  # segments and products, the most spoken of
DAY = timedelta(days=1)


def facts_of(voices: Sequence[Voice], blank: int, until: datetime) -> tuple[Fact, ...]:
    facts = [count(f"{ID}.blank_count", blank, n=len(voices) + blank), *_texts(voices)]
    facts += _of_theme(voices, ALL, ALL, until, voices)
    themed = sorted({(one.language, one.theme) for one in voices if one.theme})
    for language in sorted({language for language, _ in themed}):
        own = [one for one in voices if one.language == language]
        unsorted = sum(not one.theme for one in own)
        facts.append(count(f"{ID}.unsorted_count", unsorted, n=len(own), tongue=language))
        for theme in (theme for spoken, theme in themed if spoken == language):
            mine = [one for one in own if one.theme == theme]
            facts += _counted(mine, own, theme, language, until)
            facts += _of_theme(mine, theme, language, until, voices)
    return tuple(facts)


def _texts(voices: Sequence[Voice]) -> list[Fact]:
    languages = Counter(one.language for one in voices)
    sources = Counter(one.source for one in voices)
    both = Counter((one.source, one.language) for one in voices)
    facts = [count(f"{ID}.texts_count", len(voices), source=ALL, tongue=ALL)]
    facts += [count(f"{ID}.texts_count", n, source=ALL, tongue=name) for name, n in sorted(languages.items())]
    facts += [count(f"{ID}.texts_count", n, source=name, tongue=ALL) for name, n in sorted(sources.items())]
    facts += [count(f"{ID}.texts_count", n, source=s, tongue=name) for (s, name), n in sorted(both.items())]
    rated = Counter(f"{one.rating:g}" for one in voices if one.rating is not None)
    facts += [count(f"{ID}.rated_count", n, rating=rating) for rating, n in sorted(rated.items())]
    return facts


def _counted(mine: Sequence[Voice], own: Sequence[Voice], theme: str, language: str, until: datetime) -> list[Fact]:
    """How many texts of its language are of a theme: in all, of late, before, by segment and by product."""
    facts = [count(f"{ID}.theme_count", len(mine), n=len(own), split=ALL, theme=theme, tongue=language)]
    facts += share(f"{ID}.theme_share", len(mine), len(own), sample=True, period=ALL, theme=theme, tongue=language)
    since = (until - RECENT_DAYS * DAY).date()
    last = (until - DAY).date()
    for period, days in ((RECENT, Period(since, last)), (EARLIER, Period(None, since - DAY))):
        within = [one for one in own if one.said_on and (one.said_on >= since) == (period == RECENT)]
        part = sum(one.theme == theme for one in within)
        told = share(f"{ID}.theme_share", part, len(within), sample=True, period=period, theme=theme, tongue=language)
        facts += [fact.but(period=days) for fact in told]
    for column in ("segment", "product"):
        parts = Counter(str(getattr(one, column)) for one in mine if getattr(one, column))
        for value, n in sorted(parts.items(), key=lambda item: (-item[1], item[0]))[:MOST_PARTS]:
            facts.append(
                count(f"{ID}.theme_count", n, n=len(mine), split=f"{column}={value}", theme=theme, tongue=language)
            )
    return facts


def _of_theme(mine: Sequence[Voice], theme: str, language: str, until: datetime, every: Sequence[Voice]) -> list[Fact]:
    """Ratings and tickets."""
    top = scale_of(every)
    rated = [one.rating for one in mine if one.source == FEEDBACK and one.rating is not None]
    facts: list[Fact] = []
    if len(rated) >= (1 if theme == ALL else FEWEST_RATED):
        content, low = sum(r >= SATISFIED * top for r in rated), sum(r <= DISSATISFIED * top for r in rated)
        facts += share(f"{ID}.satisfied_share", content, len(rated), sample=True, theme=theme, tongue=language)
        facts += share(f"{ID}.dissatisfied_share", low, len(rated), sample=True, theme=theme, tongue=language)
    return facts + _waits([one for one in mine if one.source == TICKETS], theme, language, until)


def _waits(tickets: Sequence[Voice], theme: str, language: str, until: datetime) -> list[Fact]:
    """Days until half of them were solved. A ticket closed before it was opened, or without a day, is left out."""
    known = [(one.opened_at, one.closed_at) for one in tickets if one.opened_at]
    open_ = [closed is None or closed >= until for _, closed in known]
    facts = [
        count(f"{ID}.tickets_count", n, state=state, theme=theme, tongue=language)
        for state, n in (("open", sum(open_)), ("solved", len(known) - sum(open_)))
        if theme == ALL
    ]
    waited = [
        ((until if still else closed) - opened, not still)  # type: ignore[operator]
        for (opened, closed), still in zip(known, open_, strict=True)
    ]
    lasted = [(length / DAY, done) for length, done in waited if length >= timedelta(0)]
    if len(lasted) < FEWEST_TICKETS:
        return facts
    curve = kaplan_meier([length for length, _ in lasted], [done for _, done in lasted])
    middle, (low, high) = curve.quantile(0.5), curve.quantile_interval(0.5)
    if middle is not None:
        about = {"theme": theme, "tongue": language}
        facts.append(Fact(f"{ID}.resolution_days", middle, "days", len(lasted), low, high, CONFIDENCE, about))
    return facts


def scale_of(voices: Iterable[Voice]) -> float:
    """The top of the scale that the ratings lie on: five, ten, or a hundred."""
    highest = max((one.rating for one in voices if one.rating is not None), default=0.0)
    return next((float(top) for top in SCALES if highest <= top), highest)
