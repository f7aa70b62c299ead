"""A piece is whole only where somebody inside answers and nothing asked is blank."""

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.handover import package
from cmokit.analyses.handover.package import ANALYSIS
from cmokit.analyses.handover.pieces import PIECES
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, outcome, value_of
from tests.analyses.handover.known import WHOLE_WORKFLOW, knowing

PROCESS = {
    "id": "leads",
    "process": "Leads",
    "trigger": "A form",
    "steps": ["Call"],
    "output": "A date",
    "owner": "Ada",
}


def gaps(found: package.Package, piece: str) -> list[tuple[str, str]]:
    return [(gap.item_id, gap.field) for gap in found.gaps if gap.part == piece]


def test_a_piece_of_which_everything_is_there_is_whole() -> None:
    found = measured(ANALYSIS, given(), knowing(processes=[PROCESS], workflows=[WHOLE_WORKFLOW]))
    assert found.states["process_maps"] == found.states["procedures"] == "whole"
    assert gaps(found, "process_maps") == []
    assert value_of(found.facts, "filled_share", piece="procedures") == 1


def test_a_blank_field_is_a_gap_of_its_item_and_its_owner_closes_it() -> None:
    found = measured(ANALYSIS, given(), knowing(processes=[{**PROCESS, "output": None}]))
    assert found.states["process_maps"] == "partly"
    assert gaps(found, "process_maps") == [("leads", "output")]
    assert [gap.owner for gap in found.gaps if gap.part == "process_maps"] == ["Ada"]


@pytest.mark.parametrize("owner", ["Cleo", "Dora", "Somebody"])
def test_who_left_or_came_from_outside_is_no_owner(owner: str) -> None:
    """The usual mistake: a name in the field is taken for an owner."""
    found = measured(ANALYSIS, given(), knowing(processes=[{**PROCESS, "owner": owner}]))
    assert gaps(found, "process_maps") == [("leads", "owner")]
    assert value_of(found.facts, "unowned_count") == value_of(found.facts, "gaps_count")


def test_what_nobody_owns_is_closed_by_whoever_answers_for_the_area() -> None:
    owners = [{"id": "auto", "area": "automation", "owner": "Ben"}]
    found = measured(ANALYSIS, given(), knowing(processes=[{**PROCESS, "owner": None}], owners=owners))
    assert [gap.owner for gap in found.gaps if gap.part == "process_maps"] == ["Ben"]


def test_a_register_that_nobody_began_is_one_gap_and_its_piece_is_missing() -> None:
    found = measured(ANALYSIS, given(), knowing(processes=[PROCESS]))
    assert found.states["prompts"] == "missing"
    assert gaps(found, "prompts") == [("", "")]


def test_work_that_is_only_proposed_or_no_longer_done_is_not_asked_for_a_procedure() -> None:
    others = [{**WHOLE_WORKFLOW, "id": state, "trigger": None, "state": state} for state in ("proposed", "retired")]
    found = measured(ANALYSIS, given(), knowing(workflows=[WHOLE_WORKFLOW, *others]))
    assert found.states["procedures"] == "whole"


def test_every_tool_in_use_has_an_account_on_record() -> None:
    tools = [{"id": "crm", "name": "CRM"}, {"id": "old", "name": "Old", "state": "removed"}]
    account = {"id": "a", "account": "ada", "person": "Ada", "tool": "crm", "role": "operator", "owner": "Ada"}
    held = knowing(tools=[*tools, {"id": "ads", "name": "Ads"}], access=[{**account, "last_login_on": "2026-03-01"}])
    assert gaps(measured(ANALYSIS, given(), held), "access") == [("ads", "account")]


def test_how_one_leaves_a_tool_is_six_questions() -> None:
    found = measured(ANALYSIS, given(), knowing(tools=[{"id": "crm", "name": "CRM", "export_route": "CSV"}]))
    assert len(gaps(found, "leaving")) == 5


def test_the_counts_agree_with_each_other() -> None:
    found = measured(ANALYSIS, given(), knowing(processes=[PROCESS], workflows=[WHOLE_WORKFLOW]))
    states = [value_of(found.facts, "pieces_count", state=state) for state in ("whole", "partly", "missing")]
    pieces = [value_of(found.facts, "gaps_count", piece=piece.id) for piece in PIECES]
    assert sum(states) == len(PIECES) == 17
    assert sum(pieces) == value_of(found.facts, "gaps_count") == len(found.gaps)
    assert value_of(found.facts, "complete_share") == pytest.approx(states[0] / 17)


def test_without_any_register_there_is_nothing_to_say() -> None:
    with pytest.raises(CannotAnswer):
        measured(ANALYSIS, given(), knowing())


def test_a_package_with_gaps_that_nobody_closes_is_never_fine() -> None:
    section = outcome(ANALYSIS, given(), knowing(processes=[{**PROCESS, "owner": None}])).section
    assert section.severity is Severity.FAIL
    assert "nobody" in section.reason or "have nobody" in section.reason
