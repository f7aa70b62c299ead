"""The true persons and companies of the B2B client, before any system keeps them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from cmokit.samples import names
from cmokit.samples.b2b.records import LIFECYCLE
from cmokit.samples.calendar import B2B_SEASON, B2B_WEEK, draw_days, later, moment
from cmokit.samples.plan import B2B, DELIVERIES, rng

PERSONS = 3000
COMPANIES = 960
FIRST_DAY, LAST_DAY = date(2024, 9, 2), DELIVERIES[-1].last_day
NEW_BUDGETS, HASTE = date(2026, 1, 5), 0.62

COUNTRIES = {"Germany": 0.72, "Austria": 0.08, "Switzerland": 0.07, "Netherlands": 0.04, "United Kingdom": 0.09}
SEGMENTS = {"small": 0.5, "mid_market": 0.35, "enterprise": 0.15}
# HubSpot's original source, the kit's channel, share of persons.
SOURCES = (
    ("Organic Search", "organic_search", 0.22), ("Paid Search", "paid_search", 0.20),
    ("Paid Social", "paid_social", 0.16), ("Email Marketing", "email", 0.12), ("Referrals", "referral", 0.08),
    ("Direct Traffic", "direct", 0.10), ("Social Media", "organic_social", 0.05), ("Offline Sources", "offline", 0.07),
)  # fmt: skip
# How likely the next stage is, and the median days to it. The last step, the deal's outcome, is made with the deal.
STEPS = (("lead", 0.80, 3.0), ("mql", 0.58, 8.0), ("sales_qualified", 0.56, 11.0), ("opportunity", 0.66, 10.0))
SEGMENT_LIFT = {"small": 0.95, "mid_market": 1.0, "enterprise": 1.12}
CHANNEL_LIFT = {"organic_search": 1.05, "paid_search": 1.0, "paid_social": 0.82, "email": 1.08, "referral": 1.2,
                "direct": 1.0, "organic_social": 0.9, "offline": 0.95}  # fmt: skip


@dataclass
class TrueCompany:
    """An organisation that buys."""

    key: int
    name: str
    domain: str
    industry: str
    country: str
    segment: str
    legal: str


@dataclass
class TruePerson:
    """A person at a company, with the dates of the stages they will pass."""

    key: int
    company: TrueCompany
    first_name: str
    last_name: str
    email: str
    phone: str
    job_title: str
    source: str
    channel: str
    created_at: datetime
    entries: list[tuple[str, datetime]]


def pick(draw: Random, shares: dict[str, float]) -> str:
    return draw.choices(list(shares), list(shares.values()))[0]


def make_companies() -> list[TrueCompany]:
    draw = rng(B2B, "companies")
    made = []
    for key, (name, industry) in enumerate(names.company_names(draw, COMPANIES)):
        country = pick(draw, COUNTRIES)
        legal = draw.choice(names.SUFFIXES[country])
        domain = f"{names.plain(name.replace(' ', '-'))}.example"
        made.append(TrueCompany(key, name, domain, industry, country, pick(draw, SEGMENTS), legal))
    return made


def make_persons(companies: list[TrueCompany]) -> list[TruePerson]:
    """Persons in order of their creation; within a company no two look alike, so that none seems a duplicate."""
    draw = rng(B2B, "persons")
    german, british = names.phones(), names.phones_uk()
    draw.shuffle(german)
    draw.shuffle(british)
    taken: dict[int, list[str]] = {}
    persons = []
    for key, day in enumerate(draw_days(draw, FIRST_DAY, LAST_DAY, PERSONS, B2B_SEASON, B2B_WEEK)):
        company = _company_with_room(draw, companies, taken)
        first, last = _name(draw, taken.setdefault(company.key, []))
        phone = (british if company.country == "United Kingdom" else german).pop()
        source, channel, _ = draw.choices(SOURCES, [share for *_, share in SOURCES])[0]
        created = moment(draw, day)
        persons.append(
            TruePerson(
                key,
                company,
                first,
                last,
                names.mailbox(first, last, company.domain),
                phone,
                draw.choice(names.JOB_TITLES),
                source,
                channel,
                created,
                _entries(draw, created, company, channel),
            )
        )
    return persons


def _company_with_room(draw: Random, companies: list[TrueCompany], taken: dict[int, list[str]]) -> TrueCompany:
    """A company, the earlier ones more often, with fewer than nine persons so far."""
    while True:
        company = companies[int(len(companies) * draw.random() ** 1.25)]
        if len(taken.get(company.key, ())) < 18:
            return company


def _name(draw: Random, taken: list[str]) -> tuple[str, str]:
    """A name that differs from a company's other names in the first letters of both parts."""
    while True:
        first, last = draw.choice(names.FIRST_NAMES), draw.choice(names.LAST_NAMES)
        if first[:2] not in taken and last[:2].lower() not in taken:
            taken += [first[:2], last[:2].lower()]
            return first, last


def _entries(draw: Random, created: datetime, company: TrueCompany, channel: str) -> list[tuple[str, datetime]]:
    """Stage entries up to opportunity, in order, each at least two minutes after the one before."""
    entries = [(LIFECYCLE[0], created)]
    lift = SEGMENT_LIFT[company.segment] * CHANNEL_LIFT[channel]
    for stage, share, median_days in STEPS:
        if draw.random() >= min(0.97, share * lift**0.5):
            break
        entries.append((stage, later(draw, entries[-1][1], median_days)))
    horizon = datetime.combine(LAST_DAY, datetime.min.time()) + timedelta(days=1)
    return [(stage, at) for stage, at in _hastened(entries) if at < horizon]


def _hastened(entries: list[tuple[str, datetime]]) -> list[tuple[str, datetime]]:
    """The new year's budgets: whoever comes from January on decides sooner, whoever sells to them, and however."""
    created = entries[0][1]
    if created.date() < NEW_BUDGETS:
        return entries
    sooner = entries[:1]
    for stage, at in entries[1:]:
        when = created + (at - created) * HASTE
        when += timedelta(days=max(0, 7 - when.weekday()) if when.weekday() >= 5 else 0)
        when = when.replace(hour=min(18, max(8, when.hour)), second=0, microsecond=0)
        sooner.append((stage, max(when, sooner[-1][1] + timedelta(minutes=2))))
    return sooner
