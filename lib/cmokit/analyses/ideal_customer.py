"""Who is meant to buy, as it was agreed: what can be held against records, and what only people know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis

from cmokit.methods.spelling import folded, is_filled

if TYPE_CHECKING:
    from cmokit.engagement.definitions import IdealCustomer as Said

WORDS = ("pain", "trigger", "product_need", "qualification")
INSIDE, OUTSIDE, UNKNOWN = "inside", "outside", "unknown"


@dataclass(frozen=True)
class IdealCustomer:
    """As it was written. words: what no record tells, by key. Nothing at all stated: none is agreed."""

    employees_from: int | None = None
    employees_to: int | None = None
    segments: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    job_titles: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    since_on: date | None = None

    @property
    def is_stated(self) -> bool:
        """Whether anything of it can be held against records."""
        numbers = (self.employees_from, self.employees_to)
        lists = (self.segments, self.industries, self.countries, self.job_titles, self.excluded)
        return any(number is not None for number in numbers) or any(lists)

    def fit(self, people: Any) -> Any:
        """inside, outside or unknown (a field that is asked for is blank) of each row, as an Ibis expression.

        people: with employees, segment, industry, country and job_title.
        """
        asked = [*self._sizes(people), *self._lists(people)]
        out, blank, unwanted = ibis.literal(False), ibis.literal(False), _small(self.excluded)
        for is_met in asked:
            out, blank = out | (~is_met).fill_null(False), blank | is_met.isnull()
        for column in ("segment", "industry", "country"):
            out = out | folded(people[column]).isin(unwanted).fill_null(False) if unwanted else out
        for word in unwanted:
            out = out | folded(people.job_title).contains(word).fill_null(False)
        return ibis.cases((out, OUTSIDE), (blank, UNKNOWN), else_=INSIDE)

    def _sizes(self, people: Any) -> list[Any]:
        found = []
        if self.employees_from is not None:
            found.append(people.employees >= self.employees_from)
        if self.employees_to is not None:
            found.append(people.employees <= self.employees_to)
        return found

    def _lists(self, people: Any) -> list[Any]:
        """Null where the field is blank."""
        wanted = {"segment": self.segments, "industry": self.industries, "country": self.countries}
        found = [folded(people[column]).isin(_small(values)) for column, values in wanted.items() if values]
        if self.job_titles:
            titles = folded(people.job_title)
            has = [titles.contains(word) for word in _small(self.job_titles)]
            found.append(ibis.ifelse(is_filled(people.job_title), ibis.or_(*has), ibis.null(bool)))
        return found


def ideal_customer(said: "Said") -> IdealCustomer:
    lists = ("segments", "industries", "countries", "job_titles", "excluded")
    words = {key: value for key in WORDS if (value := getattr(said, key))}
    wanted = {name: tuple(text.strip() for text in getattr(said, name)) for name in lists}
    return IdealCustomer(said.employees_from, said.employees_to, **wanted, words=words, since_on=said.since_on)


def _small(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words)
