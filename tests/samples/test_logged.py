"""What people did beside keeping records: as planted, and in agreement with the records."""

from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from statistics import mean, median

from cmokit.samples.b2b.crm import user_id
from cmokit.samples.b2b.hours import after_working
from cmokit.samples.b2b.people_in_sales import prospects
from cmokit.samples.b2b.records import HUBSPOT
from cmokit.samples.b2b.routing import OWNER, TRACKED_SINCE
from cmokit.samples.b2b.scores import DRIFTED_SINCE
from cmokit.samples.b2b.world import World
from cmokit.samples.generate import generate
from cmokit.samples.plan import B2B, DELIVERIES, SHOP
from cmokit.samples.shop.records import World as Shop
from cmokit.samples.truth.b2b_state import State, state_after


@cache
def world() -> World:
    made: World = generate(B2B)
    return made


@cache
def state(number: int = 2) -> State:
    return state_after(world(), number)


@cache
def shop() -> Shop:
    made: Shop = generate(SHOP)
    return made


def test_working_time_stops_at_night_and_over_the_weekend() -> None:
    friday = DELIVERIES[0].cutoff.replace(day=9, hour=17, minute=50)
    assert after_working(friday, 30) == friday.replace(day=12, hour=9, minute=20)
    assert after_working(friday.replace(day=10), 1) == friday.replace(day=12, hour=9, minute=1)


def test_an_activity_names_a_record_of_its_delivery() -> None:
    """A log keeps what earlier deliveries told: it may name a record that is gone by now, never one that never was."""
    there = {contact.id for delivery in (1, 2) for contact in state(delivery).contacts}
    assert {activity.record for activity in state().activities} <= there
    assert len(state().activities) > 7000


def test_a_lead_that_was_converted_has_its_activities_under_the_contact() -> None:
    moved = {a.id: a.record for a in state(1).activities if a.record.startswith("00Q")}
    later = {a.id: a.record for a in state(2).activities}
    changed = [(before, later[id_]) for id_, before in moved.items() if later.get(id_, before) != before]
    assert len(changed) > 20
    assert all(after.startswith("003") for _, after in changed)


def test_sellers_differ_in_how_fast_they_answer() -> None:
    waits: dict[str, list[float]] = {}
    attempts = state().attempts()
    for lead in state().leading_contacts:
        first = next((a for a in attempts.get(lead.id, ()) if a.at and a.at >= lead.created_at), None)
        if first and first.at:
            waits.setdefault(first.owner, []).append((first.at - lead.created_at) / timedelta(minutes=1))
    assert median(waits["Lena Hartwig"]) * 2 < median(waits["Henrik Voigt"])


def test_nobody_whom_sales_took_on_was_left_unanswered() -> None:
    answered = {a.person for a in world().activities if a.direction == "outbound" and not a.is_automated}
    real = [p for p in prospects(world()) if p.person >= 0]
    unanswered = [p for p in real if p.person not in answered]
    assert 0.1 < len(unanswered) / len(real) < 0.25
    assert not any(p.reached("sales_qualified") for p in unanswered)


def test_some_meetings_lie_before_the_lead_and_some_calls_have_no_time() -> None:
    created = {contact.id: contact.created_at for contact in state().contacts}
    known = [a for a in state().activities if a.record in state().leader]
    meetings = [a for a in known if a.at and a.at < created[state().leader[a.record]]]
    assert len([a for a in meetings if a.kind == "meeting"]) > 30
    undated = [a for a in state().activities if a.at is None]
    assert len(undated) > 300
    assert {(a.system, a.kind, a.logged_at.date() - a.on) for a in undated} == {
        ("salesforce", "call", timedelta(days=1))
    }


