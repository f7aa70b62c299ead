"""Every planted defect is found exactly, and every planted figure is the figure of the report."""

from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from cmokit.engagement.workspace import Workspace
from cmokit.runs.desk import open_engagement
from cmokit.runs.report import Report
from cmokit.vocabulary import PHASES, Phase
from tests import planted

DELIVERIES = [(client, number) for client in planted.CLIENTS for number in planted.days(client)]
FUZZY = "crm.duplicates"


def clusters_of(client: str, delivery: int) -> list[planted.PlantedEvidence]:
    return [e for e in planted.evidence(client, delivery) if e.analysis == FUZZY and e.key == "cluster_id"]


@cache
def reports_of(root: Path, client: str, delivery: int) -> tuple[Report, ...]:
    """The five phases and the update, all as of the delivery's day, with the sample's registers and frozen plans."""
    desk = open_engagement(client, workspace=root)
    return tuple(desk.phase(phase, as_of=planted.days(client)[delivery]) for phase in (*PHASES, Phase.UPDATE))


def report_with(analysis: str, reports: tuple[Report, ...]) -> Report:
    """The first of the reports that holds an analysis."""
    return next(report for report in reports if analysis in {known.id for known in report.analyses})


@pytest.mark.parametrize(("client", "delivery"), DELIVERIES)
def test_the_figures_of_planted_yaml_are_those_of_the_report(samples: Workspace, client: str, delivery: int) -> None:
    reports = reports_of(samples.root, client, delivery)
    wanted = planted.facts(client, delivery)
    analyses = {id_.rsplit(".", 1)[0] for id_, _ in wanted}
    measured = [report_with(analysis, reports)[analysis] for analysis in sorted(analyses)]
    stated = {(f.id, tuple(f.dimensions.items())): f.value for finding in measured for f in finding.section.facts}
    wrong = {name: (value, stated.get(name)) for name, value in wanted.items() if not same(value, stated.get(name))}
    assert len(wanted) > 50
    assert wrong == {}, "planted figure: (planted, reported)"


@pytest.mark.parametrize(("client", "delivery"), DELIVERIES)
def test_the_planted_records_are_named_and_no_others(samples: Workspace, client: str, delivery: int) -> None:
    reports = reports_of(samples.root, client, delivery)
    entries = [entry for entry in planted.evidence(client, delivery) if entry.analysis != FUZZY]
    wrong = {}
    for entry in entries:
        found = named(reports, entry)
        if found != set(entry.values):
            wrong[entry.analysis, entry.where] = (
                sorted(set(entry.values) - found)[:5],
                sorted(found - set(entry.values))[:5],
            )
    assert len(entries) > 5
    assert wrong == {}, "analysis: (planted and missed, named and not planted)"


@pytest.mark.parametrize(("client", "delivery"), [d for d in DELIVERIES if clusters_of(*d)])
def test_planted_duplicates_are_found_and_twins_are_left_apart(samples: Workspace, client: str, delivery: int) -> None:
    reports = reports_of(samples.root, client, delivery)
    [entry] = clusters_of(client, delivery)
    wanted, found = pairs(entry.values), pairs(named(reports, entry))
    assert len(wanted) > 50
    assert len(found & wanted) / len(found) >= 0.98, sorted(found - wanted)[:5]
    assert len(found & wanted) / len(wanted) >= 0.92, sorted(wanted - found)[:5]


def named(reports: tuple[Report, ...], entry: planted.PlantedEvidence) -> set[str]:
    rows = report_with(entry.analysis, reports)[entry.analysis].evidence
    for column, value in entry.where:
        rows = rows[rows[column].astype(str) == value]
    return set(rows[entry.key].dropna().astype(str))


def pairs(cluster_ids: object) -> set[tuple[str, str]]:
    """All pairs of records within clusters named `a|b|c`."""
    clusters = (sorted(str(cluster).split("|")) for cluster in cluster_ids)  # type: ignore[attr-defined]
    return {pair for cluster in clusters for pair in combinations(cluster, 2)}


def same(planted_value: object, reported: object) -> bool:
    """Amounts to the cent, counts and words exactly, shares and days to nine digits (another order of adding)."""
    if isinstance(reported, Decimal):
        return Decimal(str(planted_value)) == reported
    if isinstance(reported, float) or isinstance(planted_value, float):
        return reported is not None and float(str(planted_value)) == pytest.approx(
            float(str(reported)), rel=1e-9, abs=1e-12
        )
    return planted_value == reported
