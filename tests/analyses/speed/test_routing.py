"""Owners of leads in time: a queue is none, an owner at creation waited for none, and nothing is guessed."""

from datetime import date
from typing import Any

import pytest

from cmokit.analyses.answering import Answering
from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.speed.routing import ANALYSIS
from cmokit.exhibits.text import untraced_numerals
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of

AT = Definitions(as_of=date(2026, 1, 30), answering=Answering(60, frozenset(range(5)), 9 * 60, 17 * 60))
MADE, MQL = "2026-01-05T10:00:00", "2026-01-07T10:00:00"
QUEUE = "00G000000000001"


def lead(name: str, **more: Any) -> dict[str, Any]:
    return {"contact_id": name, "lifecycle_stage": "mql", "created_at": MADE, "owner_id": "ann", **more}


def entry(name: str, at: str = MQL) -> dict[str, Any]:
    return {"entity": "contact", "entity_id": name, "stage": "mql", "entered_at": at}


def change(name: str, at: str, new: str | None, old: str | None = QUEUE, **more: Any) -> dict[str, Any]:
    row = {"entity": "contact", "entity_id": name, "field": "owner_id", "changed_at": at}
    return {**row, "old_value": old, "new_value": new, **more}


BEGIN = change("other", "2025-12-01T10:00:00", "bob")  # tracking was switched on


def found(leads: list[dict[str, Any]], changes: list[dict[str, Any]], **more: Any) -> Any:
    tables = {"stage_entries": [entry(row["contact_id"]) for row in leads], **more}
    return measured(ANALYSIS, given(contacts=leads, field_changes=[BEGIN, *changes], **tables), AT)


def test_the_wait_is_in_working_time_from_creation_and_from_qualification() -> None:
    facts = found([lead("a")], [change("a", "2026-01-08T09:30:00", "ann")]).facts
    assert value_of(facts, "minutes", quantile="0.5", since="created") == 7 * 60 + 2 * 8 * 60 + 30
    assert value_of(facts, "minutes", quantile="0.5", since="qualified") == 7 * 60 + 30


def test_a_queue_is_no_owner() -> None:
    users = [{"system": "crm", "user_id": "q1", "name": "Inbound", "is_shared": True}]
    changes = [change("a", "2026-01-05T10:10:00", QUEUE, None), change("a", "2026-01-05T10:20:00", "inbound")]
    changes.append(change("a", "2026-01-05T11:00:00", "ann", "inbound"))
    result = found([lead("a")], changes, users=users)
    assert value_of(result.facts, "minutes", quantile="0.5", since="created") == 60
    assert value_of(result.facts, "handed_on_count") == 0, "from a queue to a person is no handing on"


def test_who_had_an_owner_waited_for_none() -> None:
    first_owned = [change("b", "2026-01-09T10:00:00", "bob", "ann")]
    facts = found([lead("a"), lead("b")], first_owned).facts
    assert value_of(facts, "owned_before_count") == 2, "never changed, and changed from a person"
    assert value_of(facts, "minutes", quantile="0.5", since="qualified") == 0


def test_an_owner_who_left_does_not_own_it_now() -> None:
    changes = [change("a", "2026-01-05T10:10:00", "ann"), change("a", "2026-01-06T10:10:00", None, "ann")]
    facts = found([lead("a", owner_id=None)], changes).facts
    assert value_of(facts, "owned_before_count") == 0
    assert value_of(facts, "unowned_count") == 1
    assert names_of(facts, "minutes") == [
        f"speed.routing.minutes[quantile={q},since=created]" for q in ("0.5", "0.75", "0.9")
    ]


def test_a_lead_without_an_owner_waits_on() -> None:
    changes = [change(n, f"2026-01-05T10:{m}0:00", "ann") for n, m in (("a", 1), ("b", 3))]
    result = found([lead("a"), lead("b"), lead("c", owner_id=QUEUE), lead("d", owner_id="")], changes)
    assert value_of(result.facts, "minutes", quantile="0.5", since="created") == 30
    of_assigned_alone = 20
    assert value_of(result.facts, "minutes", quantile="0.5", since="created") != of_assigned_alone
    assert rows_of(result.evidence, "contact_id", problem="unowned") == ["c", "d"]


def test_leads_that_were_handed_on_are_counted_with_how_often() -> None:
    changes = [change("a", "2026-01-05T10:10:00", "bob"), change("a", "2026-01-06T10:10:00", "ann", "bob")]
    changes += [change("a", "2026-01-06T11:10:00", QUEUE, "ann"), change("a", "2026-01-06T12:10:00", "bob")]
    result = found([lead("a"), lead("b")], changes)
    assert value_of(result.facts, "handed_on_count") == 1
    assert value_of(result.facts, "times_handed_on_count") == 2
    assert value_of(result.facts, "handed_on_share") == 0.5
    assert rows_of(result.evidence, "contact_id", problem="handed_on") == ["a"]


def test_a_lead_that_was_converted_is_found_by_the_id_that_the_sync_wrote() -> None:
    person = lead("h1", synced_id="salesforce:00Q1;salesforce:0031")
    changes = [change("00Q1", "2026-01-05T10:45:00", "ann", source_system="salesforce")]
    begin = [change(f"00Q{n}", "2025-12-01T10:00:00", "bob", source_system="salesforce") for n in (7, 8)]
    facts = found([person, lead("h2")], [*changes, *begin]).facts
    assert value_of(facts, "minutes", quantile="0.5", since="created") == 45
    assert value_of(facts, "outside_count") == 1, "the history of the other system is not mixed in"


def test_what_lies_before_the_history_is_not_guessed() -> None:
    early = lead("a", created_at="2025-11-03T10:00:00")
    result = measured(
        ANALYSIS,
        given(
            contacts=[early, lead("b")],
            field_changes=[BEGIN],
            stage_entries=[entry("a", "2025-11-10T10:00:00"), entry("b")],
        ),
        AT,
    )
    assert rows_of(result.evidence, "contact_id") == ["b"]


def test_without_a_history_of_owners_there_is_no_answer() -> None:
    status = {**BEGIN, "field": "lead_status"}
    with pytest.raises(CannotAnswer, match="owner of today") as caught:
        measured(ANALYSIS, given(contacts=[lead("a")], field_changes=[status], stage_entries=[entry("a")]), AT)
    assert caught.value.missing[0].table == "field_changes"


@pytest.mark.parametrize("owner", ["ann", None])
def test_every_sentence_holds(owner: str | None) -> None:
    data = given(contacts=[lead("a", owner_id=owner)], field_changes=[BEGIN], stage_entries=[entry("a")])
    section = outcome(ANALYSIS, data, AT).section
    said = [section.headline, section.brief, section.reason, section.decision, section.how_sure, *section.narrative]
    assert [text for text in said if untraced_numerals(text)] == []
    assert section.severity is Severity.WARN
