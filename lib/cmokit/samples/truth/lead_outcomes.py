"""Which of the B2B client's leads sales took over, and the traits of their companies, record by record."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cmokit.samples.b2b.records import HUBSPOT, Company, Contact
from cmokit.samples.truth.b2b_funnel import DAY, RANK, days_between
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import quantile, squashed

GOAL = RANK["sales_qualified"]
CLASSES = ((1000, "1000+"), (250, "250-999"), (50, "50-249"), (10, "10-49"), (1, "1-9"))


@dataclass(frozen=True)
class Lead:
    """A person whose history HubSpot keeps. reached: when sales took over, if ever."""

    contact: Contact
    entered: datetime
    reached: datetime | None
    is_mature: bool

    @property
    def took_days(self) -> float:
        assert self.reached
        return max(0.0, days_between(self.entered, self.reached))


def end_of(state: State) -> datetime:
    return datetime.combine(state.as_of, datetime.min.time()) + DAY


def leads_of(state: State) -> tuple[list[Lead], float]:
    """By their ids; and the days after which nine in ten of those taken over were."""
    known = [_lead(c) for c in state.leading_contacts if c.system == HUBSPOT and _early(c)]
    wait = quantile([lead.took_days for lead in known if lead.reached], 0.9)
    end = end_of(state)
    judged = (Lead(k.contact, k.entered, k.reached, days_between(k.entered, end) >= wait) for k in known)
    return sorted(judged, key=lambda lead: lead.contact.id), wait


def _early(contact: Contact) -> list[datetime]:
    return [at for stage, at in contact.history if RANK[stage] < GOAL]


def _lead(contact: Contact) -> Lead:
    late = [at for stage, at in contact.history if RANK[stage] >= GOAL]
    return Lead(contact, min(_early(contact)), min(late, default=None), False)


def middle(moments: Iterable[datetime]) -> datetime:
    """The moment in the middle: whoever came after it is of the later half."""
    first = datetime(2024, 1, 1)
    return first + DAY * quantile([(moment - first) / DAY for moment in moments], 0.5)


class Firms:
    """The leading company of each record, with one spelling of each industry and country."""

    def __init__(self, state: State):
        self._leader = state.leader
        self._firms = {c.id: c for c in state.companies}

    def of(self, company_id: str) -> Company | None:
        return self._firms.get(self._leader.get(company_id, company_id))


def traits(company: Company | None, own_segment: str = "", own_country: str = "") -> dict[str, str]:
    """segment, size, industry, country; blank where nobody knows."""
    employees = company.employees if company else None
    size = next((name for fewest, name in CLASSES if employees and employees >= fewest), "")
    firm = (company.segment if company and company.system == HUBSPOT else "") if company else ""
    industry, country = (company.industry.strip(), company.country.strip()) if company else ("", "")
    return {"segment": own_segment or firm, "size": size, "industry": industry, "country": country or own_country}


def with_usual_spelling(rows: list[dict[str, str]], *columns: str) -> None:
    """In place: of spellings that differ only in case or punctuation the most frequent one, then the first."""
    for column in columns:
        counts = Counter(row[column] for row in rows if row[column])
        usual: dict[str, str] = {}
        for value, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            usual.setdefault(squashed(value) or value, value)
        for row in rows:
            row[column] = usual[squashed(row[column]) or row[column]] if row[column] else ""
