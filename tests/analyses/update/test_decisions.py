"""Decisions due, and what came of those that were taken."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.figures import required
from cmokit.analyses.known import Known
from cmokit.analyses.update import decisions
from cmokit.registers.decisions import Decision

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
