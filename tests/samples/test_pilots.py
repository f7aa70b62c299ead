"""The sample clients' pilots: what was planted is there, in the arms, in the log and in the frozen plans."""

from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.workspace import ClientFolder
from cmokit.registers.plans import read_plans
from cmokit.samples.b2b import pilots as b2b
from cmokit.samples.generate import generate
from cmokit.samples.pilots import Assignment, Run, by_lot
from cmokit.samples.plan import B2B, DELIVERIES, SHOP, SLUGS, rng
from cmokit.samples.planted.anomalies import B2B_DROP, B2B_JUMP, SHOP_DROP, SHOP_JUMP
from cmokit.samples.shop import pilots as shop

each = pytest.mark.parametrize("slug", SLUGS)


@cache
def world(slug: str) -> Any:
    return generate(slug)


def assigned(slug: str, experiment: str) -> list[Assignment]:
    return [a for a in world(slug).pilots.assignments if a.experiment == experiment]


def runs(slug: str, workflow: str) -> list[Run]:
    return [run for run in world(slug).pilots.runs if run.workflow == workflow]


def plans(slug: str) -> dict[str, Any]:
    folder = ClientFolder(slug, kit_folder("data_samples") / slug, Path())
    return {plan.experiment: plan for plan in read_plans(folder)}


@each
def test_nobody_is_in_two_arms_and_the_lot_keeps_them_alike_in_size(slug: str) -> None:
    for experiment in {a.experiment for a in world(slug).pilots.assignments}:
        own = assigned(slug, experiment)
        assert len({a.unit for a in own}) == len(own)
        sizes = Counter(a.variant for a in own)
        strata = len({a.stratum for a in own})
        assert max(sizes.values()) - min(sizes.values()) <= strata


@each
def test_plans_were_frozen_before_anybody_was_assigned_and_name_the_same_arms(slug: str) -> None:
    frozen = plans(slug)
    for one in world(slug).pilots.assignments:
        plan = frozen[one.experiment]
        assert plan.frozen_on <= plan.start_on <= one.at.date() <= plan.assign_until_on
        assert one.variant in plan.variants


@each
def test_a_run_is_told_once_it_is_over_and_never_before_its_unit_was_assigned(slug: str) -> None:
    workflow = {plan.experiment: plan.workflow for plan in plans(slug).values()}
    first = {(workflow[a.experiment], a.unit): a.at for a in world(slug).pilots.assignments}
    for run in world(slug).pilots.runs:
        assert run.started_at <= run.ended_at
        assert run.workflow not in workflow.values() or run.started_at >= first[run.workflow, run.item]
    told = world(slug).pilots.until(DELIVERIES[1])
    assert all(run.ended_at < DELIVERIES[1].cutoff for run in told.runs)


def test_whoever_redeemed_a_code_had_ordered_and_as_many_ordered_without_one() -> None:
    ordered = shop.ordered_by_contact(world(SHOP).orders, world(SHOP).contacts)
    end = shop.DRAWN_AT + shop.FOLLOWED
    did = {a.unit: any(shop.DRAWN_AT <= at < end for at in ordered[a.unit]) for a in assigned(SHOP, "free-shipping")}
    assert all(did[run.item] for run in runs(SHOP, shop.SHIPPING_MAILS) if run.outcome == "used")
    arms = {
        v: [did[a.unit] for a in assigned(SHOP, "free-shipping") if a.variant == v] for v in (shop.USUAL, shop.FREE)
    }
    usual, free = (sum(own) / len(own) for own in arms.values())
    assert abs(usual - free) < 0.02


def test_without_the_pilot_the_leads_of_the_rule_would_wait_as_long_as_the_others() -> None:
    """The rule alone moves their answers: nobody else's first attempt knows of it."""
    firsts: dict[int, datetime] = {}
    for activity in world(B2B).activities:
        if activity.direction == "outbound" and not activity.is_automated and not activity.is_open and activity.at:
            firsts[activity.person] = min(activity.at, firsts.get(activity.person, activity.at))
    people = {contact.id: contact for contact in world(B2B).contacts}
    used = {run.item for run in runs(B2B, b2b.ROUTING) if run.outcome == "used" and not run.corrections}
    waits = {True: [], False: []}  # type: ignore[var-annotated]
    for one in assigned(B2B, b2b.ROUTING_PILOT):
        contact = people[one.unit]
        if contact.person in firsts:
            waits[one.unit in used].append(firsts[contact.person] - contact.created_at)
    middle = {by: sorted(own)[len(own) // 2] for by, own in waits.items()}
    assert middle[True] < timedelta(hours=2) < middle[False]


def test_three_of_the_control_were_sent_through_the_rule() -> None:
    control = {a.unit for a in assigned(B2B, b2b.ROUTING_PILOT) if a.variant == b2b.BY_HAND}
    assert len(control & {run.item for run in runs(B2B, b2b.ROUTING)}) == b2b.CROSSOVERS


@pytest.mark.parametrize(("slug", "jump"), [(B2B, B2B_JUMP), (SHOP, SHOP_JUMP)])
def test_one_day_of_the_last_weeks_cost_more_than_twice_any_other(slug: str, jump: object) -> None:
    spent: Counter[object] = Counter()
    for ad in world(slug).ads:
        if ad.day > DELIVERIES[1].on:
            spent[ad.day] += ad.spend
    (first, most), (_, second) = spent.most_common(2)
    assert first == jump
    assert most > 2 * second


@pytest.mark.parametrize(("slug", "days"), [(B2B, B2B_DROP), (SHOP, SHOP_DROP)])
def test_in_four_days_hardly_anybody_came(slug: str, days: tuple[Any, Any]) -> None:
    made = world(slug).contacts if slug == B2B else world(slug).orders
    by_day = Counter(one.created_at.date() for one in made)
    dropped = [by_day[days[0] + timedelta(days=n)] for n in range((days[1] - days[0]).days + 1)]
    before = [by_day[days[0] - timedelta(days=7 - n)] for n in range(len(dropped))]
    assert sum(dropped) < sum(before) / 3


def test_a_lot_of_two_neighbours_gives_each_arm_once() -> None:
    drawn = list(by_lot(rng("any"), [("s", n) for n in range(10)], ("a", "b")))
    assert all({one[2], other[2]} == {"a", "b"} for one, other in zip(drawn[::2], drawn[1::2], strict=True))
