"""Old ways as sentences and a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from cmokit.analyses.called import listed
from cmokit.analyses.figures import number, required
from cmokit.analyses.rollout.old_ways import BACKUP, RETIRED, STATES, OldWay
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Table
from cmokit.exhibits.text import cite, on_date, quote
from cmokit.registers.words import field_words
from cmokit.words import say

ID = "rollout.retirement"


def told(ways: Sequence[OldWay], facts: Sequence[Fact], said: Mapping[str, Any]) -> tuple[str, ...]:
    """What is past its day first; what is switched off only where people still go around what replaced it."""
    sentences = []
    for state in STATES:
        for way in (way for way in ways if way.state == state):
            is_off = state in (BACKUP, RETIRED)
            sentences += [] if is_off and not way.around else [_sentence(way, facts)]
            around = required(facts, "around_count", item=way.name)
            if around.value:
                named = {"around": cite(around), "by": quote(way.by.name if way.by else "")}
                sentences.append(say(f"{ID}.around", number(around), **named))
    if number(required(facts, "open_steps_count")):
        sentences.append(say(f"{ID}.open_steps", **said))
    return tuple(sentences)


def _sentence(way: OldWay, facts: Sequence[Fact]) -> str:
    said: dict[str, Any] = {"old": quote(way.called), "by": quote(way.by.name) if way.by else say(f"{ID}.nothing")}
    for measure in ("overdue_days", "parallel_days"):
        said[measure] = cite(required(facts, measure, item=way.name))
    if way.off_on:
        said["off"] = on_date(way.off_on)
    return say(f"{ID}.told.{way.state}", **said)


def tables(ways: Sequence[OldWay], facts: Sequence[Fact]) -> tuple[Table, ...]:
    rows = [
        {
            "old": way.called,
            "by": way.by.name if way.by else "",
            "off": way.off_on,
            "state": say(f"{ID}.states.{way.state}"),
            "parallel": required(facts, "parallel_days", item=way.name),
            "overdue": required(facts, "overdue_days", item=way.name),
            "steps": listed([field_words("processes", step).label for step in way.steps]),
        }
        for way in ways
    ]
    units = {"old": "text", "by": "text", "off": "date", "state": "text", "parallel": "days", "overdue": "days"}
    return table(f"{ID}.table", {**units, "steps": "text"}, rows)
