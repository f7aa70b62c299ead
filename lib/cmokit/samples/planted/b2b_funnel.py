"""Stages skipped, left backwards and invented, and a pipeline that leaks at one stage."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from cmokit.samples.b2b.records import HUBSPOT, LOST, PIPELINE, SALESFORCE, Contact, Deal, Move
from cmokit.samples.b2b.world import World
from cmokit.samples.plan import Trace
from cmokit.samples.planted.b2b_tools import (
    FIRST_CUTOFF,
    choose,
    deals,
    hubspot,
    ids,
    is_quiet,
    last_entry,
    persons_in,
    records_of,
)

CONFORMANCE, LEAKS = "lifecycle.conformance", "funnel.leaks"
BOTTLENECK = PIPELINE[3]
LATE_FALLS = tuple(datetime(2026, month, day, 11, 20) for month, day in ((1, 14), (1, 21), (1, 28), (2, 11), (2, 18)))


def _problem(problem: str, records: tuple[str, ...], stage: str = "") -> Trace:
    where = (("problem", problem), ("stage", stage)) if stage else (("problem", problem),)
    return Trace(CONFORMANCE, "contact_id", records, where)


def skipped_stages(world: World, draw: Random) -> tuple[Trace, ...]:
    """Contacts that sales set straight to the next stage but one."""
    plan = (("mql", "sales_qualified", 45), ("lead", "mql", 30))
    traces = []
    for left_out, after, count in plan:
        chosen = choose(world, draw, hubspot(world), count, partial(_has_entered, stage=after))
        for contact in chosen:
            for record in records_of(world, contact.person):
                record.entries = tuple(entry for entry in record.entries if entry[0] != left_out)
        traces.append(_problem("skipped", ids(chosen), after))
    return tuple(traces)


def _has_entered(contact: Contact, stage: str) -> bool:
    return any(entered == stage and at < FIRST_CUTOFF for entered, at in contact.entries)


def backward_moves(world: World, draw: Random) -> tuple[Trace, ...]:
    """Contacts that fell back once, and contacts that go up and down."""
    once = choose(world, draw, hubspot(world), 28, _can_fall)
    often = choose(world, draw, hubspot(world), 11, _can_fall)
    for contact in (*once, *often):
        upper, lower = contact.history[-1][0], contact.history[-2][0]
        steps = [(lower, upper)] if contact in once else [(lower, upper), (upper, lower), (lower, upper)]
        # Some of the single falls happen after the first delivery, so that the stage log goes on.
        place = once.index(contact) if contact in once else 99
        start = LATE_FALLS[place] if place < len(LATE_FALLS) else last_entry(contact) + timedelta(days=2)
        moves = tuple(
            Move(stage, before, start + timedelta(days=3 * n), "Lead scoring", "workflow")
            for n, (stage, before) in enumerate(steps)
        )
        for record in records_of(world, contact.person):
            record.moves = moves
    early = [contact for contact in (*once, *often) if contact.moves[0].at < FIRST_CUTOFF]
    return (_problem("backward", ids(early)),)


def _can_fall(contact: Contact) -> bool:
    return len(contact.entries) in (3, 4) and is_quiet(contact)


def outside_stages(world: World, draw: Random) -> tuple[Trace, ...]:
    """Stages that somebody invented and nobody defined."""
    in_salesforce = persons_in(world, SALESFORCE)
    chosen = choose(world, draw, hubspot(world), 16, lambda c: c.person not in in_salesforce and is_quiet(c))
    for n, contact in enumerate(chosen):
        contact.stage_value = ("Nurture DE", "Do not call")[n % 2]
    return (_problem("outside", ids(chosen)),)


def leaking_stage(world: World, draw: Random) -> tuple[Trace, ...]:
    """Price quotes that wait for weeks and are then lost, and quotes that nobody follows up."""
    by_key = {deal.key: deal for deal in deals(world, HUBSPOT)}
    lost = choose(world, draw, deals(world, SALESFORCE), 30, lambda deal: deal.key in by_key and _passes(deal, 70))
    stuck = choose(world, draw, deals(world, SALESFORCE), 14, lambda deal: deal.key in by_key and _passes(deal, 70))
    lost_keys, stuck_keys = {deal.key for deal in lost}, {deal.key for deal in stuck}
    for n, deal in enumerate(world.deals):
        if deal.key in lost_keys | stuck_keys:
            world.deals[n] = _stopped(deal, is_lost=deal.key in lost_keys)
    _no_longer_customers(world, lost_keys | stuck_keys)
    return (
        Trace(LEAKS, "record_id", ids(lost), (("stage", BOTTLENECK), ("problem", "lost"))),
        Trace(LEAKS, "record_id", ids(stuck), (("stage", BOTTLENECK), ("problem", "stalled"))),
    )


def _passes(deal: Deal, days: int) -> bool:
    """Went through the price quote and beyond, so long ago that a long wait still ends before the first delivery."""
    entered = dict(deal.entries).get(BOTTLENECK)
    after = dict(deal.entries).get(PIPELINE[4])
    return bool(entered and after and entered < FIRST_CUTOFF - timedelta(days=days))


def _stopped(deal: Deal, is_lost: bool) -> Deal:
    """The deal as it stays in the price quote, or is lost there after some two months."""
    kept = tuple(entry for entry in deal.entries if entry[0] in PIPELINE[:4])
    if not is_lost:
        return replace(deal, entries=kept, loss_reason="")
    given_up = kept[-1][1] + timedelta(days=45 + deal.key % 20, minutes=7)
    return replace(deal, entries=(*kept, (LOST, given_up)), loss_reason="No decision")


def _no_longer_customers(world: World, keys: set[int]) -> None:
    """The persons behind these deals never became customers."""
    people = {deal.contact_id for deal in world.deals if deal.system == HUBSPOT and deal.key in keys}
    persons = {contact.person for contact in world.contacts if contact.id in people}
    for contact in world.contacts:
        if contact.person in persons:
            contact.entries = tuple(entry for entry in contact.entries if entry[0] != "customer")
