"""What a client is asked for: by the systems ticked, from one set of texts."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import load_engagement
from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import Workspace
from cmokit.errors import ConfigurationError, ManyErrors
from cmokit.exhibits.section import Missing
from cmokit.runs.request import Request, export_of, exports_of, named_asks, request_of
from cmokit.runs.request_files import COLUMNS, data_request, email
from cmokit.runs.sample_clients import SAMPLES
from cmokit.sources.catalog import KINDS
from cmokit.words import say

TEXTS = ("title", "answers", "click_path", "columns", "period", "format", "send")
# What a cell of the page may hold in three lines of its column, in characters.
LONGEST = {"title": 66, "answers": 100, "click_path": 170, "columns": 130, "period": 40, "format": 30, "send": 40}

of_both_samples = pytest.mark.parametrize("slug", SAMPLES)


def engagement(*used: str, **more: Any) -> Engagement:
    return Engagement.model_validate(
        {
            "schema": 1,
            "client": "acme",
            "name": "Acme GmbH",
            "currency": "EUR",
            "timezone": "Europe/Berlin",
            "start_on": "2026-01-05",
            "systems": {"used": list(used)},
            **more,
        }
    )


def asked(*used: str, **more: Any) -> list[str]:
    return [export.kind for export in exports_of(engagement(*used, **more))]


def request_to(tmp_path: Path, slug: str, **brand: str) -> Request:
    workspace = Workspace(tmp_path)
    said = load_engagement(kit_folder("data_samples") / slug / "engagement.yaml")
    if brand:
        lines = "".join(f"  {key}: '{value}'\n" for key, value in brand.items())
        workspace.settings_file.write_text(f"brand:\n{lines}", "utf-8")
    return request_of(workspace, workspace.folder(slug), said, by=None, place=None)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_texts_and_none_is_too_long_for_the_page(kind: str) -> None:
    export = export_of(kind, ())
    assert all(getattr(export, text) for text in TEXTS)
    assert {text: len(getattr(export, text)) for text in TEXTS if len(getattr(export, text)) > LONGEST[text]} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_holds_a_figure_that_a_report_would_have_to_trace(kind: str) -> None:
    texts = " ".join(getattr(export_of(kind, ("hubspot", "salesforce")), text) for text in TEXTS)
    assert not re.search(r"\d", texts.replace("GA4", ""))


def test_a_vendors_exports_are_asked_by_name_and_the_crms_lists_once_for_both() -> None:
    kinds = asked("hubspot", "salesforce")
    assert {"hubspot.contacts", "hubspot.companies", "hubspot.deals", "salesforce.lead", "fields"} <= set(kinds)
    assert len(kinds) == len(set(kinds))
    (both,) = (e for e in exports_of(engagement("hubspot", "salesforce")) if e.kind == "fields")
    assert both.title == "Field list (HubSpot, Salesforce)"
    assert "HubSpot: " in both.click_path
    assert "Salesforce: " in both.click_path
    (one,) = (e for e in exports_of(engagement("salesforce")) if e.kind == "fields")
    assert "HubSpot" not in one.click_path


def test_a_system_of_the_clients_own_is_asked_for_what_its_mapping_says() -> None:
    rule = {"file": "q*.xlsx", "kind": "parcels", "system": "qafila"}
    assert asked("qafila", mapping=[rule]) == ["parcels", "finance"]
    assert asked("courier") == ["parcels", "finance"]


def test_a_general_system_is_not_asked_for_what_a_vendor_gives() -> None:
    assert asked("shop", "shopify") == ["shopify.orders", "contacts", "finance"]
    assert asked("shop") == ["contacts", "orders", "finance"]


def test_what_is_missing_is_asked_for_by_the_clients_own_exports() -> None:
    missing = (Missing("opportunities", ("amount",), say("asks.opportunities")),)
    (one,) = named_asks(missing, engagement("hubspot"))
    assert (one.table, one.columns) == ("opportunities", ("amount",))
    assert say("requests.hubspot.deals.click_path") in one.ask
    assert named_asks(missing, engagement("stripe")) == missing


def test_what_has_arrived_is_not_asked_for_again_while_another_export_may_fill_the_gap() -> None:
    missing = (Missing("stage_entries", (), say("asks.stage_entries")),)
    (one,) = named_asks(missing, engagement("salesforce"), arrived={"salesforce.opportunity_history"})
    assert "LeadHistory" in one.ask
    assert "OpportunityHistory" not in one.ask
    (all_came,) = named_asks(missing, engagement("salesforce"), {"salesforce.opportunity_history", "stage_entries"})
    assert "OpportunityHistory" in all_came.ask


@of_both_samples
def test_the_samples_are_asked_for_every_export_that_they_send(tmp_path: Path, slug: str) -> None:
    kinds = {export.kind for export in request_to(tmp_path, slug).exports}
    expected = {
        "sample-b2b": {"hubspot.deals", "salesforce.opportunity_history", "linkedin_ads.campaigns", "fields"},
        "sample-shop": {"shopify.orders", "meta_ads.campaigns", "stripe.payments", "stripe.balance", "parcels"},
    }
    assert expected[slug] <= kinds


@of_both_samples
def test_the_list_in_word_says_all_of_each_export(tmp_path: Path, slug: str) -> None:
    request = request_to(tmp_path, slug, name="Ada Consulting", contact="ada@ada.example", color="#123456")
    document = Document(BytesIO(data_request(request)))
    (table,) = document.tables
    assert len(table.rows) == len(request.exports) + 1
    for row, export in zip(table.rows[1:], request.exports, strict=True):
        texts = [getattr(export, name) for name in COLUMNS if name != "tick"]
        assert [cell.text for cell in row.cells] == ["☐", *texts]
    assert document.sections[0].header.paragraphs[0].text == f"Ada Consulting · {request.client_name}"
    assert "passwords" in " ".join(paragraph.text for paragraph in document.paragraphs)
    assert data_request(request) == data_request(request)


@of_both_samples
def test_the_email_is_short_names_all_exports_and_says_what_not_to_send(tmp_path: Path, slug: str) -> None:
    request = request_to(tmp_path, slug, name="Ada Consulting")
    text = email(request)
    assert all(f"- {export.title}\n" in text for export in request.exports)
    for word in ("5 Jan 2026", "passwords", "card", "health", "masked", "Ada Consulting", request.person):
        assert word in text
    assert len(text.split()) - sum(len(e.title.split()) + 1 for e in request.exports) < 220
    assert "{" not in text


def test_day_and_place_are_as_stated(tmp_path: Path) -> None:
    from datetime import date

    workspace = Workspace(tmp_path)
    request = request_of(
        workspace, workspace.folder("acme"), engagement("stripe"), by=date(2026, 2, 3), place="files.acme.example/in."
    )
    text = email(request)
    assert "by 3 Feb 2026" in text
    assert "files.acme.example/in.\n" in text
    assert "Hello," in text


def test_no_system_or_an_unknown_one_is_refused_with_the_mend(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    folder = workspace.folder("acme")
    folder.root.mkdir(parents=True)
    folder.engagement_file.write_text("systems:\n  used: [hubspott]\n", "utf-8")
    with pytest.raises(ConfigurationError, match="no system is ticked"):
        request_of(workspace, folder, engagement(), by=None, place=None)
    with pytest.raises(ConfigurationError, match=r"row 2, column systems\.used.*write hubspot instead of hubspott"):
        request_of(workspace, folder, engagement("hubspott"), by=None, place=None)
    with pytest.raises(ConfigurationError, match="kind: contacts, system: pipedrive"):
        request_of(workspace, folder, engagement("pipedrive"), by=None, place=None)
    with pytest.raises(ManyErrors):
        request_of(workspace, folder, engagement("hubspott", "strype"), by=None, place=None)
