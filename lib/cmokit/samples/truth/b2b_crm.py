"""The truth about the B2B client's records: integrity, completeness, conflicts, identity, company pairs."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from cmokit.samples.b2b.hubspot import lead_status
from cmokit.samples.b2b.records import HUBSPOT, LIFECYCLE, SALESFORCE, Company, Contact, Deal, FieldChange, Record
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, extra_spellings, named, share, squashed, truth

QUALIFIED = set(LIFECYCLE[2:])
COUNTRIES = {"Germany", "Austria", "Switzerland", "Netherlands", "United Kingdom", "France", "Belgium"}
CONTACT_COLUMNS: dict[str, Callable[[Contact], str]] = {
    "email": lambda c: c.email, "first_name": lambda c: c.first_name, "last_name": lambda c: c.last_name,
    "phone": lambda c: c.phone, "job_title": lambda c: c.job_title, "country": lambda c: c.country,
    "lifecycle_stage": lambda c: c.stage, "lead_source": lambda c: c.lead_source, "owner_id": lambda c: c.owner,
    "created_at": lambda c: str(c.created_at),
}  # fmt: skip
COMPANY_COLUMNS: dict[str, Callable[[Company], str]] = {
    "name": lambda c: c.name, "domain": lambda c: c.domain, "industry": lambda c: c.industry,
    "country": lambda c: c.country, "owner_id": lambda c: c.owner,
}  # fmt: skip
DEAL_COLUMNS: dict[str, Callable[[Deal], str]] = {
    "amount": lambda d: "" if d.amount is None else str(d.amount), "stage": lambda d: d.stage,
    "owner_id": lambda d: d.owner, "company_id": lambda d: d.company_id, "created_at": lambda d: str(d.created_at),
}  # fmt: skip


def integrity(state: State) -> tuple[list[Truth], list[Named]]:
    spelled = _spellings(state)
    missing = _required_missing(state)
    broken = _broken_links(state)
    overwritten = _overwritten(state.field_changes)
    facts = {
        "duplicate_fields_count": _field_pairs(state),
        "inconsistent_values_count": len(spelled),
        "required_missing_count": len(missing),
        "overwritten_count": len(overwritten),
        "broken_links_count": sum(map(len, broken.values())),
    }
    return (
        [truth(f"crm.integrity.{name}", value) for name, value in facts.items()],
        [
            named("crm.integrity", "record_id", missing, check="required_missing"),
            named("crm.integrity", "record_id", overwritten, check="overwritten"),
            *(
                named("crm.integrity", "record_id", ids, check="inconsistent_values", value=extra)
                for (_, _, extra), ids in spelled.items()
            ),
            *(
                named("crm.integrity", "record_id", ids, check="broken_links", field=field, table=table)
                for (table, field), ids in broken.items()
                if table != "campaign_members"
            ),
        ],
    )


def _field_pairs(state: State) -> int:
    """Pairs of fields of one object whose labels differ in case, signs and trailing digits only."""
    seen: dict[tuple[str, str], int] = {}
    for info in state.fields:
        key = (info.object, squashed(info.label).rstrip("0123456789"))
        seen[key] = seen.get(key, 0) + 1
    return sum(count * (count - 1) // 2 for count in seen.values())


def _spellings(state: State) -> dict[tuple[str, str, str], list[str]]:
    """Column, system and each extra spelling → the records that carry it."""
    texts: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for contact in state.contacts:
        texts.setdefault(("lead_source", contact.system), []).append((contact.lead_source, contact.id))
        texts.setdefault(("country", contact.system), []).append((contact.country, contact.id))
        if contact.system == HUBSPOT:
            texts.setdefault(("lead_status", contact.system), []).append((lead_status(contact), contact.id))
    for company in state.companies:
        texts.setdefault(("industry", company.system), []).append((company.industry, company.id))
    for deal in state.deals:
        reason = deal.loss_reason if deal.status == "lost" else ""
        texts.setdefault(("loss_reason", deal.system), []).append((reason, deal.id))
        texts.setdefault(("stage", deal.system), []).append((deal.stage, deal.id))
    return {
        (column, system, extra): [id_ for text, id_ in all_ if text == extra]
        for (column, system), all_ in texts.items()
        for extra in extra_spellings(text for text, _ in all_)
    }


def _required_missing(state: State) -> list[str]:
    late = [c for c in state.leading_contacts if c.stage in QUALIFIED and not (c.owner and c.lead_source)]
    open_ = [d for d in state.leading_deals if d.status == "open"]
    return [c.id for c in late] + [d.id for d in open_ if not d.owner or d.amount is None or not d.company_id]


def _overwritten(changes: list[FieldChange]) -> list[str]:
    """Contacts whose field an integration set to another value right after a person."""
    before: dict[tuple[str, str], FieldChange] = {}
    found = []
    for change in sorted(changes, key=lambda c: c.at):
        last = before.get((change.contact_id, change.field))
        if last and last.by_kind == "person" and change.by_kind == "integration" and last.new != change.new:
            found.append(change.contact_id)
        before[change.contact_id, change.field] = change
    return found


def _broken_links(state: State) -> dict[tuple[str, str], list[str]]:
    """Table and reference → the records whose reference leads nowhere in their own system."""
    contacts = {c.id for c in state.contacts}
    companies = {(c.system, c.id) for c in state.companies}
    campaigns = {c.id for c in state.campaigns}
    return {
        ("contacts", "company_id"): [
            c.id for c in state.contacts if c.company_id and (c.system, c.company_id) not in companies
        ],
        ("opportunities", "company_id"): [
            d.id for d in state.deals if d.company_id and (d.system, d.company_id) not in companies
        ],
        ("opportunities", "contact_id"): [d.id for d in state.deals if d.contact_id and d.contact_id not in contacts],
        ("opportunities", "campaign_id"): [
            d.id for d in state.deals if d.campaign_id and d.campaign_id not in campaigns
        ],
        ("campaign_members", "contact_id"): [m.contact_id for m in state.members if m.contact_id not in contacts],
        ("campaign_members", "campaign_id"): [m.contact_id for m in state.members if m.campaign_id not in campaigns],
    }


def completeness(state: State) -> tuple[list[Truth], list[Named]]:
    facts: list[Truth] = []
    evidence: list[Named] = []
    for table, column, ids in _columns(state):
        filled = [id_ for id_, text in ids if text.strip()]
        bad = [id_ for id_, text in ids if text.strip() and not is_valid(column, text, state)]
        dims = {"table": table, "column": column}
        facts += share("crm.completeness.filled_share", len(filled), len(ids), **dims)
        facts += share("crm.completeness.valid_share", len(filled) - len(bad), len(filled), **dims)
        blank = [id_ for id_, text in ids if not text.strip()]
        evidence.append(named("crm.completeness", "record_id", blank, problem="missing", **dims))
        evidence.append(named("crm.completeness", "record_id", bad, problem="invalid", **dims))
    products = [_value(facts, "filled_share", t, c) * _value(facts, "valid_share", t, c) for t, c, _ in _columns(state)]
    facts.append(truth("crm.completeness.score_share", sum(products) / len(products)))
    return facts, evidence


def _value(facts: list[Truth], measure: str, table: str, column: str) -> float:
    """A share stated before; a column that nobody filled is valid in nothing."""
    dims = (("column", column), ("table", table))
    found = [f.value for f in facts if f.id.endswith(measure) and f.dimensions == dims]
    return float(found[0]) if found else 0.0


def _columns(state: State) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Table, column, and each record's text in it."""
    for name, of_contact in CONTACT_COLUMNS.items():
        yield "contacts", name, [(c.id, of_contact(c)) for c in state.contacts]
    for name, of_company in COMPANY_COLUMNS.items():
        yield "companies", name, [(c.id, of_company(c)) for c in state.companies]
    for name, of_deal in DEAL_COLUMNS.items():
        yield "opportunities", name, [(d.id, of_deal(d)) for d in state.deals]
    yield "opportunities", "currency", [(d.id, "EUR") for d in state.deals]
    closed = [d for d in state.deals if d.status != "open"]
    yield "opportunities", "closed_at", [(d.id, str(d.closed_at)) for d in closed]
    yield "opportunities", "loss_reason", [(d.id, d.loss_reason) for d in closed if d.status == "lost"]


