"""Which fields of the B2B client's leads know the outcome, counted field by field."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import sqrt

from cmokit.samples.b2b.hubspot import lead_status
from cmokit.samples.b2b.records import Contact
from cmokit.samples.truth.b2b_loop import reasons_given
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, share, truth
from cmokit.samples.truth.lead_outcomes import Firms, Lead, leads_of, middle, traits, with_usual_spelling
from cmokit.samples.truth.scoring import told_apart

ID = "scoring.leakage"
FEWEST, FEWEST_DECIDED = 20, 30
PRESENCE = ("email", "first_name", "last_name", "phone", "owner_id", "company_id", "score", "last_activity_at",
            "employees")  # fmt: skip
Row = Mapping[str, str]


def leakage(state: State) -> tuple[list[Truth], list[Named]]:
    """Every field that HubSpot's export of contacts and companies fills for anybody."""
    mature = [lead for lead in leads_of(state)[0] if lead.is_mature]
    back, firms = reasons_given(state), Firms(state)
    companies = [firms.of(lead.contact.company_id) for lead in mature]
    rows = [
        {**_fields(lead.contact), **traits(firm, lead.contact.segment, lead.contact.country),
         "employees": "filled" if firm and firm.employees is not None else ""}
        for lead, firm in zip(mature, companies, strict=True)
    ]  # fmt: skip
    with_usual_spelling(rows, "industry", "country")
    half, base = middle(lead.entered for lead in mature), _share(mature)
    pairs = list(zip(mature, rows, strict=True))
    facts, leaking = [], []
    for field in rows[0]:
        if any(row[field] for row in rows):
            own, leak = _field(field, pairs, half, base, back)
            facts += own
            leaking += [field] if leak != "clean" else []
    looked = sum(fact.id.endswith("leak_text") for fact in facts)
    facts += [truth(f"{ID}.fields_count", looked), truth(f"{ID}.leaking_count", len(leaking))]
    facts += share(f"{ID}.leaking_share", len(leaking), looked)
    taken = sum(lead.reached is not None for lead in mature)
    given = sum(lead.reached is None and lead.contact.id in back for lead in mature)
    facts += [truth(f"{ID}.accepted_count", taken), truth(f"{ID}.rejected_count", given)]
    facts.append(truth(f"{ID}.undecided_count", len(mature) - taken - given))
    facts += share(f"{ID}.accepted_share", taken, taken + given, field="all", value_="all")
    worked = (lead.contact.id for lead in mature if lead.contact.worked_at)
    return facts, [named(ID, "person_id", worked, field="last_activity_at")]


def _fields(contact: Contact) -> dict[str, str]:
    """As HubSpot's export shows them; a score of nought is filled."""
    return {
        "email": contact.email, "first_name": contact.first_name, "last_name": contact.last_name,
        "phone": contact.phone, "owner_id": contact.owner, "company_id": contact.company_id,
        "score": "" if contact.score is None else "filled",
        "last_activity_at": "filled" if contact.worked_at else "", "job_title": contact.job_title,
        "lead_status": lead_status(contact), "lead_source": contact.lead_source, "channel": contact.channel,
        "utm_source": contact.utm_source, "utm_medium": contact.utm_medium, "utm_campaign": contact.utm_campaign,
        "disqualified_reason": contact.rejected[1] if contact.rejected else "",
    }  # fmt: skip


def _share(leads: list[Lead]) -> float:
    return sum(lead.reached is not None for lead in leads) / len(leads)


def _field(
    field: str, pairs: Sequence[tuple[Lead, Row]], half: datetime, base: float, back: Mapping[str, str]
) -> tuple[list[Truth], str]:
    has = [lead for lead, row in pairs if row[field]]
    blank = [lead for lead, row in pairs if not row[field]]
    facts = []
    for of, wanted in (("taken_over", True), ("other", False)):
        whole = [lead for lead, _ in pairs if (lead.reached is not None) == wanted]
        part = sum((lead.reached is not None) == wanted for lead in has)
        facts += share(f"{ID}.filled_share", part, len(whole), field=field, of=of)
    for side, some in (("filled", has), ("blank", blank)):
        facts += share(f"{ID}.reached_share", _won(some), len(some), field=field, side=side)
    timed = [lead for lead in has if lead.reached] if field == "last_activity_at" else []
    late = [lead for lead in timed if lead.contact.worked_at >= lead.reached]  # type: ignore[operator]
    facts += share(f"{ID}.late_share", len(late), len(timed), field=field)
    values: dict[str, list[Lead]] = defaultdict(list)
    for lead, row in pairs:
        values["filled" if row[field] and field in PRESENCE else row[field]].append(lead)
    deciding = {
        value: some
        for value, some in values.items()
        if value and field not in PRESENCE and len(some) < len(has) and _decides(some, base)
    }
    leak = "clean"
    if len(timed) >= FEWEST and len(late) * 2 >= len(timed):
        leak = "late"
    elif min(len(has), len(blank)) >= FEWEST and (_decides(has, base) or _decides(blank, base)):
        leak = "presence"
    elif deciding:
        leak = "value"
        for value, some in deciding.items():
            facts += share(f"{ID}.deciding_share", _won(some), len(some), field=field, value_=value)
    facts += [truth(f"{ID}.leak_text", leak, field=field), _power(field, values, half, base)]
    if leak == "clean" and field not in PRESENCE:
        facts += _accepted(field, values, back)
    return facts, leak


def _won(leads: list[Lead]) -> int:
    return sum(lead.reached is not None for lead in leads)


def _decides(leads: list[Lead], base: float) -> bool:
    """Wilson's interval lies wholly above nine in ten, or below a tenth of the usual share."""
    n = len(leads)
    if n < FEWEST:
        return False
    z, p = 1.959963984540054, _won(leads) / n
    centre, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = ((centre + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    return low >= 0.9 or high <= 0.1 * base


def _power(field: str, values: Mapping[str, list[Lead]], half: datetime, base: float) -> Truth:
    """Shares by value among the earlier leads, tried on the later ones."""
    rows = []
    for some in values.values():
        early = [lead for lead in some if lead.entered <= half]
        chance = _share(early) if early else base
        rows += [(chance, lead.reached is not None) for lead in some if lead.entered > half]
    return truth(f"{ID}.discrimination_share", told_apart(rows), field=field)


def _accepted(field: str, values: Mapping[str, list[Lead]], back: Mapping[str, str]) -> list[Truth]:
    facts = []
    for value, some in values.items():
        taken = _won(some)
        given = sum(lead.reached is None and lead.contact.id in back for lead in some)
        if value and taken + given >= FEWEST_DECIDED:
            facts += share(f"{ID}.accepted_share", taken, taken + given, field=field, value_=value)
    return facts
