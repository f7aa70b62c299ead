"""Approvals: what passes at once, what comes back and why, how long it takes; and an assumption told as one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS, Assumptions
from cmokit.analyses.work.approvals import ANALYSIS
from cmokit.methods.approval_rounds import person_code
from cmokit.methods.uncertainty import wilson
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of
from tests.analyses.work.board import OFFICE, many

AT = replace(DEFAULTS, as_of=date(2026, 1, 31), answering=OFFICE)
DRAFT = ("Draft", "01-05", "01-07", {"revision_no": 1, "owner": "Ole Kern"})


def approval(entered, left, turn=1, reason=None, owner="Ida Brandt"):
    return ("Approval", entered, left, {"revision_no": turn, "rejected_reason": reason, "owner": owner})


AT_ONCE = (DRAFT, approval("01-07", "01-09"), ("Done", "01-09", None, {"revision_no": 1}))
TWICE = (
    DRAFT,
    approval("01-07", "01-09", reason="Not clear"),
    ("Changes", "01-09", "01-10", {"revision_no": 2}),
    approval("01-12", "01-13", 2),
    ("Done", "01-13", None, {"revision_no": 2}),
)


def passed(count=12):
    return many(count, *AT_ONCE)


def refused(count=6, way=TWICE, first="back"):
    return many(count, *way, first=first)


def found(rows, definitions=AT):
    return measured(ANALYSIS, given(work_items=rows), definitions)


def test_first_pass_is_by_item_and_not_by_approval():
    """The usual mistake: approvals that passed over all approvals, where what came back passes in the end."""
    first = fact_of(found([*passed(), *refused()]).facts, "first_pass_share", kind="all")
    assert (first.value, first.n) == (pytest.approx(12 / 18), 18)
    assert (first.low, first.high) == pytest.approx(wilson(12, 18))
    assert first.value != 18 / 24


def test_a_refusal_without_a_reason_is_told_by_the_next_round():
    way = (TWICE[0], approval("01-07", "01-09"), *TWICE[2:])
    made = found([*passed(), *refused(way=way)])
    assert value_of(made.facts, "first_pass_share", kind="all") == pytest.approx(12 / 18)
    assert value_of(made.facts, "reason_count", reason="none given") == 6


def test_a_reason_at_the_stay_behind_the_approval_is_the_refusal_s():
    changes = ("Changes", "01-09", "01-10", {"revision_no": 1, "rejected_reason": "Legal"})
    way = (DRAFT, approval("01-07", "01-09"), changes, approval("01-12", "01-13"))
    made = found([*passed(), *refused(way=way)])
    assert value_of(made.facts, "reason_count", reason="Legal") == 6
    assert value_of(made.facts, "decisions_count", owner="all") == 12 + 12


def test_what_waits_for_its_first_decision_is_neither_pass_nor_refusal():
    waits = many(4, DRAFT, approval("01-07", None), first="waits")
    made = found([*passed(), *waits])
    assert fact_of(made.facts, "first_pass_share", kind="all").n == 12
    assert value_of(made.facts, "pending_count") == 4
    assert rows_of(made.evidence, "item_id", problem="pending") == [f"waits{n:02d}" for n in range(4)]


def test_time_in_approval_counts_those_that_wait_still():
    """The usual mistake: the mean of decided approvals, which are the quick ones."""
    waits = many(14, DRAFT, approval("01-07", None), first="waits")
    made = found([*passed(), *waits])
    assert names_of(made.facts, "approval_days") == [], "fewer than half are decided"
    assert "takes" not in outcome(ANALYSIS, given(work_items=[*passed(), *waits]), AT).section.headline
    whole = found(passed())
    assert value_of(whole.facts, "approval_days", kind="all", quantile="0.5") == pytest.approx(2)
    assert value_of(whole.facts, "approval_minutes", kind="all", quantile="0.5") == 2 * 8 * 60


def test_rounds_revisions_and_feedback_that_contradicts_itself():
    thrice = (
        *TWICE[:3],
        approval("01-12", "01-13", 2, "Legal"),
        ("Changes", "01-13", "01-14", {"revision_no": 3}),
        approval("01-14", "01-15", 3),
        ("Done", "01-15", None, {"revision_no": 3}),
    )
    made = found([*passed(), *refused(), *refused(2, thrice, "thrice")])
    counts = {rounds: value_of(made.facts, "rounds_count", rounds=rounds) for rounds in ("1", "2", "3", "4+")}
    assert counts == {"1": 12, "2": 6, "3": 2, "4+": 0}
    assert value_of(made.facts, "revisions_count") == 6 + 2 * 2
    assert value_of(made.facts, "contradicted_count") == 2
    assert value_of(made.facts, "reason_count", reason="Not clear") == 8


def test_rework_is_active_time_behind_a_refusal():
    made = found([*passed(), *refused()])
    day, work = 8 * 60, 18 * 2 * 8 * 60
    assert value_of(made.facts, "rework_minutes") == 6 * day
    assert value_of(made.facts, "rework_share") == pytest.approx(6 * day / (work + 6 * day))


def test_rework_costs_money_only_at_a_stated_hour():
    rows = [*passed(), *refused()]
    assert names_of(found(rows).facts, "rework_cost_amount") == []
    plain = " ".join(outcome(ANALYSIS, given(work_items=rows), AT).section.narrative)
    assert "not put into money" in plain
    stated = replace(AT, assumptions=Assumptions(Decimal("68.50")))
    made = outcome(ANALYSIS, given(work_items=rows), stated)
    assert value_of(made.section.facts, "rework_cost_amount") == Decimal("68.50") * 6 * 8
    assert "Assumed, not measured" in " ".join(made.section.narrative)


def test_who_decides_stands_by_a_code_and_by_name_only_in_its_own_column():
    section = outcome(ANALYSIS, given(work_items=[*passed(), *refused()]), AT).section
    code = person_code("Ida Brandt")
    assert value_of(section.facts, "refused_share", owner=code) == 6 / 24
    assert not any("Ida" in fact.name for fact in section.facts)
    [people] = [table for table in section.tables if any(c.name == "owner_name" for c in table.columns)]
    assert [(row["owner"], row["owner_name"]) for row in people.rows] == [(code, "Ida Brandt")]
    assert person_code("U-17") == "U-17"


def test_a_board_whose_approval_has_another_name_is_known_by_its_reasons():
    rows = [row | {"status": row["status"].replace("Approval", "Chef")} for row in [*passed(), *refused()]]
    assert value_of(found(rows).facts, "first_pass_share", kind="all") == pytest.approx(12 / 18)


@pytest.mark.parametrize(
    ("rows", "why", "columns"),
    [
        (many(12, DRAFT, ("Done", "01-07", None)), "No column", "status"),
        (
            many(12, ("Draft", "01-05", "01-07"), ("Approval", "01-07", "01-09")),
            "neither in which round",
            "revision_no",
        ),
        (passed(9), "Fewer than", "status"),
    ],
)
def test_what_the_log_cannot_tell_is_asked_for(rows, why, columns):
    with pytest.raises(CannotAnswer, match=why) as refusal:
        found(rows)
    assert columns in refusal.value.missing[0].columns


def test_the_verdict_is_on_the_first_pass():
    assert outcome(ANALYSIS, given(work_items=passed(30)), AT).severity is Severity.PASS
    few = outcome(ANALYSIS, given(work_items=passed(12)), AT)
    assert (few.severity, "Fewer than" in few.section.reason) == (Severity.WARN, True)
    assert outcome(ANALYSIS, given(work_items=[*passed(20), *refused(12)]), AT).severity is Severity.WARN
    assert outcome(ANALYSIS, given(work_items=[*passed(10), *refused(22)]), AT).severity is Severity.FAIL


def test_a_card_that_goes_back_before_its_approval_is_no_refusal():
    way = (DRAFT, ("Review", "01-07", "01-08", {"revision_no": 1}), ("Draft", "01-08", "01-09", {"revision_no": 1}),
           approval("01-09", "01-12"))  # fmt: skip
    made = found(many(12, *way))
    assert value_of(made.facts, "first_pass_share", kind="all") == 1
    assert value_of(made.facts, "rework_minutes") == 0
