"""One person as marketing and sales know them: HubSpot's contact, Salesforce's lead, and the contact it became."""

from dataclasses import dataclass
from datetime import datetime

from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE, Contact
from cmokit.samples.b2b.world import World


@dataclass
class Prospect:
    """A person's own records; a duplicate of one is nobody's own."""

    person: int
    own: Contact | None = None
    lead: Contact | None = None
    contact: Contact | None = None

    @property
    def first(self) -> Contact:
        """The record that shows who the person is: HubSpot's, else Salesforce's."""
        found = self.own or self.lead or self.contact
        assert found is not None, self.person
        return found

    @property
    def owner(self) -> str:
        """The seller whom Salesforce names, else HubSpot."""
        return (self.lead or self.contact or self.first).owner

    def reached(self, stage: str) -> datetime | None:
        """When the person first entered a stage."""
        return next((at for entered, at in self.first.history if entered == stage), None)

    def record(self, cutoff: datetime) -> str:
        """The Salesforce record that their activities hang on: the lead until it is converted, then the contact."""
        if self.contact and (self.lead is None or self.contact.created_at < cutoff):
            return self.contact.id
        return self.lead.id if self.lead else ""


def prospects(world: World) -> list[Prospect]:
    """Everybody but the client's own tests, by the number of the person."""
    found: dict[int, Prospect] = {}
    for contact in world.contacts:
        if not contact.is_test:
            _take(found.setdefault(contact.person, Prospect(contact.person)), contact)
    return [found[person] for person in sorted(found)]


def _take(prospect: Prospect, contact: Contact) -> None:
    """The first record of each kind is the person's own."""
    if contact.system == HUBSPOT:
        prospect.own = prospect.own or contact
    elif contact.system == SALESFORCE and contact.kind == "lead":
        prospect.lead = prospect.lead or contact
    else:
        prospect.contact = prospect.contact or contact
