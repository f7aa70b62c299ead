"""What the shop tries out: codes by mail, drawn by lot; and its other workflows' log.

Neither code changes who orders what. Whoever redeems one has ordered, of course: to compare those with the others says
that codes sell.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from cmokit.samples.calendar import days, moment
from cmokit.samples.pilots import BYPASSED, FAILED, STOPPED, USED, Answer, Assignment, Pilots, Run, by_lot
from cmokit.samples.plan import DELIVERIES, SHOP, rng
from cmokit.samples.shop.records import Contact, Order

SHIPPING_PILOT, USUAL, FREE = "free-shipping", "usual", "free_shipping"
REMINDER_PILOT, PLAIN, CODE = "reminder-code", "plain", "with_code"
SHIPPING_MAILS, REMINDERS, DRAFTS = "shipping-codes", "reminders", "review-drafts"
DRAWN_AT, FOLLOWED = datetime(2026, 1, 8, 9), timedelta(days=30)
REMINDED_FROM, QUIET = datetime(2026, 2, 22, 9), timedelta(days=60)
MOST_ORDERS = 5  # of a stratum; who ordered oftener stands with those
REDEEMED, BOUNCED, CORRECTED = 0.75, 0.015, 0.03
BAD_WEEK = (date(2026, 2, 22), date(2026, 2, 28))
DRAFTED_SINCE, ASKED_ON = date(2026, 2, 15), date(2026, 3, 1)
ASKED = ((DRAFTS, ("Tariq Osei", "Omar Farahani"), 4),)
QUESTIONS = ("trust", "effort", "keep")


def make_pilots(orders: list[Order], contacts: list[Contact]) -> Pilots:
    """Arms, runs and answers. A customer is a contact; the orders name the mailbox alone."""
    ordered = ordered_by_contact(orders, contacts)
    shipping, reminded = list(_shipping(ordered)), list(_reminded(ordered))
    runs = [
        *_mails(shipping, ordered, SHIPPING_MAILS, FREE, DRAWN_AT, FOLLOWED),
        *_mails(reminded, ordered, REMINDERS, CODE, REMINDED_FROM, timedelta(days=35)),
        *_drafts(),
    ]
    in_time = sorted(runs, key=lambda run: (run.started_at, run.workflow, run.item))
    numbered = (replace(run, id=f"run-{number:05d}") for number, run in enumerate(in_time, start=1))
    return Pilots((*shipping, *reminded), tuple(numbered), tuple(_answers()))


def ordered_by_contact(orders: list[Order], contacts: list[Contact]) -> dict[str, list[datetime]]:
    """Contact → when it ordered, in order of time. Of two with one mailbox the one with the lower number is meant."""
    own: dict[str, str] = {}
    for contact in sorted(contacts, key=lambda contact: contact.id):
        if "@" in contact.email and contact.gone_from is None:
            own.setdefault(contact.email.lower(), contact.id)
    found: dict[str, list[datetime]] = {}
    for order in sorted(orders, key=lambda order: order.created_at):
        if order.email.lower() in own:
            found.setdefault(own[order.email.lower()], []).append(order.created_at)
    return found


def _shipping(ordered: dict[str, list[datetime]]) -> Iterator[Assignment]:
    """Everybody who had ordered by then."""
    day = _day(DRAWN_AT)
    before = {id_: [one for one in at if one < day] for id_, at in ordered.items()}
    return _drawn(SHIPPING_PILOT, (USUAL, FREE), DRAWN_AT, {id_: at for id_, at in before.items() if at})


def _reminded(ordered: dict[str, list[datetime]]) -> Iterator[Assignment]:
    """Everybody whose last order was sixty days ago or more."""
    day = _day(REMINDED_FROM)
    before = {id_: [one for one in at if one < day] for id_, at in ordered.items()}
    quiet = {id_: at for id_, at in before.items() if at and at[-1] < day - QUIET}
    return _drawn(REMINDER_PILOT, (PLAIN, CODE), REMINDED_FROM, quiet)


def _drawn(
    pilot: str, variants: tuple[str, str], at: datetime, before: dict[str, list[datetime]]
) -> Iterator[Assignment]:
    """By lot among those who ordered as often before; next to each other stand those who ordered last."""
    in_order = sorted(before, key=lambda id_: (before[id_][-1], id_), reverse=True)
    units = [(f"orders={min(len(before[id_]), MOST_ORDERS)}", id_) for id_ in in_order]
    for id_, stratum, variant in by_lot(rng(SHOP, "drawn", pilot), units, variants):
        yield Assignment(pilot, "contact", id_, variant, stratum, at)


def _mails(
    assigned: list[Assignment],
    ordered: dict[str, list[datetime]],
    workflow: str,
    arm: str,
    at: datetime,
    runs: timedelta,
) -> Iterator[Run]:
    """A mail with a code to each of the arm: bounced, redeemed with an order, or run out."""
    for one in (one for one in assigned if one.variant == arm):
        draw = rng(SHOP, workflow, one.unit)
        sent = at + timedelta(minutes=draw.randrange(5, 40))
        run = Run("", workflow, one.unit, "", sent, sent + timedelta(minutes=1), FAILED, error="bounced")
        has_bounced, redeems, is_corrected = (
            draw.random() < share for share in (BOUNCED, REDEEMED, CORRECTED / REDEEMED)
        )
        bought = next((day for day in ordered[one.unit] if sent < day < at + runs), None)
        if has_bounced:
            yield run
        elif bought and redeems:
            used = replace(run, started_at=bought, ended_at=bought, outcome=USED, error="")
            yield replace(used, corrections=1) if is_corrected else used
        else:
            end = at + runs + timedelta(minutes=5)
            yield replace(run, started_at=end, ended_at=end, outcome=BYPASSED, error="")


def _drafts() -> Iterator[Run]:
    """Drafts of answers to reviews, a few a day; one week the model was out of reach half of the time."""
    number = 0
    for day in days(DRAFTED_SINCE, DELIVERIES[-1].last_day):
        draw = rng(SHOP, DRAFTS, day)
        for _ in range(draw.randrange(3, 8)):
            number += 1
            started = moment(draw, day, 9, 21)
            is_down = BAD_WEEK[0] <= day <= BAD_WEEK[1]
            shares = (0.06, 0.5, 0.0) if is_down else (0.12, 0.02, 0.02)
            outcome = draw.choices((BYPASSED, FAILED, STOPPED, USED), (*shares, 1 - sum(shares)))[0]
            corrections = draw.choice((1, 1, 2)) if outcome == USED and draw.random() < 0.35 else 0
            ended = started + timedelta(minutes=draw.randrange(1, 5))
            cost, user = Decimal(draw.randrange(40, 160)) / 1000, draw.choice(("Tariq Osei", "Omar Farahani"))
            error = "model_unreachable" if outcome == FAILED else ""
            run = Run("", DRAFTS, f"draft-{number:04d}", user, started, ended, outcome, corrections, error, cost)
            yield run
            if draw.random() < 0.02 and outcome == USED:
                yield replace(run, started_at=ended, ended_at=ended + timedelta(minutes=1))


def _answers() -> Iterator[Answer]:
    for survey, respondents, usual in ASKED:
        for respondent in respondents:
            draw = rng(SHOP, "survey", survey, respondent)
            for question in QUESTIONS:
                score = min(5, max(1, usual + draw.choice((-1, 0, 0, 1))))
                yield Answer(survey, respondent, "service", question, score, ASKED_ON)


def _day(at: datetime) -> datetime:
    return datetime.combine(at.date(), time())
