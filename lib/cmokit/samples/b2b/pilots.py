"""What the B2B client tries out: leads routed by a rule, a script for calls, and its other workflows' log.

Of the new leads of three weeks, every second one (by lot) is routed by a rule. Where the rule was used, a seller tries
sooner: that is the whole of the effect. The script changes nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from cmokit.samples.b2b.crm import SELLERS
from cmokit.samples.b2b.people_in_sales import Prospect
from cmokit.samples.calendar import days, moment
from cmokit.samples.pilots import BYPASSED, FAILED, STOPPED, USED, Answer, Assignment, Pilots, Run, by_lot
from cmokit.samples.plan import B2B, DELIVERIES, rng

ROUTING, BY_HAND, BY_RULE = "routing", "by_hand", "by_rule"
ROUTING_PILOT, SCRIPT_PILOT = "routing-pilot", "call-script"
FIRST, LAST = date(2026, 2, 5), date(2026, 2, 27)
SCRIPTED, SCRIPT_FROM = ("Lena Hartwig", "Ines Castellano", "Henrik Voigt"), datetime(2026, 1, 5, 8)
BYPASSES = {"Henrik Voigt": 0.3}  # he assigns his leads himself, as he always did
BYPASSED_SHARE, FAILED_SHARE, STOPPED_SHARE, CORRECTED_SHARE, CROSSOVERS = 0.06, 0.04, 0.02, 0.1, 3
WELCOME, SUMMARIES, PAGE = "welcome-mail", "summaries", "weekly-page"
WELCOMED_SINCE, BAD_WEEK = date(2025, 11, 3), (date(2026, 2, 23), date(2026, 3, 1))
TWICE = (date(2026, 2, 9), date(2026, 2, 12))  # the mail went out twice to whoever came
ASKED_ON = date(2026, 3, 2)
ASKED = ((ROUTING, (*SELLERS, "Jorik Valtonen", "Halvard Brinkmeier"), 4), (SUMMARIES, SELLERS[:4], 3))
QUESTIONS = ("trust", "effort", "keep")


def make_pilots(people: list[Prospect]) -> Pilots:
    """Arms, runs and answers; runs of one workflow are numbered in order of time."""
    assigned = [*_routed_or_not(people)]
    by_id = {prospect.own.id: prospect for prospect in people if prospect.own}
    runs = [
        *_routing(assigned, by_id),
        *_welcomes([prospect for prospect in people if prospect.own and prospect.person >= 0]),
        *_summaries(),
        *_pages(),
    ]
    return Pilots((*_scripts(), *assigned), _numbered(runs), tuple(_answers()))


def routed(pilots: Pilots, people: list[Prospect]) -> dict[int, datetime]:
    """Person → when the rule gave the lead to the right seller at once."""
    persons = {prospect.own.id: prospect.person for prospect in people if prospect.own}
    runs = [run for run in pilots.runs if run.workflow == ROUTING and run.outcome == USED and not run.corrections]
    return {persons[run.item]: run.ended_at for run in runs}


def _scripts() -> Iterator[Assignment]:
    """Half of the sellers, by choice of their head."""
    for seller in SELLERS:
        variant = "script" if seller in SCRIPTED else "as_before"
        yield Assignment(SCRIPT_PILOT, "owner", seller, variant, "", SCRIPT_FROM)


def _routed_or_not(people: list[Prospect]) -> Iterator[Assignment]:
    """Everybody who came to HubSpot in these weeks, by lot within the channel that they came from."""
    own = [prospect.own for prospect in people if prospect.own and prospect.person >= 0]
    came = [c for c in own if FIRST <= c.created_at.date() <= LAST and c.gone_from is None]
    came.sort(key=lambda contact: (contact.created_at, contact.id))
    drawn = by_lot(rng(B2B, ROUTING_PILOT), [(contact.channel, contact) for contact in came], (BY_HAND, BY_RULE))
    for contact, stratum, variant in drawn:
        at = contact.created_at + timedelta(minutes=1)
        yield Assignment(ROUTING_PILOT, "contact", contact.id, variant, stratum, at)


def _routing(assigned: list[Assignment], by_id: dict[str, Prospect]) -> Iterator[Run]:
    """One run for each lead of the rule's arm; a few of the others' were sent through it by a colleague."""
    others = [a for a in assigned if a.variant == BY_HAND]
    crossed = {a.unit for a in rng(B2B, "crossovers").sample(others, CROSSOVERS)}
    for one in assigned:
        if one.variant == BY_RULE or one.unit in crossed:
            yield _routing_run(one, by_id[one.unit], is_crossover=one.unit in crossed)


def _routing_run(one: Assignment, prospect: Prospect, is_crossover: bool) -> Run:
    draw = rng(B2B, "routing run", prospect.person)
    shares = (BYPASSES.get(prospect.owner, BYPASSED_SHARE), FAILED_SHARE, STOPPED_SHARE)
    outcome = _fate(draw, shares)
    is_corrected, error = draw.random() < CORRECTED_SHARE, draw.choice(("no_match", "timeout"))
    started = one.at + timedelta(minutes=draw.randrange(1, 4))
    ended = started + timedelta(minutes=draw.randrange(1, 4))
    run = Run("", ROUTING, one.unit, prospect.owner, started, ended, USED if is_crossover else outcome)
    if run.outcome == FAILED:
        return replace(run, error=error)
    return replace(run, corrections=1) if run.outcome == USED and is_corrected and not is_crossover else run


def _fate(draw: Random, shares: tuple[float, float, float]) -> str:
    bypassed, failed, stopped = shares
    left = 1 - bypassed - failed - stopped
    return draw.choices((BYPASSED, FAILED, STOPPED, USED), (bypassed, failed, stopped, left))[0]


def _welcomes(people: list[Prospect]) -> Iterator[Run]:
    """An automatic mail to everybody, which no card describes: a bad week, and days on which it went twice."""
    for prospect in people:
        contact = prospect.first
        day = contact.created_at.date()
        if not WELCOMED_SINCE <= day <= LAST + timedelta(days=6):
            continue
        draw = rng(B2B, "welcome", prospect.person)
        has_failed = draw.random() < (0.5 if BAD_WEEK[0] <= day <= BAD_WEEK[1] else 0.02)
        started = contact.created_at + timedelta(minutes=2)
        run = Run("", WELCOME, contact.id, "", started, started + timedelta(minutes=1), USED)
        if has_failed:
            yield replace(run, outcome=FAILED, error="template_missing")
            continue
        yield run
        if TWICE[0] <= day <= TWICE[1]:
            again = timedelta(minutes=draw.randrange(2, 9))
            yield replace(run, started_at=run.started_at + again, ended_at=run.ended_at + again)


def _summaries() -> Iterator[Run]:
    """Some calls a day, summed up by a model since February."""
    number = 0
    for day in days(date(2026, 2, 9), DELIVERIES[-1].last_day):
        draw = rng(B2B, SUMMARIES, day)
        for _ in range(draw.randrange(4, 9) if day.weekday() < 5 else 0):
            number += 1
            started = moment(draw, day)
            outcome = _fate(draw, (0.1, 0.03, 0.0))
            corrections = draw.choice((1, 1, 2)) if outcome == USED and draw.random() < 0.3 else 0
            error = "no_notes" if outcome == FAILED else ""
            cost = Decimal(draw.randrange(15, 60)) / 1000
            ended = started + timedelta(minutes=draw.randrange(1, 6))
            item = f"call-{number:04d}"
            yield Run("", SUMMARIES, item, draw.choice(SELLERS), started, ended, outcome, corrections, error, cost)


def _pages() -> Iterator[Run]:
    """The page of the week, each Monday since it is tried out; once a file was missing."""
    for week in range(8):
        monday = date(2026, 1, 12) + timedelta(weeks=week)
        started = datetime(monday.year, monday.month, monday.day, 8)
        run = Run("", PAGE, f"page-{monday}", "Mareike Dornbusch", started, started + timedelta(minutes=26), USED)
        yield replace(run, outcome=FAILED, error="file_missing") if week == 4 else replace(run, corrections=week % 2)


def _numbered(runs: list[Run]) -> tuple[Run, ...]:
    ordered = sorted(runs, key=lambda run: (run.started_at, run.workflow, run.item))
    return tuple(replace(run, id=f"run-{number:05d}") for number, run in enumerate(ordered, start=1))


def _answers() -> Iterator[Answer]:
    """One to five from each who works with it; the scores of those who go around it are low."""
    for survey, respondents, usual in ASKED:
        for respondent in respondents:
            draw = rng(B2B, "survey", survey, respondent)
            role = "sales" if respondent in SELLERS else "operations"
            for question in QUESTIONS:
                score = min(5, max(1, usual + draw.choice((-1, 0, 0, 1)) - 2 * (respondent in BYPASSES)))
                yield Answer(survey, respondent, role, question, score, ASKED_ON)
