"""Three deliveries of one client: what comes, what goes, and how far the two systems overlap."""

from functools import cache

import pytest

from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE
from cmokit.samples.b2b.view import View, view
from cmokit.samples.b2b.world import World
from cmokit.samples.generate import generate
from cmokit.samples.plan import B2B, DELIVERIES
from cmokit.samples.truth.b2b_state import state_after


@cache
def world(is_clean: bool = False) -> World:
    made: World = generate(B2B, () if is_clean else None)
    return made


@cache
def seen(number: int) -> View:
    return view(world(), DELIVERIES[number - 1])


def ids(number: int, system: str, kind: str = "contact") -> set[str]:
    return {contact.id for contact in seen(number).of(system, kind)}


def test_four_in_five_persons_are_in_both_systems() -> None:
    state = state_after(world(), 3)
    people = {contact.id for contact in state.leading_contacts}
    both = [id_ for id_ in people if id_ in state.linked]
    assert 0.75 < len(both) / len(people) < 0.85


def test_a_clean_client_keeps_every_record_in_both_systems() -> None:
    state = state_after(world(is_clean=True), 2)
    assert all(contact.id in state.linked for contact in state.contacts)


@pytest.mark.parametrize("system", [HUBSPOT, SALESFORCE])
def test_between_deliveries_records_come_and_few_go(system: str) -> None:
    """Fewer than a tenth are missing, so that the newer export is taken for a whole one."""
    for kind in ("contact", "lead") if system == SALESFORCE else ("contact",):
        for number in (2, 3):
            before, after = ids(number - 1, system, kind), ids(number, system, kind)
            assert after - before
            assert len(before - after) < 0.1 * len(before)


def test_some_contacts_are_gone_for_good() -> None:
    assert ids(1, HUBSPOT) - ids(2, HUBSPOT)
    assert not (ids(1, HUBSPOT) - ids(2, HUBSPOT)) & ids(3, HUBSPOT)


def test_a_delivery_shows_nothing_of_its_own_day_or_later() -> None:
    cutoff = DELIVERIES[1].cutoff
    for contact in seen(2).contacts:
        assert all(at < cutoff for _, at in contact.history)
    assert all(deal.created_at < cutoff for deal in seen(2).deals)


def test_every_reference_of_a_clean_client_leads_somewhere() -> None:
    for number in (1, 2, 3):
        now = view(world(is_clean=True), DELIVERIES[number - 1])
        companies, contacts = {c.id for c in now.companies}, {c.id for c in now.contacts}
        assert all(c.company_id in companies for c in now.contacts if c.company_id)
        assert all(d.company_id in companies and (not d.contact_id or d.contact_id in contacts) for d in now.deals)
        assert all(member.contact_id in contacts for member in now.members)
