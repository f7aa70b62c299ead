"""What the B2B client's people say, to the help desk and in surveys: a few themes, in German and English."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from cmokit.samples.b2b.hours import after_working
from cmokit.samples.b2b.people import pick
from cmokit.samples.b2b.people_in_sales import Prospect
from cmokit.samples.b2b.records import Contact
from cmokit.samples.calendar import B2B_SEASON, B2B_WEEK, draw_days, moment
from cmokit.samples.plan import B2B, DELIVERIES, rng
from cmokit.samples.said import Said, Ticket

FIRST_DAY = date(2025, 3, 1)
TICKETS, SAID = 240, 420
ENGLISH = 0.3
PRODUCTS = ("Platform", "Analytics", "Starter", "Integration")
# Share of what is said, by theme, and the sentences in which people say it: German, English.
THEMES = {"onboarding": 0.24, "integration": 0.22, "price": 0.18, "reports": 0.14, "support": 0.22}
SENTENCES = {
    "onboarding": (
        ("Die Einführung hat viel zu lange gedauert.", "Für die Einrichtung fehlte eine klare Anleitung.",
         "Nach der Schulung waren viele Fragen zur Einrichtung offen.", "Die Einarbeitung der Kollegen war mühsam."),
        ("Onboarding took far too long.", "The setup guide left many questions open.",
         "Training for new colleagues was hard to get.", "Our setup was not finished after two months."),
    ),
    "integration": (
        ("Die Schnittstelle zum ERP bricht immer wieder ab.", "Der Abgleich mit unserem ERP verliert Datensätze.",
         "Die Anbindung an SAP läuft nicht stabil.", "Seit dem Update ist die Schnittstelle langsam."),
        ("The ERP connector keeps dropping records.", "Our integration with the ERP fails every week.",
         "The API connector is slow since the update.", "Syncing with the ERP is not stable."),
    ),
    "price": (
        ("Der Preis ist für kleine Teams zu hoch.", "Die Preiserhöhung wurde nicht erklärt.",
         "Das Angebot der Konkurrenz war günstiger.", "Die Lizenzkosten je Nutzer sind uns zu teuer."),
        ("The price per user is too high for us.", "Nobody explained the price increase.",
         "A competitor offered a cheaper licence.", "The licence cost is hard to defend."),
    ),
    "reports": (
        ("Der Export der Berichte nach Excel fehlt.", "Berichte lassen sich nicht filtern.",
         "Das Dashboard lädt sehr langsam.", "Eigene Auswertungen sind kaum möglich."),
        ("Exporting reports to Excel is missing.", "The dashboard loads very slowly.",
         "Reports cannot be filtered by team.", "Custom reports are hardly possible."),
    ),
    "support": (
        ("Der Support antwortet schnell und freundlich.", "Die Kollegen im Support sind sehr kompetent.",
         "Hervorragende Hilfe am Telefon.", "Der Support hat das Problem sofort gelöst."),
        ("Support answers fast and friendly.", "The support team is very competent.",
         "Excellent help on the phone.", "Support solved the problem at once."),
    ),
}  # fmt: skip
RATING = {"onboarding": 2, "integration": 2, "price": 3, "reports": 3, "support": 5}
OPENINGS = (("", "Hallo, ", "Leider: ", "Kurz gesagt: "), ("", "Hi, ", "Honestly: ", "In short: "))
SOURCES = {"survey": 0.5, "review": 0.2, "call": 0.2, "email": 0.1}
DESK_KINDS = {"onboarding": "How-to", "integration": "Incident", "price": "Billing", "reports": "How-to",
              "support": "Other"}  # fmt: skip
PRIORITIES = {"Low": 0.4, "Normal": 0.45, "High": 0.15}


def make_tickets(people: list[Prospect]) -> Iterator[Ticket]:
    """Of people who became opportunities; one in eight stays open for long."""
    draw = rng(B2B, "tickets")
    asking = _voices(people)
    for number, day in enumerate(_days(draw, TICKETS)):
        theme = pick(draw, THEMES)
        who, opened = _who(draw, asking, day), moment(draw, day)
        hours = draw.lognormvariate(0, 1.0) * (5.0 if theme != "integration" else 16.0)
        closed = None if draw.random() < 0.06 else after_working(opened, hours * 60)
        yield Ticket(
            f"{48_200 + number}", who.id, who.company_id, opened, closed, DESK_KINDS[theme], pick(draw, PRIORITIES),
            sentence(draw, theme, who), theme,
        )  # fmt: skip


def make_said(people: list[Prospect]) -> Iterator[Said]:
    draw = rng(B2B, "feedback")
    asking = _voices(people)
    for number, day in enumerate(_days(draw, SAID)):
        theme = pick(draw, THEMES)
        source = pick(draw, SOURCES)
        who, at = _who(draw, asking, day), moment(draw, day)
        rating = min(5, max(1, RATING[theme] + draw.choice((-1, 0, 0, 1)))) if source in ("survey", "review") else None
        yield Said(
            f"FB-{number + 1:04d}", who.id, who.company_id, source, at, sentence(draw, theme, who), rating,
            draw.choice(PRODUCTS), who.segment, theme,
        )  # fmt: skip


def sentence(draw: Random, theme: str, who: Contact) -> str:
    """One or two sentences of one theme, in the language of the person's country or in English."""
    is_english = who.country == "United Kingdom" or draw.random() < ENGLISH
    said = draw.sample(SENTENCES[theme][is_english], draw.choice((1, 1, 2)))
    return draw.choice(OPENINGS[is_english]) + " ".join(said)


def _voices(people: list[Prospect]) -> list[Contact]:
    """HubSpot's contacts who got as far as an opportunity, in order of it, and are not deleted later on."""
    found = [(p.reached("opportunity"), p.own) for p in people if p.own and p.own.gone_from is None]
    return [own for at, own in sorted(((at, own) for at, own in found if at), key=lambda pair: (pair[0], pair[1].id))]


def _who(draw: Random, asking: list[Contact], day: date) -> Contact:
    """One of those who were an opportunity by then."""
    by_then = [c for c in asking if dict(c.history)["opportunity"].date() < day]
    return draw.choice(by_then)


def _days(draw: Random, count: int) -> list[date]:
    return draw_days(draw, FIRST_DAY, DELIVERIES[-1].last_day - timedelta(days=1), count, B2B_SEASON, B2B_WEEK)