def test_a_lead_ends_with_the_seller_who_has_it_and_its_history_begins_with_the_tracking() -> None:
    last = {change.lead_id: change.new for change in world().lead_changes if change.field == OWNER}
    owners = {contact.id: user_id(contact.owner) for contact in world().contacts}
    assert {lead: owners[lead] for lead in last} == last
    assert min(change.at for change in world().lead_changes) >= TRACKED_SINCE


def test_a_card_moves_without_a_gap_and_is_refused_before_another_round() -> None:
    for item in world().items:
        for before, after in pairwise(item.steps):
            assert before.left_at == after.entered_at
            assert after.revision_no - before.revision_no in (0, 1)
        assert item.steps[-1].left_at is None
    rounds = Counter(item.steps[-1].revision_no for item in world().items)
    assert rounds[1] > rounds[2] > rounds[3] > 0
    assert sum(step.left_at is None for item in state().items for step in item.steps) == len(state().items)


def test_the_score_told_who_would_get_far_and_then_no_longer() -> None:
    known = [c for c in state(3).contacts if c.system == HUBSPOT and c.score is not None]

    def lift(contacts: list) -> float:  # type: ignore[type-arg]
        far = [c.score for c in contacts if "sales_qualified" in dict(c.entries)]
        return mean(far) - mean(c.score for c in contacts if "sales_qualified" not in dict(c.entries))

    assert lift([c for c in known if c.created_at.date() < DRIFTED_SINCE]) > 20
    assert abs(lift([c for c in known if c.created_at.date() >= DRIFTED_SINCE])) < 5


def test_the_last_activity_is_written_when_the_deal_is_closed_and_never_before() -> None:
    closed = {d.contact_id: d.closed_at for d in state().deals if d.system == HUBSPOT and d.closed_at}
    filled = {c.id for c in state().contacts if c.worked_at}
    assert filled
    assert filled <= set(closed)


def test_most_deals_that_were_won_had_several_touches_and_a_few_none() -> None:
    people = {d.contact_id for d in state().deals if d.system == HUBSPOT and d.status == "won"}
    touches = Counter(touch.contact_id for touch in state().touches if touch.contact_id in people)
    assert sum(touches[person] > 2 for person in people) > len(people) / 2
    assert 0 < sum(touches[person] == 0 for person in people) < len(people) / 8


def test_on_silent_days_nothing_was_counted() -> None:
    silent = [day for day in state().web_days if date(2025, 11, 11) <= day.day <= date(2025, 11, 14)]
    assert len(silent) == 32
    assert not any(day.sessions for day in silent)
    assert sum(not day.sessions for day in state().web_days) < 60


def test_a_plan_ends_after_it_began_and_its_end_is_not_known_before() -> None:
    ended = [s for s in world().subscriptions if s.ended_on]
    assert len(ended) > 15
    assert all(s.ended_on > s.started_on for s in ended if s.ended_on)
    assert all(s.ended_on is None or s.ended_on < DELIVERIES[1].on for s in state().subscriptions)


def test_the_sales_cockpit_agrees_with_the_records_and_the_marketing_dashboard_does_not() -> None:
    wrong = Counter(figure.dashboard for figure in state().reported if figure.value != figure.true_value)
    assert wrong["Sales cockpit"] == 0
    assert wrong["Marketing dashboard"] == 7


def test_the_last_touch_before_an_order_is_where_the_order_came_from() -> None:
    last = {}
    for touch in shop().touches:
        last[touch.order] = touch
    orders = [order for order in shop().orders if order.number in last]
    assert len(orders) > 3500
    assert all(last[order.number].origin == order.origin for order in orders)
    assert all(last[order.number].at < order.created_at for order in orders)


def test_what_is_said_is_said_in_two_languages_and_about_every_theme() -> None:
    for said in (world().said, shop().reviews):
        assert len({one.theme for one in said}) == 5
    arabic = [one for one in shop().reviews if any("\u0600" <= char <= "\u06ff" for char in one.text)]
    assert 0.5 < len(arabic) / len(shop().reviews) < 0.9
