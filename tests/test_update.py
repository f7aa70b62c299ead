"""The update of each delivery: it names what was planted as a change, and calls nothing else one."""

from datetime import date, timedelta

import pytest

from cmokit.analyses.update.unlike import Unlike
from cmokit.engagement.workspace import Workspace
from cmokit.runs.desk import open_engagement
from cmokit.runs.report import Report
from cmokit.samples.planted.anomalies import B2B_DROP, B2B_JUMP, SHOP_DROP, SHOP_JUMP
from cmokit.vocabulary import FindingState, Phase
from tests import planted

LATER = [(client, number) for client in planted.CLIENTS for number in (2, 3)]
# What was planted into the new weeks of delivery 3: the day of a spend jump, the days on which hardly anybody came.
JUMPS = {"sample-b2b": B2B_JUMP, "sample-shop": SHOP_JUMP}
DROPS = {"sample-b2b": B2B_DROP, "sample-shop": SHOP_DROP}


def update_of(samples: Workspace, client: str, delivery: int) -> Report:
    desk = open_engagement(client, workspace=samples.root)
    return desk.phase(Phase.UPDATE, as_of=planted.days(client)[delivery], meeting="weekly")


def unlike(report: Report) -> dict[str, Unlike]:
    return {one.last.series: one for one in report["update.weeks"].found.unlike if one.is_unlike}


@pytest.mark.parametrize(("client", "delivery"), LATER)
def test_findings_that_came_and_went_are_those_that_were_planted(
    samples: Workspace, client: str, delivery: int
) -> None:
    """Counted by the generators for the analyses that carry states in planted.yaml."""
    stated = {(f.dimensions["analysis"], f.dimensions["state"]): f.value for f in _findings(samples, client, delivery)}
    wanted = {
        (id_.rsplit(".", 1)[0], dict(dimensions)["state"]): value
        for (id_, dimensions), value in planted.facts(client, delivery).items()
        if id_.endswith(".findings_count") and dict(dimensions)["state"] in tuple(FindingState)
    }
    if client == "sample-b2b":
        assert wanted
    assert {key: stated.get(key) for key in wanted} == wanted


def _findings(samples: Workspace, client: str, delivery: int) -> list:  # type: ignore[type-arg]
    facts = update_of(samples, client, delivery)["update.findings"].section.facts
    return [fact for fact in facts if fact.dimensions["analysis"] != "all"]


@pytest.mark.parametrize("client", planted.CLIENTS)
def test_the_first_delivery_has_nothing_to_compare_its_findings_with(samples: Workspace, client: str) -> None:
    section = update_of(samples, client, 1)["update.findings"].section
    assert section.severity == "NOT_MEASURED"
    assert "one delivery only" in section.reason


@pytest.mark.parametrize("client", planted.CLIENTS)
def test_the_week_of_the_second_delivery_is_called_like_the_others(samples: Workspace, client: str) -> None:
    """Nothing was planted into it, so whatever it is called for is noise."""
    assert unlike(update_of(samples, client, 2)) == {}


@pytest.mark.parametrize("client", planted.CLIENTS)
def test_the_week_of_the_spend_jump_is_unlike_the_others_in_what_was_spent_alone(
    samples: Workspace, client: str
) -> None:
    report = update_of(samples, client, 3)
    found = unlike(report)
    week = report["update.weeks"].found.unlike[0].last.week_start_on
    assert week <= JUMPS[client] < week + timedelta(weeks=1)
    assert set(found) <= {"ad_spend_amount"}
    assert report["update.figures"].section.severity != "NOT_MEASURED"


@pytest.mark.parametrize("client", planted.CLIENTS)
def test_alerts_name_the_jump_and_the_drop_by_their_days_and_no_other_day(samples: Workspace, client: str) -> None:
    rows = update_of(samples, client, 3)["monitoring.alerts"].evidence
    raised = rows[rows["rule"] == "usual"]  # the others left a range that the client agreed on
    days = {date.fromisoformat(str(day)[:10]) for day in raised["day_on"]}
    first, last = DROPS[client]
    assert JUMPS[client] in days
    assert {day for day in days if day != JUMPS[client]}
    assert all(first <= day <= last for day in days if day != JUMPS[client])
