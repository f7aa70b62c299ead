"""The truth about people who stand still."""

from collections import Counter
from datetime import datetime
from itertools import pairwise

from cmokit.samples.b2b.records import HUBSPOT, LIFECYCLE, Contact
from cmokit.samples.truth.b2b_funnel import DAY, RANK, days_between
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, truth

DAYS = (30, 60, 90)
FEWEST = 30  # people who entered, before a group is stated
Wait = tuple[float, bool]  # days, and whether the person got further


def decay(state: State) -> tuple[list[Truth], list[Named]]:
    """Per stage: the share that has not got further, person by person, as a whole and by segment and channel."""
    end = datetime.combine(state.as_of, datetime.min.time()) + DAY
    people = [c for c in state.leading_contacts if c.system == HUBSPOT]
    facts: list[Truth] = []
    evidence: list[Named] = []
    standing = long = 0
    for stage, _ in pairwise(LIFECYCLE):
        groups: dict[str, list[Wait]] = {}
        still: list[str] = []
        for contact in (c for c in people if stage in dict(c.history)):
            wait = _wait(contact, stage, end)
            for split in ("all", f"segment={contact.segment}", f"channel={contact.channel}"):
                groups.setdefault(split, []).append(wait)
            standing += not wait[1]
            still += [contact.id] if not wait[1] and wait[0] > DAYS[-1] else []
        long += len(still)
        facts.append(truth("funnel.decay.stalled_count", len(still), stage=stage))
        evidence.append(named("funnel.decay", "person_id", still, stage=stage, is_stalled="True"))
        for split, waits in groups.items():
            if split == "all" or len(waits) >= FEWEST:
                facts += _shares(waits, stage=stage, split=split)
    facts.append(truth("funnel.decay.stalled_count", long, stage="all"))
    return [*facts, truth("funnel.decay.standing_count", standing)], evidence


def _wait(contact: Contact, stage: str, end: datetime) -> Wait:
    start = min(at for entered, at in contact.history if entered == stage)
    later = min((at for entered, at in contact.history if RANK[entered] > RANK[stage]), default=None)
    return max(0.0, days_between(start, later or end)), later is not None


def _shares(waits: list[Wait], **dims: str) -> list[Truth]:
    facts = [truth("funnel.decay.entered_count", len(waits), **dims)]
    longest = max(days for days, _ in waits)
    steps = sorted({days for days, moved in waits if moved})
    counts = Counter(days for days, moved in waits if moved)
    ordered = sorted(days for days, _ in waits)
    for day in DAYS:
        waiting, place = 1.0, 0
        for step in (step for step in steps if step <= day):
            while ordered[place] < step:
                place += 1
            waiting *= 1 - counts[step] / (len(ordered) - place)
        if longest >= day or waiting == 0:
            facts.append(truth("funnel.decay.stalled_share", waiting, day=str(day), **dims))
    return facts
