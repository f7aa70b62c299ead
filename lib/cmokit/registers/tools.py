"""The register of tools: what each is for, what it costs, who answers, and what happens without it [STK-01].

The six fields of leaving [STK-04] are asked when an engagement is handed over (`handover.package`), not before.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Currency, Day, Number, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, ReviewOn, Wanted, WantedList

LEAVING = ("export_route", "logic_kept_in", "fixed_values", "reached_through", "contract_end", "deletion")
NOTICE = timedelta(days=45)  # before a renewal somebody can still decide


class State(StrEnum):
    IN_USE = "in_use"
    TRIAL = "trial"
    ENDING = "ending"
    REMOVED = "removed"


class Tool(Item):
    """One tool. yearly_amount: what it costs a year. export_route to deletion: how one would leave it."""

    closed: ClassVar[tuple[str, ...]] = (State.REMOVED,)

    name: Text
    purpose: Wanted = None
    owner: Owner = None
    users: WantedList = ()
    data_stored: WantedList = ()
    yearly_amount: Number | None = None
    currency: Currency | None = None
    connections: Annotated[tuple[ItemId, ...], Names("tools")] = ()
    data_policy: Wanted = None
    measure: Wanted = None
    renews_on: Day | None = None
    review_on: ReviewOn = None
    without_it: Wanted = None
    export_route: Text | None = None
    logic_kept_in: Text | None = None
    fixed_values: Text | None = None
    reached_through: Text | None = None
    contract_end: Text | None = None
    deletion: Text | None = None
    state: State = State.IN_USE


def _amount_has_a_currency(items: Sequence[Tool]) -> Iterable[Problem]:
    for item in items:
        if item.yearly_amount is not None and item.currency is None:
            yield Problem(item.id, "currency", "missing_key", "an amount needs its currency")
        if item.yearly_amount is not None and item.yearly_amount < 0:
            yield Problem(item.id, "yearly_amount", "negative", "this cannot be below zero")


def _cost_known(items: Sequence[Tool], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.yearly_amount is None and not item.is_closed:
            yield Problem(item.id, "yearly_amount", "no_cost", f"what {item.name} costs a year is not known")


def _renewal_near(items: Sequence[Tool], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.renews_on and not item.is_closed and around.today <= item.renews_on <= around.today + NOTICE:
            message = f"{item.name} renews on {item.renews_on}: decide before"
            yield Problem(item.id, "renews_on", "renewal_near", message)


TOOLS = Register(
    name="tools",
    model=Tool,
    covers=("STK-01", "STK-04"),
    rules=(_amount_has_a_currency,),
    gaps=(_cost_known, _renewal_near),
)
