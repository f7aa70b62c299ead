"""Two runs under different definitions: each one's deliveries under both, and what the definitions alone moved."""

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cmokit.analyses.base import Analysis, CannotAnswer
from cmokit.analyses.catalog import BY_ID
from cmokit.engagement.load import load_engagement
from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.exhibits.fact import Fact
from cmokit.runs import measured_again as module
from cmokit.runs.measured_again import FOLDER, Data, data_of, keep_terms, measured_again, terms_of
from cmokit.runs.under_definitions import CannotCarry, Figure, Run, UnderDefinitions, under_definitions
from cmokit.sources.deliveries.ledger import read_ledger
from tests.acceptance.desk import made

CONFORMANCE = BY_ID["lifecycle.conformance"]
HEAD = "entity,entity_id,stage,entered_at\n"
FIRST = HEAD + (
    "contact,c1,lead,2025-11-03T09:00:00Z\n"
    "contact,c1,opportunity,2025-11-21T09:00:00Z\n"
    "contact,c2,lead,2025-12-01T09:00:00Z\n"
    "contact,c2,mql,2025-12-02T09:00:00Z\n"
    "contact,c2,opportunity,2025-12-03T09:00:00Z\n"
)
SECOND = FIRST + "contact,c3,lead,2026-01-10T09:00:00Z\ncontact,c3,opportunity,2026-01-20T09:00:00Z\n"
SKIPPED = "lifecycle.conformance.skipped_share[stage=opportunity]"
LONG, SHORT = ("lead", "mql", "opportunity"), ("lead", "opportunity")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> ClientFolder:
    desk = made(tmp_path_factory.mktemp("definitions"))
    folder = desk.new()
    for name, text in (("2026-01-05/stage_entries.csv", FIRST), ("2026-02-04/stage_entries.csv", SECOND)):
        desk.must("ingest", "acme", desk.sent(name, text))
    return folder


@pytest.fixture(autouse=True)
def nothing_kept(client: ClientFolder) -> None:
    """What was measured is kept by an analysis's id, and these tests bend one."""
    shutil.rmtree(client.runs / FOLDER, ignore_errors=True)


def terms(client: ClientFolder, order: tuple[str, ...]) -> Engagement:
    """The engagement with this order of the lifecycle."""
    said = load_engagement(client.engagement_file)
    lifecycle = said.definitions.lifecycle.model_copy(update={"order": order})
    return said.model_copy(update={"definitions": said.definitions.model_copy(update={"lifecycle": lifecycle})})


def deliveries(client: ClientFolder) -> tuple[Data, Data]:
    """What the first run stood on, and the second."""
    files = sorted(read_ledger(client), key=lambda file: file.stands_on)
    assert len(files) == 2
    return (
        Data(frozenset([files[0].sha256]), date(2026, 1, 5)),
        Data(frozenset(file.sha256 for file in files), date(2026, 2, 4)),
    )


def held(client: ClientFolder, old: tuple[str, ...], new: tuple[str, ...], *analyses: Analysis) -> UnderDefinitions:
    first, second = deliveries(client)
    runs = Run(first, terms(client, old)), Run(second, terms(client, new))
    return under_definitions(client, *runs, analyses or (CONFORMANCE,), "en")


def values(figure: Figure) -> list[Any]:
    sides = (figure.old_under_old, figure.old_under_new, figure.new_under_old, figure.new_under_new)
    return [None if fact is None else fact.value for fact in sides]


def test_each_run_s_deliveries_are_measured_under_both_definitions(client: ClientFolder) -> None:
    """By hand: one of two came to the last stage past the one in between, then two of three; without it nobody did."""
    figure = held(client, LONG, SHORT).figures[SKIPPED]
    assert values(figure) == [pytest.approx(1 / 2), 0, pytest.approx(2 / 3), 0]


def test_what_the_definitions_alone_moved_is_told_apart_from_what_data_moved(client: ClientFolder) -> None:
    """Held as they are, the two would show a fall by a half, all of it by definition, and hide a rise by a sixth."""
    figure = held(client, LONG, SHORT).figures[SKIPPED]
    assert figure.moved_on_old == pytest.approx(-1 / 2)
    assert figure.moved_on_new == pytest.approx(-2 / 3)
    assert figure.is_moved_by_definitions
    assert figure.is_moved_by_data