def is_valid(column: str, text: str, state: State) -> bool:
    """By the rules of the analysis, written down a second time and only as far as this world needs them."""
    if column == "email":
        box, _, domain = text.partition("@")
        return bool(box) and " " not in text and "." in domain and ".." not in domain and "(" not in text
    if column == "phone":
        return sum(char.isdigit() for char in text) >= 7
    if column == "country":
        return text.title() in COUNTRIES
    if column == "domain":
        return "." in text and " " not in text
    return float(text) > 0 if column == "amount" else True


def conflicts(state: State) -> tuple[list[Truth], list[Named]]:
    """Copies that are linked and both filled, and how many of them differ."""
    by_id: dict[str, Record] = {r.id: r for r in (*state.contacts, *state.companies, *state.deals)}
    compared: dict[tuple[str, str], dict[str, bool]] = {}
    for copy_id, leader_id in state.leader.items():
        if copy_id == leader_id:
            continue
        for entity, field, ours, theirs in _compared(by_id[leader_id], by_id[copy_id]):
            if ours and theirs:
                seen = compared.setdefault((entity, field), {})
                seen[leader_id] = seen.get(leader_id, False) or ours != theirs
    facts, evidence = [], []
    for (entity, field), seen in compared.items():
        differing = [id_ for id_, differs in seen.items() if differs]
        dims = {"entity": entity, "field": field}
        facts.append(truth("integration.conflicts.conflict_count", len(differing), **dims))
        facts += share("integration.conflicts.conflict_share", len(differing), len(seen), **dims)
        evidence.append(named("integration.conflicts", "leading_id", differing, **dims))
    return facts, evidence


