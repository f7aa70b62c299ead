"""What is due and what is late, from the registers of a client."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.figures import required
from cmokit.analyses.known import Known
from cmokit.analyses.update import decisions, late
from cmokit.registers.decisions import Decision
from cmokit.registers.training import Training

TODAY = date(2026, 3, 6)


def knowing(**registers: Any) -> Definitions:
    return replace(DEFAULTS, as_of=TODAY, known=Known(registers))


def decided(id_: str, review_on: date | None, **more: Any) -> Decision:
    said = {"decision": "yes", "decided_on": date(2026, 1, 9), "state": "decided"}
    return Decision(id=id_, issue=f"issue of {id_}", review_on=review_on, **(said | more))


def counted(found: Any, name: str) -> Any:
    return required(found.facts, name).value


def test_a_review_of_yesterday_is_overdue_and_one_of_today_is_only_due() -> None:
    items = (decided("old", date(2026, 3, 5)), decided("now", TODAY), decided("later", date(2026, 3, 14)))
    found = decisions.measure(knowing(decisions=items))
    assert [item.id for item in found.overdue] == ["old"]
    assert [item.id for item in found.due] == ["old", "now"]
    assert counted(found, "overdue_count") == 1


def test_what_was_reviewed_stands_with_what_was_expected_and_what_came() -> None:
    item = decided(
        "done", None, state="reviewed", expected_result="ten more", actual_result="two more", lesson="ask first"
    )
    section = decisions.exhibit(found := decisions.measure(knowing(decisions=(item,))), decisions.judge(found, None))  # type: ignore[arg-type]
    (table,) = section.tables
    assert table.rows[0]["expected"] == "ten more"
    assert table.rows[0]["actual"] == "two more"


def test_without_a_register_of_decisions_nothing_is_said_of_them() -> None:
    with pytest.raises(CannotAnswer, match="No decision is written down"):
        decisions.measure(knowing())


def test_what_is_past_its_day_is_late_the_oldest_first_and_what_is_closed_is_not() -> None:
    items = (
        Training(id="a", subject="routing", due_on=date(2026, 3, 1)),
        Training(id="b", subject="routing", owner="Cem", due_on=date(2026, 2, 1)),
        Training(id="c", subject="routing", person="Dan", due_on=TODAY),
        Training(id="d", subject="routing", person="Eve", due_on=date(2026, 1, 1), state="done"),
    )
    found = late.measure(knowing(training=items))
    assert [(item.id, item.since) for item in found.items] == [("b", date(2026, 2, 1)), ("a", date(2026, 3, 1))]
    assert counted(found, "longest_days") == 33
    assert counted(found, "ownerless_count") == 1
    assert found.evidence.column("days").to_pylist() == [33, 5]