def test_a_figure_that_a_definition_does_not_know_is_stated_on_one_side_only(client: ClientFolder) -> None:
    figure = held(client, LONG, SHORT).figures["lifecycle.conformance.entered_count[stage=mql]"]
    assert values(figure) == [1, None, 1, None]
    assert figure.moved_on_old is None
    assert figure.is_moved_by_definitions
    assert not figure.is_moved_by_data


def test_the_same_definitions_move_nothing(client: ClientFolder) -> None:
    done = held(client, LONG, LONG)
    assert done.moved == ()
    assert done.cannot == ()
    assert done.figures[SKIPPED].is_moved_by_data
    assert done.figures[SKIPPED].moved_on_old == 0


def refusing(stage: str) -> Analysis:
    """An analysis that cannot be answered where a stage is among the definitions."""

    def measure(definitions: Any, **tables: Any) -> Any:
        if stage in definitions.lifecycle_order:
            raise CannotAnswer("The export does not hold this stage.")
        return CONFORMANCE.measure(definitions=definitions, **tables)

    measure.__module__ = CONFORMANCE.measure.__module__
    return replace(CONFORMANCE, measure=measure)


def test_where_old_data_cannot_carry_the_new_definition_it_is_said(client: ClientFolder) -> None:
    assert held(client, SHORT, LONG, refusing("mql")).cannot == (
        CannotCarry("lifecycle.conformance", True, "The export does not hold this stage."),
    )


def test_where_new_data_cannot_carry_the_old_definition_it_is_said_too(client: ClientFolder) -> None:
    [one] = held(client, LONG, SHORT, refusing("mql")).cannot
    assert not one.is_old


def test_what_neither_definition_can_answer_is_no_matter_of_definitions(client: ClientFolder) -> None:
    done = held(client, SHORT, LONG, refusing("lead"))
    assert done.cannot == ()
    assert done.figures == {}


def test_files_that_the_client_no_longer_has_are_said_and_no_traceback(client: ClientFolder) -> None:
    gone = Data(frozenset(["0" * 64]), date(2026, 1, 5))
    _, second = deliveries(client)
    done = under_definitions(
        client, Run(gone, terms(client, LONG)), Run(second, terms(client, SHORT)), (CONFORMANCE,), "en"
    )
    assert done.figures[SKIPPED].old_under_old is None
    assert done.cannot == ()


def test_nothing_is_measured_twice(client: ClientFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = deliveries(client)
    before = measured_again(client, first, terms(client, LONG), (CONFORMANCE,), "en")
    monkeypatch.setattr(module, "_measured", lambda *_: pytest.fail("measured again"))
    assert measured_again(client, first, terms(client, LONG), (CONFORMANCE,), "en") == before


def test_what_another_kit_kept_goes(client: ClientFolder) -> None:
    stale = client.runs / FOLDER / "00000000-feedfeedfeedfeed.json"
    stale.parent.mkdir(parents=True, exist_ok=True)
    stale.write_text("{}")
    measured_again(client, deliveries(client)[0], terms(client, ("lead", "customer")), (CONFORMANCE,), "en")
    assert not stale.exists()


def test_a_run_keeps_what_was_agreed_when_it_was_made(client: ClientFolder, tmp_path: Path) -> None:
    keep_terms(client, client.runs / "audit-1")
    assert terms_of(client, "audit-1") == load_engagement(client.engagement_file)
    assert terms_of(client, "audit-0") is None
    (client.runs / "audit-1" / "engagement.yaml").write_text("schema: 0\n")
    assert terms_of(client, "audit-1") is None


def test_a_run_says_what_it_stood_on() -> None:
    manifest = {"as_of": "2026-01-05", "files": [{"sha256": "a"}, {"sha256": "b"}]}
    assert data_of(manifest) == Data(frozenset("ab"), date(2026, 1, 5))


def money(value: str, unit: str = "EUR") -> Fact:
    return Fact("money.contribution.step_amount", Decimal(value), unit)


def test_money_moves_to_the_cent_and_never_across_currencies() -> None:
    figure = Figure("money.contribution.step_amount", money("10.10"), money("12.30"), None, None)
    assert figure.moved_on_old == Decimal("2.20")
    assert replace(figure, old_under_new=money("12.30", "USD")).moved_on_old is None
    assert replace(figure, old_under_new=money("12.30", "USD")).is_moved_by_definitions
