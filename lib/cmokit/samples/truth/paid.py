"""Leads, campaigns and chance, as the truths about money spent on leads need them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cmokit.samples.b2b.records import HUBSPOT, LIFECYCLE, Contact
from cmokit.samples.finance import month_of
from cmokit.samples.truth.acquisition import Spent
from cmokit.samples.truth.b2b_funnel import days_between
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.speed import is_in

STEPS = {"qualified": "mql", "accepted": "sales_qualified", "customer": "customer"}
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Advertised:
    """One campaign on one day; name as it is usually written."""

    name: str
    channel: str
    day: date
    spend: Decimal


def spelled(name: str) -> str:
    return "".join(char for char in name.lower() if not char.isspace() and char not in "-_")


def campaigns(rows: Iterable[tuple[str, str, date, Decimal]]) -> list[Advertised]:
    """Spellings of one name are one campaign, called as most was spent under. rows: name, channel, day, spend."""
    every, spent = list(rows), dict[str, Decimal]()
    for name, _, _, amount in every:
        spent[name] = spent.get(name, NOTHING) + amount
    usual: dict[str, str] = {}
    for name in sorted(spent, key=lambda name: (-spent[name], name)):
        usual.setdefault(spelled(name), name)
    return [Advertised(usual[spelled(name)], channel, day, amount) for name, channel, day, amount in every]


def names_by_spelling(advertised: Iterable[Advertised]) -> dict[str, str]:
    return {spelled(one.name): one.name for one in advertised}


def as_spent(advertised: Iterable[Advertised]) -> list[Spent]:
    """By campaign in place of the channel."""
    return [Spent(one.name, month_of(one.day), one.spend, True) for one in advertised]


@dataclass(frozen=True)
class Came:
    """One lead. reached: step → days it took, None where no day is known."""

    id: str
    channel: str
    campaign: str
    month: date
    reached: dict[str, float | None]


def leads(state: State, known: dict[str, str]) -> list[Came]:
    """Everybody who is or was a lead or further. known: campaign by spelling."""
    people = (c for c in state.leading_contacts if is_in(c, LIFECYCLE[1:]))
    return [
        Came(c.id, c.channel, known.get(spelled(c.utm_campaign), ""), month_of(c.created_at), _reached(c))
        for c in sorted(people, key=lambda c: (c.system, c.id))
    ]


def _reached(contact: Contact) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for step, first in STEPS.items():
        stages = LIFECYCLE[LIFECYCLE.index(first) :]
        times = [at for stage, at in contact.history if stage in stages] if contact.system == HUBSPOT else []
        if times:
            found[step] = days_between(contact.created_at, min(times))
        elif contact.stage in stages:
            found[step] = None
    return found


def age(following: date, as_of_end: datetime) -> float:
    """Days from the end of a month, which is the start of the following one, to the end of what counts."""
    return days_between(datetime(following.year, following.month, 1), as_of_end)


def money(costs: Iterable[Spent], months: Sequence[date], name: str | None = None) -> Decimal:
    return sum((c.amount for c in costs if c.month in months and name in (None, c.channel)), NOTHING)


def ends(count: float) -> tuple[float, float]:
    """Poisson's bounds by the chi-square distribution."""
    from scipy.stats import chi2  # slow to import

    low = float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    return low, float(chi2.ppf(0.975, 2 * count + 2)) / 2
