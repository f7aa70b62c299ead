"""The documents of a handover: one procedure a workflow people work with, and gaps that are named, never hidden."""

from datetime import date
from functools import cache
from io import BytesIO

import pytest
from docx import Document

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import load_engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.exhibits.fact import Definition
from cmokit.registers.base import read_register
from cmokit.registers.catalog import CATALOG
from cmokit.runs.documents.maker import _all
from cmokit.runs.documents.paper import Papers
from cmokit.words import speaking

TODAY = date(2026, 3, 6)
METRIC = Definition("win_rate", "2", "Deals won of those decided, as sales counts them")


@cache
def made(client: str = "sample-b2b", language: str = "en") -> dict[str, bytes]:
    shipped = kit_folder("data_samples") / client
    folder = ClientFolder(client, shipped, shipped / "reports")
    engagement = load_engagement(shipped / "engagement.yaml").model_copy(update={"language": language})
    held = {register.name: read_register(folder, register) for register in CATALOG}
    with speaking(language):
        return dict(_all(Papers(engagement, held, TODAY), {METRIC.id: METRIC}))


def told(content: bytes) -> str:
    """All words of a Word document, cells of tables included."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_workflow_that_people_work_with_has_a_procedure_and_a_fallback() -> None:
    names = set(made())
    for workflow in ("routing", "summaries", "weekly-page"):
        assert {f"procedures/{workflow}.docx", f"fallbacks/{workflow}.docx"} <= names
    assert "procedures/briefs.docx" not in names, "proposed, and nobody works by it"


def test_a_procedure_tells_steps_exceptions_review_owner_escalation_and_stop() -> None:
    text = told(made()["procedures/summaries.docx"])
    for said in ("A call has ended", "Shortens the notes", "Whoever called reads it", "No notes, no summary"):
        assert said in text
    assert "Ines Castellano" in text
    assert "Take the button out of Salesforce" in text
    assert "Friederike Thiemann" in text, "the last one whom one asks"


def test_what_is_not_entered_is_said_and_not_left_out() -> None:
    """The usual mistake: a heading with nothing below it looks like something that needs no care."""
    assert "not entered yet: How to stop it" in told(made()["procedures/routing.docx"])
    assert "Nobody has tried yet to work without it" in told(made()["fallbacks/routing.docx"])


def test_nobody_is_asked_who_has_left() -> None:
    assert "Salma" not in told(made("sample-shop")["procedures/review-drafts.docx"])
    owners = told(made()["owners.docx"])
    assert "Ruben Sandvoss, who has left" in owners
    assert "somebody is to be named" in owners


def test_references_are_shown_as_people_call_them() -> None:
    text = told(made()["procedures/routing.docx"])
    assert "HubSpot" in text
    assert "crm-contacts" not in text
    assert "Time until somebody owns a lead" in text
    assert "routing_time" not in text


def test_the_lifecycle_gives_each_stage_with_what_lets_in_and_out_in_its_order() -> None:
    text = told(made()["lifecycle.docx"])
    places = [text.index(stage) for stage in ("Visitor", "Marketing qualified", "Sales accepted", "Opportunity\n")]
    assert places == sorted(places)
    assert "Score above 60\nor a request for a demo" in text


def test_the_promise_of_a_first_answer_is_said_with_its_hours_or_that_there_is_none() -> None:
    assert "within 240 minutes of working time" in told(made()["service-levels.docx"])
    assert "not entered yet: First answer" in told(made("sample-shop")["service-levels.docx"])


def test_dashboards_say_what_each_figure_means_in_its_agreed_version() -> None:
    text = told(made()["dashboard-definitions.docx"])
    assert "Deals won of those decided, as sales counts them" in text
    assert "win_rate, 2" in text


def test_only_approved_documents_are_in_the_pack_for_whoever_joins() -> None:
    text = told(made()["joiner-pack.docx"])
    assert "Positioning" in text
    assert "How we write" not in text, "a draft"
    assert "Einwände" not in text, "outdated"


def test_every_map_is_there_as_text_and_as_a_picture() -> None:
    maps = {name for name in made() if name.startswith("maps/")}
    assert {name.removesuffix(".mmd") for name in maps if name.endswith(".mmd")} == {
        name.removesuffix(".svg") for name in maps if name.endswith(".svg")
    }
    assert {"maps/process-lead_management.mmd", "maps/workflow-routing.mmd", "maps/handoffs.mmd"} <= maps
    assert "waits 7 h of 4 h" in made()["maps/handoffs.mmd"].decode()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_in_the_clients_language_no_english_word_of_the_kit_is_left(language: str) -> None:
    text = told(made("sample-b2b", language)["procedures/routing.docx"])
    assert not any(word in text for word in ("Steps", "Escalation", "not entered yet", "It begins"))


def test_equal_registers_give_equal_bytes() -> None:
    first = dict(made())
    made.cache_clear()
    assert made() == first
