"""What is known before a pilot starts: how often the outcome comes about, how many units are to come, what can be seen.

The same outcome as at the readout, of people who came before the start and had their days of follow-up by then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pandas as pd

from cmokit.methods.pilot import power
from cmokit.methods.pilot.outcomes import ANSWERED, NEEDS, ORDERED, REACHED, WON, moments, outcomes
from cmokit.methods.pilot.power import Asked, Groups
from cmokit.methods.pilot.reading import BEFORE_AFTER, DIFFERENCE, STAGGERED
from cmokit.methods.pilot.records import CONTACT, OWNER, Records, Terms, leads_of
from cmokit.methods.pilot.units import moment

LOOKED_BACK = 90  # days of people before the start
EVER = 3650  # days, farther back than anybody looks
FEW = 20  # people, below which their share says too little to plan with
HALF = 0.5  # of the share before: a larger rise is not believed, unless somebody says so
NEW_LEADS, CUSTOMERS = "new_leads", "customers"
Seen = dict[tuple[str, bool], pd.DataFrame]


@dataclass(frozen=True)
class Planned:
    """What a pilot is to be. arms: how many. waves: of a staggered start. believable: the largest rise that anyone
    would believe, None where nobody said.
    """

    design: str
    unit_kind: str
    eligible: str
    arms: int
    outcome: str
    stage: str | None
    days: int
    start_on: date
    assign_until_on: date
    minimum: float
    believable: float | None = None
    before_days: int = 60
    waves: int | None = None
    confidence: float = 0.95
    power: float = 0.8

    @property
    def assigning_days(self) -> int:
        return (self.assign_until_on - self.start_on).days + 1


@dataclass(frozen=True)
class Outlook:
    """What can be seen. yes, rows: before the start. a_day: units or leads that come. expected: in all arms. clusters:
    companies or owners. rise: the smallest that is seen, in share points; None where none is. needed: in all arms for
    the smallest rise that is worth it.
    """

    planned: Planned
    yes: int
    rows: int
    a_day: float
    expected: float
    clusters: int | None
    groups: Groups | None
    rise: float | None
    needed: int | None

    @property
    def has_control(self) -> bool:
        return self.planned.design != BEFORE_AFTER and self.planned.arms > 1

    @property
    def is_known(self) -> bool:
        """Whether enough people before the start tell what to expect."""
        return self.rows >= FEW and self.groups is not None

    @property
    def believable(self) -> float:
        """The largest rise that anyone would believe: as said, else half of the share before, or what is worth it."""
        share = self.groups.share if self.groups else 0.0
        own = self.planned.believable
        return own if own is not None else min(1 - share, max(self.planned.minimum, HALF * share))

    @property
    def is_believable(self) -> bool:
        return self.rise is not None and self.rise <= self.believable + 1e-9

    @property
    def missed(self) -> float | None:
        """How often an effect that is just worth having would not be seen."""
        if not self.is_known or not self.has_control:
            return None
        asked = Asked(self.planned.confidence, self.planned.power, self.clusters)
        return power.missed(self.planned.minimum, self.rise, asked)

    @property
    def needed_days(self) -> float | None:
        """Days of assignment that the smallest rise worth having would take, at the leads that come."""
        return self.needed / self.a_day if self.needed is not None and self.a_day else None


def outlook(planned: Planned, records: Records, terms: Terms, seen: Seen | None = None) -> Outlook:
    """terms.until: the day at which one stands; of people, only what had happened before the start counts.

    seen: leads read before by the same records and terms, to be read once for several pilots.
    """
    seen = {} if seen is None else seen
    kind, shops = _asked(planned)
    if (kind, shops) not in seen:
        seen[kind, shops] = leads_of(kind, records, terms, shops=shops)
    leads = seen[kind, shops]
    start = moment(planned.start_on, terms.timezone)
    by_start = terms.by(start)
    told = _told(planned, records, by_start, leads)
    counts = _counts(told, planned.unit_kind)
    groups = power.groups(counts) if counts and sum(rows for _, rows in counts) else None
    a_day, expected = _to_come(planned, records, by_start, leads)
    clusters = None if planned.unit_kind == CONTACT else len(counts)
    found = Outlook(
        planned, sum(c[0] for c in counts), sum(c[1] for c in counts), a_day, expected, clusters, groups, None, None
    )
    if groups is None or not found.has_control:
        return found
    asked = Asked(planned.confidence, planned.power, clusters)
    return replace(found, rise=_rise(found, groups, asked), needed=_needed(planned, groups, asked))


def leading_measures(planned: Planned, order: tuple[str, ...]) -> Iterator[Planned]:
    """What comes sooner or more often than the outcome asked for, the nearest first: stages before it, then the first
    answer. A purchase in a shop has none.
    """
    if planned.outcome in (REACHED, WON):
        last = order.index(planned.stage) if planned.stage in order and planned.outcome == REACHED else len(order)
        for stage in reversed(order[2:last]):
            yield replace(planned, outcome=REACHED, stage=stage, believable=None)
    if planned.outcome in (REACHED, WON) and planned.eligible == NEW_LEADS:
        yield replace(planned, outcome=ANSWERED, stage=None, believable=None)


def can_tell(outcome: str, records: Records, terms: Terms) -> bool:
    """Whether there are records, and a promise, to tell this outcome from."""
    if outcome == ANSWERED and terms.promise is None:
        return False
    return bool(getattr(records, NEEDS[outcome]).limit(1).to_pyarrow().num_rows)


def people_of(
    planned: Planned, on: datetime, records: Records, terms: Terms, leads: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Who could take part on a day, of those that stand there already: who, cluster, since (that moment).

    leads: as `leads_of` gives them, where they were read before.
    """
    people = _read(planned, records, terms) if leads is None else leads
    if planned.eligible == CUSTOMERS:
        bought = [moments(kind, None, records, terms) for kind in (ORDERED, WON) if can_tell(kind, records, terms)]
        before = {who for events in bought for who in events.loc[events["at"] < pd.Timestamp(on), "who"]}
        people = people[people["who"].isin(before)]
    else:
        people = people[people["since"] < pd.Timestamp(on)]
    return people.assign(since=pd.Timestamp(on)).reset_index(drop=True)


