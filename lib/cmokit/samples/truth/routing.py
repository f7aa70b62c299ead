"""The truth about who owned the B2B client's leads when."""

from dataclasses import dataclass
from datetime import datetime, time

from cmokit.samples.b2b.crm import user_id
from cmokit.samples.b2b.logged import LeadChange
from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE, Contact
from cmokit.samples.b2b.routing import OWNER, QUEUE, TRACKED_SINCE
from cmokit.samples.truth.b2b_funnel import DAY
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, share, truth
from cmokit.samples.truth.speed import LEADS, is_in, left, working

ID = "speed.routing"
MQL = "mql"
NEVER = datetime.max
Turns = list[tuple[datetime, str]]  # from when on, who; the empty text for the queue and for nobody


@dataclass
class Lead:
    """One lead with its owners; None where Salesforce never knew it."""

    record: Contact
    turns: Turns | None
    qualified: datetime | None

    def owner_at(self, moment: datetime) -> str:
        return next((who for since, who in reversed(self.turns or []) if since <= moment), "")

    def owned_from(self, moment: datetime) -> datetime | None:
        """When a person owned it first, from that moment on."""
        if self.owner_at(moment):
            return moment
        return next((since for since, who in self.turns or [] if who and since > moment), None)

    @property
    def owners(self) -> list[str]:
        return [who for _, who in self.turns or [] if who]

    @property
    def handed_on(self) -> int:
        return sum(after != before for before, after in zip(self.owners, self.owners[1:], strict=False))


def routing(state: State) -> tuple[list[Truth], list[Named]]:
    """Waits for an owner since creation and since qualification, leads without one, leads handed on."""
    end = datetime.combine(state.as_of, time()) + DAY
    first = min(change.at for change in state.lead_changes if change.field == OWNER)
    start = max(end.replace(year=end.year - 1), first, TRACKED_SINCE)
    every = _leads(state)
    qualified = [lead for lead in every if lead.qualified and start <= lead.qualified < end]
    known = [lead for lead in qualified if lead.turns is not None]
    new = [
        lead for lead in every if lead.turns is not None and _has_time(lead) and start <= lead.record.created_at < end
    ]
    seen = {lead.record.id: lead for lead in (*known, *new)}
    owned = [lead for lead in seen.values() if lead.owners]
    handed_on = [lead for lead in owned if lead.handed_on]
    unowned = [lead for lead in known if not lead.owner_at(NEVER)]
    facts = [
        truth(f"{ID}.leads_count", len(new), since="created"),
        truth(f"{ID}.leads_count", len(known), since="qualified"),
        truth(f"{ID}.owned_before_count", sum(bool(lead.owner_at(_at(lead))) for lead in known)),
        truth(f"{ID}.unowned_count", len(unowned)),
        truth(f"{ID}.outside_count", len(qualified) - len(known)),
        truth(f"{ID}.handed_on_count", len(handed_on)),
        truth(f"{ID}.times_handed_on_count", sum(lead.handed_on for lead in owned)),
        *share(f"{ID}.handed_on_share", len(handed_on), len(owned)),
        *_times([(lead, lead.record.created_at) for lead in new], end, "created"),
        *_times([(lead, _at(lead)) for lead in known], end, "qualified"),
    ]
    without = {lead.record.id for lead in unowned}
    moved = [lead.record.id for lead in handed_on if lead.record.id not in without]
    return facts, [
        named(ID, "contact_id", without, problem="unowned"),
        named(ID, "contact_id", moved, problem="handed_on"),
    ]


def _at(lead: Lead) -> datetime:
    assert lead.qualified is not None
    return lead.qualified


def _has_time(lead: Lead) -> bool:
    return lead.record.system == HUBSPOT or lead.record.kind != "lead"


def _leads(state: State) -> list[Lead]:
    changes: dict[str, list[LeadChange]] = {}
    by_sync = {c.lead_id_of_copy: c.id for c in state.leading_contacts if c.lead_id_of_copy}
    for change in state.lead_changes:
        if change.field == OWNER:
            who = by_sync.get(change.lead_id) or state.leader.get(change.lead_id, change.lead_id)
            changes.setdefault(who, []).append(change)
    now = _owners_now(state)
    leads = [c for c in state.leading_contacts if is_in(c, LEADS)]
    return [Lead(lead, _turns(changes.get(lead.id, []), now.get(lead.id)), _qualified(lead)) for lead in leads]


def _turns(changes: list[LeadChange], now: str | None) -> Turns | None:
    if changes:
        ordered = sorted(changes, key=lambda change: change.at)
        began = (datetime.min, _person(ordered[0].old))
        return [began, *((change.at, _person(change.new)) for change in ordered)]
    return None if now is None else [(datetime.min, now)]


def _person(user: str) -> str:
    return "" if user == QUEUE else user


def _owners_now(state: State) -> dict[str, str]:
    """Whom Salesforce names as the owner of the person's youngest record there."""
    own = sorted((c for c in state.contacts if c.system == SALESFORCE), key=lambda c: (c.created_at, c.id))
    return {state.leader[c.id]: user_id(c.owner) for c in own}


def _qualified(lead: Contact) -> datetime | None:
    return min((at for stage, at in lead.history if stage == MQL), default=None) if lead.system == HUBSPOT else None


def _times(leads: list[tuple[Lead, datetime]], end: datetime, since: str) -> list[Truth]:
    waits = []
    for lead, moment in leads:
        at = lead.owned_from(moment)
        waits.append((working(moment, at or end), at is not None))
    facts = []
    for q in (0.5, 0.75, 0.9):
        reached = next((at for at, still in left(waits) if still <= 1 - q + 1e-12), None)
        if reached is not None:
            facts.append(truth(f"{ID}.minutes", reached, quantile=str(q), since=since))
    return facts
