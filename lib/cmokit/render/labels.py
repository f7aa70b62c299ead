"""What a figure, an analysis or a coded value is called on a page."""

import re

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section
from cmokit.render import formats
from cmokit.words import has, joined, say, spoken

# Which names a table's column or a figure's dimension may hold; only these are ever put into words.
KINDS = {
    "channel": "channel",
    "stage": "stage",
    "previous_stage": "stage",
    "from": "stage",
    "to": "stage",
    "step": "step",
    "system": "system",
    "source_system": "system",
    "platform": "system",
    "source": "system",
    "kind": "kind",
    "state": "finding_state",
    "table": "kind",
}
MONTHS = ("month", "cohort")  # dimensions that may hold a calendar month; a month may be a number of months, too
CALENDAR_MONTH = re.compile(r"\d{4}-\d{2}")
PLURALS = {"entity": "entities", "criterion": "criteria"}  # of dimensions that take no plain s
UNITS = ("_count", "_amount", "_text")  # endings of a measure that its value already says


def name_of(value: str, kind: str, language: str | None = None) -> str:
    """A coded value of the kit (`paid_search`) in words; the client's own text as it stands."""
    group = KINDS.get(kind)
    if value == "all":
        return say("report.names.all", language=language)
    word = f"report.names.{group}.{value}"
    is_coded = bool(group) and ("." not in value or group == "kind")  # `hubspot.contacts` is a kind of export
    return say(word, language=language) if is_coded and has(word, language) else value


def responsibility_name(responsibility: str, language: str | None = None) -> str:
    """`revenue_operations` in words; a title that the kit does not know as it can be read."""
    word = f"report.names.responsibility.{responsibility}"
    return say(word, language=language) if has(word, language) else readable(responsibility).lower()


def title_of(section: Section) -> str:
    return section.card.title if section.card else readable(section.analysis.rsplit(".", 1)[-1])


def fact_label(fact: Fact, language: str | None = None) -> str:
    """A figure in words: its measure, then what it is about.

    An analysis may name its measures in its words under `measures.<measure>`; a name with `{dimension}` in it says
    what the figure is about itself.
    """
    dimensions = {key: _named(fact, key, value, language) for key, value in fact.dimensions.items()}
    word = f"{fact.analysis}.measures.{fact.measure}"
    if not has(word, language):  # any analysis may have findings over time, and repairs
        word = f"findings.measures.{fact.measure}"
    if not has(word, language):
        return _about(_measure(fact.measure), fact, dimensions, language)
    try:
        named = say(word, None, language, **dimensions)
    except KeyError:  # a measure that was not taken has no dimensions yet
        return _measure(fact.measure)
    says_it_itself = bool(dimensions) and named != say(word, None, language, **dict.fromkeys(dimensions, ""))
    return _capital(named) if says_it_itself else _about(named, fact, dimensions, language)


def _named(fact: Fact, key: str, value: str, language: str | None) -> str:
    """A dimension's value in its analysis's words (`names.checks.<value>`, `names.<value>`, `checks.<value>`), else in
    the report's.
    """
    several = PLURALS.get(key, f"{key}s")
    for word in (f"names.{several}.{value}", f"names.{value}", f"{several}.{value}"):
        if has(f"{fact.analysis}.{word}", language):
            return say(f"{fact.analysis}.{word}", language=language)
    if key == "figure" and has(f"headlines.{value}", language):
        return say(f"headlines.{value}", language=language)
    if key in MONTHS and CALENDAR_MONTH.fullmatch(value):
        return formats.month(value, language or spoken())
    column, _, part = value.partition("=")  # a split, such as `channel=paid_search`
    return name_of(part, column, language) if part else name_of(value, key, language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _about(measure: str, fact: Fact, dimensions: dict[str, str], language: str | None) -> str:
    """`Stage share: Lead → MQL, channel Paid search`."""
    shown = {key: name for key, name in dimensions.items() if fact.dimensions[key] != "all"}
    start, end = shown.pop("from", ""), shown.pop("to", "")
    said = [f"{start} → {end}"] if start or end else []
    said += [name if key in KINDS else f"{key.replace('_', ' ')} {name}" for key, name in shown.items()]
    return f"{measure}: {joined(said, language)}" if said else measure


def readable(code: str) -> str:
    """`sales_accepted` as `Sales accepted`."""
    words = code.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _measure(measure: str) -> str:
    for unit in UNITS:
        if measure.endswith(unit):
            return readable(measure.removesuffix(unit))
    return readable(measure)