def new_leads(
    planned: Planned,
    start: datetime,
    end: datetime,
    records: Records,
    terms: Terms,
    leads: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Leads made in these days: who, cluster, since. leads: as `leads_of` gives them, where they were read before."""
    people = _read(planned, records, terms) if leads is None else leads
    inside = (people["since"] >= pd.Timestamp(start)) & (people["since"] < pd.Timestamp(end))
    return people[inside].reset_index(drop=True)


def _asked(planned: Planned) -> tuple[str, bool]:
    """Whose leads are asked for: (kind of cluster, whether everybody on record counts)."""
    kind = OWNER if planned.unit_kind == CONTACT else planned.unit_kind
    return kind, planned.outcome == ORDERED or planned.eligible == CUSTOMERS


def _read(planned: Planned, records: Records, terms: Terms) -> pd.DataFrame:
    kind, shops = _asked(planned)
    return leads_of(kind, records, terms, shops=shops)


def _told(planned: Planned, records: Records, terms: Terms, leads: pd.DataFrame) -> pd.DataFrame:
    """People before the start whose days of follow-up are over, with what happened."""
    if not can_tell(planned.outcome, records, terms):
        return pd.DataFrame({"who": [], "cluster": [], "did": []})
    end = terms.until - timedelta(days=planned.days)
    if planned.eligible == NEW_LEADS or planned.unit_kind != CONTACT:
        people = new_leads(planned, end - timedelta(days=LOOKED_BACK), end, records, terms, leads)
    else:
        people = people_of(planned, end, records, terms, leads)
    found = outcomes(people, planned.outcome, planned.stage, planned.days, records, terms)
    return found[found["did"].notna()]


def _counts(told: pd.DataFrame, unit_kind: str) -> list[tuple[int, int]]:
    """Of each cluster, those that did it and all; a person is a cluster of one."""
    if unit_kind == CONTACT:
        return [(int(did), 1) for did in told["did"]]
    named = told[told["cluster"].fillna("") != ""]
    by = named.groupby("cluster", sort=True)["did"]
    return [(int(did.sum()), len(did)) for _, did in by]


def _to_come(planned: Planned, records: Records, terms: Terms, leads: pd.DataFrame) -> tuple[float, float]:
    """Units a day, and in all days of assignment; of who stands there already, all at once."""
    end = terms.until
    if planned.eligible != NEW_LEADS and planned.unit_kind == CONTACT:
        return 0.0, float(len(people_of(planned, end, records, terms, leads)))
    people = new_leads(planned, end - timedelta(days=EVER), end, records, terms, leads)
    if people.empty:
        return 0.0, 0.0
    known = max(1.0, (pd.Timestamp(end) - people["since"].min()) / timedelta(days=1))
    days = min(known, float(LOOKED_BACK))
    a_day = float((people["since"] >= pd.Timestamp(end) - timedelta(days=days)).sum()) / days
    return a_day, a_day * planned.assigning_days


def _rise(found: Outlook, groups: Groups, asked: Asked) -> float | None:
    planned, each = found.planned, found.expected / found.planned.arms
    if planned.design == STAGGERED:
        units = found.clusters or int(found.expected)
        waves = planned.waves or 2
        rows = 1.0 if found.clusters is None else found.expected / max(1, units * (waves + 1))
        return power.staggered(units, waves, rows, groups, asked)
    if planned.design == DIFFERENCE:
        earlier = found.a_day * planned.before_days
        return power.before_and_after(each, each, earlier * 2 / planned.arms, groups, asked)
    return power.detectable(each, each, groups, asked)


def _needed(planned: Planned, groups: Groups, asked: Asked) -> int | None:
    """In all arms, for a comparison of two at a time; a staggered start and a comparison of changes ask for more."""
    if planned.design in (STAGGERED, DIFFERENCE):
        return None
    rows = power.needed(planned.minimum, groups, asked)
    return None if rows is None else rows * planned.arms // 2