def _compared(a: object, b: object) -> Iterator[tuple[str, str, str, str]]:
    """Entity, field and both values, folded."""

    def folded(text: object) -> str:
        return "" if text is None else str(text).strip().casefold()

    if isinstance(a, Contact) and isinstance(b, Contact):
        names = {"email": "email", "last_name": "last_name", "country": "country", "lifecycle_stage": "stage"}
        entity = "contact"
    elif isinstance(a, Company):
        names, entity = {"name": "name", "domain": "domain", "country": "country"}, "company"
    else:
        names, entity = {"amount": "amount", "status": "status"}, "opportunity"
    for field, attribute in names.items():
        yield entity, field, folded(getattr(a, attribute)), folded(getattr(b, attribute))


def identity(state: State) -> tuple[list[Truth], list[Named]]:
    facts, evidence = [], []
    records = {"contact": state.contacts, "company": state.companies, "opportunity": state.deals}
    for entity, all_ in records.items():
        ids = [(record.system, record.id) for record in all_]  # type: ignore[attr-defined]
        for system in (HUBSPOT, SALESFORCE):
            own = [id_ for of, id_ in ids if of == system]
            alone = [id_ for id_ in own if id_ not in state.linked]
            dims = {"entity": entity, "system": system}
            facts.append(truth("integration.identity.records_count", len(own), **dims))
            facts.append(truth("integration.identity.unlinked_count", len(alone), **dims))
            facts += share("integration.identity.unlinked_share", len(alone), len(own), **dims)
            evidence.append(named("integration.identity", "record_id", alone, entity=entity, source_system=system))
        leaders = {state.leader[id_] for _, id_ in ids}
        facts.append(truth("integration.identity.entities_count", len(leaders), entity=entity))
    return facts, evidence


def company_pairs(pairs: list[tuple[str, str]], state: State) -> list[Truth]:
    """Planted pairs whose second record exists already."""
    known = {company.id for company in state.companies}
    return [truth("crm.duplicates.company_pairs_count", sum(set(pair) <= known for pair in pairs))]


def newest_age_days(state: State) -> dict[str, int]:
    return {kind: (state.as_of - day) // timedelta(days=1) for kind, day in state.files.items()}
