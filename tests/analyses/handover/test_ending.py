"""The proposal follows from a rule that is asked in its order; a pilot nobody planned never counts as shown."""

from dataclasses import dataclass
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.handover.ending import ANALYSIS, EFFECT, INDEPENDENCE, PACKAGE, measure
from cmokit.analyses.handover.ending_rule import Ending, Standing, Why, ending_of
from cmokit.exhibits.fact import Fact
from tests.analyses.builders import value_of
from tests.analyses.handover.known import WHOLE_WORKFLOW, knowing

TRIED = {"id": "trial", "question": "Does it help?", "end_on": "2026-03-01", "state": "ended"}
AHEAD = {"id": "later", "question": "Does that help?", "end_on": "2026-03-29", "state": "running"}
OWNED = [{"id": "a", "area": "automation", "owner": "Ada"}]


@dataclass(frozen=True)
class Other:
    facts: tuple[Fact, ...]


def others(*, independence: float = 0.9, package: float = 0.9, **decisions: str) -> dict[str, Any]:
    decided = tuple(
        Fact(f"{EFFECT}.decision_text", word, "text", dimensions={"experiment": name})
        for name, word in decisions.items()
    )
    return {
        PACKAGE: Other((Fact(f"{PACKAGE}.complete_share", package, "share"),)),
        INDEPENDENCE: Other((Fact(f"{INDEPENDENCE}.score_share", independence, "share"),)),
        EFFECT: Other(decided),
    }


@pytest.mark.parametrize(
    ("stands", "ending", "why"),
    [
        (Standing(0, 0, 9, 0.1, 0.1), Ending.STOP, Why.NOTHING_SHOWN),
        (Standing(0, 1, 0, 1.0, 1.0), Ending.EXTEND, Why.READOUT_AHEAD),
        (Standing(1, 1, 3, 1.0, 1.0), Ending.HIRE, Why.NOBODY_HOLDS_IT),
        (Standing(1, 0, 2, 0.74, 1.0), Ending.EXTEND, Why.NOT_ALONE_YET),
        (Standing(1, 0, 2, 0.9, None), Ending.EXTEND, Why.NOT_ALONE_YET),
        (Standing(1, 0, 2, 0.75, 0.6), Ending.SCALE, Why.SHOWN_AND_ALONE),
    ],
)
def test_the_first_line_of_the_rule_that_fits_counts(stands: Standing, ending: Ending, why: Why) -> None:
    assert ending_of(stands) == (ending, why)


def test_a_pilot_counts_by_the_rule_frozen_for_it() -> None:
    held = knowing(experiments=[TRIED, {**TRIED, "id": "other"}, AHEAD], owners=OWNED)
    found = measure(held, others(trial="expand", other="not_shown"))
    counts = {state: value_of(found.facts, "pilots_count", state=state) for state in ("shown", "not_shown", "open")}
    assert counts == {"shown": 1, "not_shown": 1, "open": 1}
    assert found.ending is Ending.SCALE


@pytest.mark.parametrize("word", ["not_shown", "stop"])
def test_what_was_not_shown_is_no_success_however_it_ended(word: str) -> None:
    """The usual mistake: an experiment whose entry says "ended" counts as done well."""
    held = knowing(experiments=[{**TRIED, "outcome": "18 in 100 more forms"}], owners=OWNED)
    assert measure(held, others(trial=word)).ending is Ending.STOP


def test_a_readout_that_is_ahead_extends_until_it_is_read() -> None:
    found = measure(knowing(experiments=[AHEAD], owners=OWNED), others(later="not_shown"))
    assert (found.ending, found.why) == (Ending.EXTEND, Why.READOUT_AHEAD)


def test_areas_and_live_workflows_without_anybody_inside_are_counted() -> None:
    nobody = [{"id": area, "area": area, "owner": who} for area, who in (("content", "Cleo"), ("campaigns", "Dora"))]
    orphan = {**WHOLE_WORKFLOW, "id": "orphan", "owner": None}
    paused = {**orphan, "id": "paused", "state": "paused"}
    held = knowing(experiments=[TRIED], owners=[*OWNED, *nobody], workflows=[WHOLE_WORKFLOW, orphan, paused])
    found = measure(held, others(trial="stabilise"))
    assert value_of(found.facts, "unheld_count") == 3
    assert found.ending is Ending.HIRE


def test_what_was_begun_comes_next_before_what_is_worth_more() -> None:
    ideas = [("dear", 5, "idea"), ("begun", 1, "started"), ("chosen", 2, "chosen"), ("done", 5, "done")]
    backlog = [{"id": i, "opportunity": i, "business_value": v, "state": s} for i, v, s in ideas]
    found = measure(knowing(backlog=backlog, owners=OWNED), others())
    assert [idea for idea, _ in found.next_ideas] == ["begun", "chosen", "dear"]
    assert value_of(found.facts, "next_count") == 3


def test_without_package_and_independence_nothing_is_proposed() -> None:
    nothing = {name: CannotAnswer("no register") for name in (PACKAGE, INDEPENDENCE, EFFECT)}
    with pytest.raises(CannotAnswer):
        measure(knowing(), nothing)


def test_the_decision_is_a_persons() -> None:
    found = measure(knowing(experiments=[AHEAD], owners=OWNED), others())
    section = ANALYSIS.exhibit(found, ANALYSIS.judge(found, ANALYSIS.limits))
    assert section.owner_role == "chief_executive"
    assert section.decision.startswith("Decide whether")
