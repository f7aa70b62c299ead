"""The truth about what customers said: how many texts, in which language, how rated, and how long tickets lasted.

The themes stand in no export; how near the found ones come to them is a test of its own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from cmokit.samples.b2b import voice as b2b_voice
from cmokit.samples.plan import Delivery
from cmokit.samples.said import Said, Ticket
from cmokit.samples.shop import voice as shop_voice
from cmokit.samples.shop.records import World
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Truth, share, truth

ID = "voice.themes"
DAY = timedelta(days=1)


def of_b2b(state: State) -> list[Truth]:
    end = datetime.combine(state.as_of, datetime.min.time()) + DAY
    return _known(state.said, state.tickets, end, "de", b2b_voice.SENTENCES)


def of_shop(world: World, delivery: Delivery) -> list[Truth]:
    said = [one for one in world.reviews if one.received_at < delivery.cutoff]
    tickets = [one for one in world.tickets if one.opened_at < delivery.cutoff]
    return _known(said, tickets, delivery.cutoff + DAY, "ar", shop_voice.SENTENCES, delivery.cutoff)


def _known(
    said: Sequence[Said],
    tickets: Sequence[Ticket],
    end: datetime,
    home: str,
    sentences: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]],
    extracted: datetime | None = None,
) -> list[Truth]:
    """home: the language beside English. extracted: what was solved after it is open in the export."""
    extracted = extracted or end - DAY
    english = [sentence for _, own in sentences.values() for sentence in own]
    spoken = Counter(
        (source, "en" if any(sentence in one.text for sentence in english) else home)
        for source, texts in (("feedback", said), ("tickets", tickets))
        for one in texts
    )
    facts = [truth(f"{ID}.texts_count", len(said) + len(tickets), source="all", tongue="all")]
    facts += [truth(f"{ID}.texts_count", n, source=source, tongue=name) for (source, name), n in spoken.items()]
    facts += [
        truth(f"{ID}.texts_count", spoken["feedback", name] + spoken["tickets", name], source="all", tongue=name)
        for name in ("en", home)
    ]
    rated = Counter(one.rating for one in said if one.rating is not None)
    facts += [truth(f"{ID}.rated_count", n, rating=str(rating)) for rating, n in rated.items()]
    whole = {"theme": "all", "tongue": "all"}
    facts += share(f"{ID}.satisfied_share", rated[4] + rated[5], rated.total(), **whole)
    facts += share(f"{ID}.dissatisfied_share", rated[1] + rated[2], rated.total(), **whole)
    solved = [one.closed_at if one.closed_at and one.closed_at < extracted else None for one in tickets]
    facts.append(truth(f"{ID}.tickets_count", solved.count(None), state="open", **whole))
    facts.append(truth(f"{ID}.tickets_count", len(solved) - solved.count(None), state="solved", **whole))
    waits = [((at or end) - one.opened_at, at is not None) for one, at in zip(tickets, solved, strict=True)]
    return [*facts, truth(f"{ID}.resolution_days", _half(waits), **whole)]


def _half(waits: Sequence[tuple[timedelta, bool]]) -> float:
    """Days until half are solved: the waits one by one, each solved one taking its part of those who still wait."""
    left, waiting = len(waits), 1.0
    for length, is_solved in sorted(waits, key=lambda wait: (wait[0], not wait[1])):
        if is_solved:
            waiting *= 1 - 1 / left
            if waiting <= 0.5 + 1e-12:
                return length / DAY
        left -= 1
    raise ValueError("fewer than half of the tickets are solved")
