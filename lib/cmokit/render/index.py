"""Money as an index: every amount divided by one figure of the report, which is then 100.

An index has four decimals, as an amount has: with all its digits, whoever knows that amounts are whole cents could
work the amounts out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from cmokit.exhibits.fact import AMOUNT_STEP, Fact
from cmokit.exhibits.section import Section
from cmokit.render.formats import INDEX, exact, is_money

# The figures that make the best base, best first: what the client sold, by its own record.
BASES = (
    "money.platform_to_cash.step_amount[channel=all,step=ordered]",
    "money.platform_to_cash.step_amount[channel=all,step=crm]",
    "money.platform_to_cash.step_amount[channel=all,step=ad_reported]",
)
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Index:
    """base: the figure that is 100; None where the report holds no amount above zero in its currency."""

    currency: str
    base: Fact | None

    @classmethod
    def of(cls, sections: Iterable[Section], currency: str) -> "Index":
        """The first of BASES that the report holds, else its largest amount."""
        amounts = [f for s in sections for f in s.facts if f.unit == currency and f.value is not None]
        positive = {f.name: f for f in amounts if exact(f.value) > 0}
        named = next((positive[name] for name in BASES if name in positive), None)
        largest = max(positive.values(), key=lambda f: (exact(f.value), f.name), default=None)
        return cls(currency, named or largest)

    def unit(self, unit: str) -> str | None:
        """Money of the report's currency as an index; None for any other, which has no rate to it here."""
        if not is_money(unit):
            return unit
        return INDEX if unit == self.currency and self.base is not None else None

    def amount(self, value: Any, unit: str) -> Any:
        """A value in its unit: an amount as an index, anything else as it is."""
        if value is None or isinstance(value, (bool, str)) or self.base is None or unit != self.currency:
            return value
        share = exact(value) / exact(self.base.value)
        return (share * WHOLE).quantize(AMOUNT_STEP, rounding=ROUND_HALF_UP)

    def fact(self, fact: Fact) -> Fact | None:
        unit = self.unit(fact.unit)
        if unit is None:
            return None
        if unit == fact.unit:
            return fact
        low, high = (self.amount(bound, fact.unit) for bound in (fact.low, fact.high))
        return fact.but(value=self.amount(fact.value, fact.unit), low=low, high=high, unit=unit)
