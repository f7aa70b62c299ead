"""Everything that is true about the B2B client after some deliveries."""

from datetime import date
from decimal import Decimal

from cmokit.samples.b2b import books
from cmokit.samples.b2b.world import World
from cmokit.samples.plan import B2B, DELIVERIES
from cmokit.samples.truth import (
    acquisition,
    adoption,
    attribution_events,
    automations,
    b2b_crm,
    b2b_decay,
    b2b_funnel,
    b2b_loop,
    b2b_pipeline,
    b2b_tracking,
    budget_clients,
    controls,
    dashboards,
    handover,
    icp,
    influence,
    lead_trap,
    lead_waste,
    leakage,
    lifetime_value,
    matching,
    monitoring,
    pilot_effect,
    retention,
    routing,
    scale,
    scoring,
    segments,
    speed,
    tracking_breaks,
    unmapped,
    voice,
    work,
)
from cmokit.samples.truth.b2b_state import State, state_after
from cmokit.samples.truth.control_totals import control_totals
from cmokit.samples.truth.facts import Named, Truth, named, share, truth
from cmokit.samples.truth.findings import findings_of, states


def known(world: World, number: int) -> tuple[list[Truth], list[Named]]:
    """Figures and named records after deliveries 1 to `number`."""
    state = state_after(world, number)
    parts = [
        b2b_crm.integrity(state),
        b2b_crm.completeness(state),
        b2b_crm.conflicts(state),
        b2b_crm.identity(state),
        b2b_funnel.conformance(state),
        b2b_funnel.leaks(state),
        b2b_decay.decay(state),
        b2b_loop.closed_loop(state),
        b2b_loop.rejections(state),
        b2b_pipeline.velocity(state),
        b2b_pipeline.outcomes(state),
        b2b_pipeline.time_in_stage(state),
        speed.first_response(state),
        routing.routing(state),
        leakage.leakage(state),
        lead_trap.lead_trap(state),
        lead_waste.lead_waste(state),
        tracking_breaks.of_b2b(state),
        work.work(state),
        b2b_tracking.utm("contacts", b2b_tracking.contact_rows(state)),
        b2b_tracking.utm("touchpoints", b2b_tracking.touch_rows(state)),
        b2b_tracking.b2b_campaign_names(state),
        control_totals(books.held(DELIVERIES[number - 1], state.leading_deals, state.ads), _slips(world, state)),
        unmapped.of_b2b(state),
        attribution_events.of_b2b(state),
        dashboards.of_b2b(state),
        adoption.adoption(B2B, world.pilots, number),
        controls.controls(B2B, world.pilots, number),
        pilot_effect.of_b2b(world, state),
        handover.handover(B2B, number),
        monitoring.of_b2b(state),
        automations.automations(B2B, world.pilots, number),
    ]
    facts = [fact for facts, _ in parts for fact in facts]
    evidence = [entry for _, entries in parts for entry in entries]
    facts += b2b_funnel.conversion(state) + b2b_funnel.platform_to_crm(state) + readiness(state)
    facts += b2b_crm.company_pairs(world.company_pairs, state)
    facts += acquisition.of_b2b(state)
    facts += budget_clients.of_b2b(state)
    facts += retention.of_b2b(state)
    facts += scoring.calibration(state) + segments.value(state) + icp.icp(state)
    facts += lifetime_value.of_b2b(state)
    facts += voice.of_b2b(state)
    facts += matching.of_b2b(state)
    facts += influence.of_b2b(state)
    facts += scale.of_b2b(world, state)
    facts += _over_time(world, state)
    return facts, [entry for entry in (*evidence, *_clusters(world, state)) if entry.values]


def _slips(world: World, state: State) -> dict[tuple[str, date], tuple[str, Decimal]]:
    return {
        (slip.figure, slip.month): (slip.why, books.tax_of(state.ads, slip.month) if slip.why else slip.amount)
        for slip in world.finance.slips
    }


def readiness(state: State) -> list[Truth]:
    """Age of each kind, rows set aside, and the checks that have rows to check."""
    id_ = "crm.readiness"
    facts = [truth(f"{id_}.data_age_days", days, kind=kind) for kind, days in b2b_crm.newest_age_days(state).items()]
    rows_in = len(state.touches) + state.keyless
    facts += share(f"{id_}.set_aside_share", state.keyless, rows_in, kind="touchpoints")
    people = state.leading_contacts
    late = [c for c in people if c.stage in b2b_crm.QUALIFIED]
    open_ = [d for d in state.leading_deals if d.status == "open"]
    checks: dict[str, tuple[int, int]] = {
        "contact_without_source": (sum(not c.lead_source and c.channel == "unknown" for c in people), len(people)),
        "contact_without_owner": (sum(not c.owner for c in late), len(late)),
        "open_deal_without_amount": (sum(d.amount is None for d in open_), len(open_)),
        "open_deal_without_owner": (sum(not d.owner for d in open_), len(open_)),
        "closed_deal_without_close_date": (0, len(state.leading_deals) - len(open_)),
    }
    for check, (bad, looked_at) in checks.items():
        facts += share(f"{id_}.check_share", bad, looked_at, check=check)
    return facts + verdict(facts)


def verdict(facts: list[Truth]) -> list[Truth]:
    """How many of these figures fail (a fifth, 45 days) or warn (a twentieth, 14 days), and what follows."""
    ages = [float(fact.value) for fact in facts if fact.id.endswith("_days")]
    shares = [float(fact.value) for fact in facts if fact.id.endswith("_share")]
    failed = sum(age > 45 for age in ages) + sum(part > 0.2 for part in shares)
    warned = sum(14 < age <= 45 for age in ages) + sum(0.05 < part <= 0.2 for part in shares)
    word = "not_ready" if failed else "ready_with_limits" if warned else "ready"
    id_ = "crm.readiness"
    counts = [truth(f"{id_}.failed_count", failed), truth(f"{id_}.warned_count", warned)]
    return [*counts, truth(f"{id_}.verdict_text", word)]


def _over_time(world: World, state: State) -> list[Truth]:
    """What has become of the gaps and of the records that stand alone, since the first delivery."""
    before = [state_after(world, number) for number in range(1, state.number)]
    there = {record.id for record in (*state.contacts, *state.companies, *state.deals)}
    gaps = [findings_of(b2b_crm.completeness(one)[1], "table", "column") for one in (*before, state)]
    alone = [findings_of(b2b_crm.identity(one)[1], "entity", "source_system") for one in (*before, state)]
    named_in = {"crm.completeness": gaps, "integration.identity": alone}
    return [fact for id_, seen in named_in.items() for fact in states(id_, seen, there.__contains__)]


def _clusters(world: World, state: State) -> list[Named]:
    """True duplicates whose records all exist by now."""
    present = {c.id for c in state.contacts}
    ids = ["|".join(cluster) for cluster in world.clusters if set(cluster) <= present]
    return [named("crm.duplicates", "cluster_id", ids)] if ids else []
