"""What a named person lets pass, and why: recorded among the decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.yaml_text import decoded
from cmokit.registers.base import Problem, read_register
from cmokit.registers.decisions import DECISIONS, Decision, State
from cmokit.registers.written import new_text, text_with
from cmokit.words import say

LOOKED_AT_AFTER_DAYS = 30  # an exception is looked at again within a month


@dataclass(frozen=True)
class Passed:
    """Who lets pass what stands against an act, and why."""

    name: str
    reason: str


def as_decision(
    folder: ClientFolder, by: Passed, problems: Sequence[Problem], today: date, planned: Mapping[Path, str]
) -> dict[Path, str]:
    """The register of decisions with this one in it: its path and new text. planned: texts not yet written."""
    path = DECISIONS.file(folder)
    text = planned.get(path) or (decoded(path) if path.is_file() else new_text(DECISIONS))
    taken = {item.id for item in read_register(folder, DECISIONS)}
    return {path: text_with(text, path, DECISIONS, [_decision(by, problems, today, taken)])}


def _decision(by: Passed, problems: Sequence[Problem], today: date, taken: set[str]) -> Decision:
    number = 1
    while (id_ := f"override-{today}-{number}") in taken:
        number += 1
    return Decision(
        id=id_,
        issue=say("registers.override.issue", items=", ".join(dict.fromkeys(p.id for p in problems))),
        evidence="; ".join(p.message for p in problems),
        options=(say("registers.override.keep"), say("registers.override.pass")),
        decision=by.reason,
        owner=by.name,
        decided_on=today,
        expected_result=say("registers.override.expected"),
        review_on=today + timedelta(days=LOOKED_AT_AFTER_DAYS),
        state=State.DECIDED,
    )
