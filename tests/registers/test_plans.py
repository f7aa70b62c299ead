"""Frozen plans: named by the hash of their text, written once, and refused where somebody edited one."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import ManyErrors
from cmokit.registers.experiments import Experiment
from cmokit.registers.freezing import ALWAYS, lacks, plan_of
from cmokit.registers.plans import hash_of, plan_files, plan_text, read_plans, sha256_in, write_plan

ITEM = {
    "id": "code", "question": "Does a code help?", "primary_metric": "repeat_purchase", "design": "randomised",
    "unit_kind": "contact", "variants": ["plain", "code"], "outcome_kind": "ordered", "follow_up_days": 30,
    "start_on": "2026-01-08", "assign_until_on": "2026-01-08", "end_on": "2026-02-28", "minimum_effect_share": 0.05,
    "decision_rule": "Five points", "stop_rule": "Complaints", "strata": ["segment"],
}  # fmt: skip
DAY = date(2026, 1, 7)


def item(**changes: object) -> Experiment:
    return Experiment.model_validate({**ITEM, **changes})


@pytest.fixture
def folder(tmp_path: Path) -> ClientFolder:
    return ClientFolder("acme", tmp_path, tmp_path / "reports")


def test_a_plan_is_read_as_it_was_frozen(folder: ClientFolder):
    plan = plan_of(item(), by="Ann", on=DAY, detectable_share=Decimal("0.0512"))
    path = write_plan(folder, plan)
    assert read_plans(folder) == (plan,)
    assert sha256_in(path) == hash_of(path.read_bytes())
    assert plan_text(plan) == path.read_bytes(), "the same plan has the same text, and so the same name"
    assert (plan.outcome, plan.metric, plan.strata) == ("ordered", "repeat_purchase", ("segment",))


def test_the_same_plan_of_another_day_is_another_file(folder: ClientFolder):
    write_plan(folder, plan_of(item(), by="Ann", on=DAY))
    write_plan(folder, plan_of(item(), by="Ann", on=date(2026, 1, 8)))
    assert len(plan_files(folder)) == 2
    assert [plan.frozen_on.day for plan in read_plans(folder)] == [7, 8]


def test_an_edited_plan_is_refused_by_name_with_both_hashes_and_the_mend(folder: ClientFolder):
    path = write_plan(folder, plan_of(item(), by="Ann", on=DAY))
    path.write_bytes(path.read_bytes().replace(b"0.05", b"0.01"))
    with pytest.raises(ManyErrors) as refused:
        read_plans(folder)
    [error] = refused.value.errors
    assert (error.code, error.file) == ("plan_edited", path)
    assert error.wanted == sha256_in(path)[:12]
    assert "freeze the changed plan anew" in str(error.mend)


def test_whatever_decides_has_to_be_said_before(folder: ClientFolder):
    assert list(lacks(item())) == []
    for field in ALWAYS:
        blank = () if field == "variants" else None
        found = [(problem.field, problem.code) for problem in lacks(item(**{field: blank}))]
        assert (field, "not_in_plan") in found


def test_what_a_choice_asks_for_is_asked_for():
    reached = {"outcome_kind": "reached"}
    assert [problem.field for problem in lacks(item(**reached))] == ["outcome_stage"]
    assert [problem.field for problem in lacks(item(business_outcome="reached"))] == ["business_stage"]
    assert [problem.field for problem in lacks(item(design="staggered"))] == ["waves"]


def test_what_has_no_control_is_not_frozen():
    assert [p.code for p in lacks(item(design="before_after", variants=["code"]))] == ["no_control"]
    answered = item(design="staggered", waves=3, outcome_kind="answered")
    assert [p.code for p in lacks(answered)] == ["no_control"], "an answer counts from the lead's creation"
