"""The backlog ranked by what is published, and the constraint that the verdicts point to."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from cmokit.engagement.workspace import ClientFolder
from cmokit.registers.backlog import BACKLOG, EXCLUDED_FIRST, Kind
from cmokit.runs.constraint import SPEAKS_FOR, Constraint, drafted
from cmokit.runs.priorities import Verdict, priorities
from cmokit.vocabulary import Severity
from tests.registers.test_backlog import WHOLE

OTHERS = [
    {"id": "names", "opportunity": "Campaign names", "kind": "measurement", "topic": "data_quality",
     "business_value": 3, "times_a_month": 20, "adoption_feasibility": 3, "data_analyses": ["tracking.campaign_names"]},
    {"id": "routing", "opportunity": "Lead routing", "kind": "capability", "topic": "lead_routing", "business_value": 5,
     "times_a_month": 30, "adoption_feasibility": 2},
    {"id": "prices", "opportunity": "Prices by machine", "kind": "quick_win", "topic": "pricing", "business_value": 5,
     "times_a_month": 30, "adoption_feasibility": 5},
    {"id": "vague", "opportunity": "Something with data", "topic": "other"},
    {"id": "old", "opportunity": "Done already", "state": "done"},
]  # fmt: skip


@pytest.fixture
def client(tmp_path: Path) -> ClientFolder:
    folder = ClientFolder("acme", tmp_path / "engagements" / "acme", tmp_path / "reports" / "acme")
    folder.registers.mkdir(parents=True)
    items = [{**WHOLE, "kind": "quick_win"}, *OTHERS]
    BACKLOG.file(folder).write_text(json.dumps({"backlog": items}), "utf-8")  # JSON is YAML
    return folder


def publish(client: ClientFolder, phase: str, as_of: str, **severities: str) -> None:
    analyses = [
        {"id": name.replace("__", "."), "severity": severity, "reason": "", "money_at_stake_amount": None}
        for name, severity in severities.items()
    ]
    path = client.reports / phase / "facts.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"as_of": as_of, "analyses": analyses, "facts": []}), "utf-8")


def test_the_ranking_is_the_weighted_mean_of_four_answers(client):
    publish(client, "audit", "2026-01-05", crm__readiness="PASS", tracking__campaign_names="FAIL")
    found = priorities(client)
    wanted = {
        "report": (0.75 + 0.468_7 + 1.0 + 1.0) / 4,
        "routing": (1.0 + 1.0 + 1.0 + 0.25) / 4,
        "names": (0.5 + 0.886_6 + 0.0 + 0.5) / 4,
    }
    assert {one.item.id: one.place.score for one in found.ranked} == pytest.approx(wanted, abs=1e-4)
    assert [one.item.id for one in found.ranked] == ["routing", "report", "names"]


def test_readiness_is_the_published_verdict_and_the_latest_counts(client):
    publish(client, "audit", "2026-01-05", crm__readiness="FAIL")
    publish(client, "baseline", "2026-02-04", crm__readiness="WARN")
    found = {one.item.id: one for one in priorities(client).ranked}
    assert found["report"].values["data_readiness"] == 0.5
    assert found["names"].judged_by == {"tracking.campaign_names": Severity.NOT_MEASURED}
    assert found["names"].values["data_readiness"] == 0.0


def test_without_a_report_no_data_is_ready(client):
    assert {one.values["data_readiness"] for one in priorities(client).ranked} == {0.0}


def test_what_is_never_among_the_first_is_left_out_by_its_topic(client):
    found = priorities(client)
    assert [item.id for item in found.excluded] == ["prices"]
    assert found.excluded[0].topic in EXCLUDED_FIRST
    assert found.portfolio[Kind.QUICK_WIN].item.id == "report"


def test_the_portfolio_is_one_of_each_kind(client):
    portfolio = {kind: one and one.item.id for kind, one in priorities(client).portfolio.items()}
    assert portfolio == {Kind.QUICK_WIN: "report", Kind.MEASUREMENT: "names", Kind.CAPABILITY: "routing"}


def test_what_cannot_be_ranked_says_which_question_is_open(client):
    assert [(item.id, missing) for item, missing in priorities(client).unanswered] == [
        ("vague", ("business_value", "times_a_month", "adoption_feasibility"))
    ]


def verdicts(**told: tuple[str, int | None]) -> dict[str, Verdict]:
    return {
        name.replace("__", "."): Verdict(
            name.replace("__", "."), Severity(severity), "", None if amount is None else Decimal(amount)
        )
        for name, (severity, amount) in told.items()
    }


def test_the_constraint_is_what_failed_with_the_most_money():
    told = verdicts(funnel__leaks=("WARN", 900), speed__first_response=("FAIL", 20), retention__cohorts=("FAIL", 50))
    found = drafted(told)
    assert found.constraint is Constraint.RETENTION
    assert [verdict.analysis for verdict in found.others[Constraint.CONVERSION]] == ["funnel.leaks"]


def test_data_that_cannot_carry_a_decision_come_first_whatever_the_money():
    told = verdicts(crm__readiness=("FAIL", None), funnel__leaks=("FAIL", 10_000_000))
    assert drafted(told).constraint is Constraint.MEASUREMENT


def test_nothing_wrong_points_to_no_constraint():
    assert drafted(verdicts(funnel__leaks=("PASS", None), crm__readiness=("NOT_MEASURED", None))).constraint is None


def test_every_analysis_that_speaks_for_a_constraint_exists():
    from cmokit.analyses.catalog import BY_ID

    assert set(SPEAKS_FOR) <= set(BY_ID)
    assert set(SPEAKS_FOR.values()) == set(Constraint)
