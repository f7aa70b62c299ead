"""One report, four audiences: the same figures, fewer pages; what may not be seen is said to be missing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Section, Table, TableColumn
from cmokit.exhibits.text import cite, cited_names, quote
from cmokit.render import blocks as b
from cmokit.render.audiences import Secrets, for_audience
from cmokit.render.board import is_of_one
from cmokit.render.client_names import ClientNames
from cmokit.render.document import report_document
from cmokit.render.leaks import document_text
from cmokit.render.notebook import Pages
from cmokit.render.people import People
from cmokit.render.report_meta import Comment, ReportMeta
from cmokit.render.text import words
from cmokit.vocabulary import Audience, Severity
from tests.render.sections import bridge, card, duplicates, fact, meta, sections

ANNA = People.of(["anna@berg.example"], ["+49 171 5550100"], ["Anna Berg"])
CLIENT = ClientNames(("Nordlicht Handel GmbH", "nordlicht"), "a B2B client")
SECRETS = Secrets(ANNA, CLIENT)


def by_seller() -> Section:
    """A section with figures by person, a list of records, free text and the client's own name."""
    whole = fact("speed.sellers.deals_count", 40, "count")
    hers = fact("speed.sellers.deals_count", 17, "count", n=3, dim_owner="Anna Berg")
    stage = fact("speed.sellers.open_count", 4, "count", dim_stage="Call by Anna Berg")
    return Section(
        "speed.sellers",
        headline=f"{cite(hers)} of {cite(whole)} deals are one person's.",
        narrative=(
            f"In all {cite(whole)}.",
            f"She holds {cite(hers)}.",
            f"Stuck at {quote('Anna Berg')}: {cite(stage)}.",
        ),
        charts=(
            Chart("bar", "By seller", "One leads.", ({"owner": "Anna Berg", "deals": 17},), "owner", "deals", "count"),
            Chart("bar", "By stage", "Few.", ({"stage": "Anna Berg", "deals": 4},), "stage", "deals", "count"),
        ),
        tables=(
            Table(
                "Deals, one by one",
                (TableColumn("deal", "Deal"), TableColumn("email", "Deals by e-mail", "count")),
                ({"deal": "D-1", "email": 3},),
            ),
            Table(
                "Why deals are lost",
                (
                    TableColumn("reason", "Reason"),
                    TableColumn("comment", "In their words"),
                    TableColumn("n", "n", "count"),
                ),
                ({"reason": "asked by Anna Berg", "comment": "too dear", "n": 3},),
            ),
        ),
        owner="Dora Falk",
        owner_role="sales",
        key_facts=(hers.name, whole.name),
        facts=(whole, hers, stage),
        severity=Severity.WARN,
        reason="One person holds most.",
        card=card("Sellers", "Who holds the deals?"),
    )


def pages(*items: Section | b.Notes, **changes: object) -> Pages:
    return Pages(items or (*sections(), by_seller()), meta(**changes), ())


def told(audience: Audience, *items: Section | b.Notes, **changes: object) -> Pages:
    return for_audience(pages(*items, **changes), audience, SECRETS)


def section_of(shown: Pages, analysis: str) -> Section:
    return next(item for item in shown.items if isinstance(item, Section) and item.analysis == analysis)


def test_the_board_sees_no_figure_of_one_person_and_is_told_so() -> None:
    sellers = section_of(told(Audience.BOARD), "speed.sellers")
    assert [f.dimensions.get("owner") for f in sellers.facts] == [None, None]
    assert sellers.headline == "This finding is about single people; the team's copy holds it."
    assert len([s for s in sellers.narrative if "Figures on single people are left out" in s]) == 1
    assert sellers.key_facts == ("speed.sellers.deals_count",)
    assert [chart.x for chart in sellers.charts] == ["stage"]


def test_the_board_sees_no_single_record_and_no_free_text() -> None:
    sellers = section_of(told(Audience.BOARD), "speed.sellers")
    assert [table.title for table in sellers.tables] == ["Why deals are lost"]
    assert [column.name for column in sellers.tables[0].columns] == ["reason", "n"]
    assert any("Deals, one by one" in sentence for sentence in sellers.narrative)


def test_a_section_without_people_or_records_is_word_for_word_the_same_for_the_board() -> None:
    shown = told(Audience.BOARD)
    for whole in pages().items:
        if isinstance(whole, Section) and whole.analysis in ("funnel.conversion", bridge().analysis):
            assert section_of(shown, whole.analysis) == replace(whole, owner=section_of(shown, whole.analysis).owner)


def test_the_client_s_own_text_names_nobody_and_figures_keep_their_places() -> None:
    sellers = section_of(told(Audience.BOARD), "speed.sellers")
    assert sellers.tables[0].rows[0]["reason"] == "asked by (name withheld)"
    stage = next(f for f in sellers.facts if "stage" in f.dimensions)
    assert stage.dimensions["stage"] == "Call by (name withheld)"
    assert stage.name in {name for sentence in sellers.narrative for name in cited_names(sentence)}


def test_the_board_reads_roles_where_the_team_reads_names() -> None:
    shown = told(Audience.BOARD)
    assert all(person.name != "Dora Falk" for person in shown.meta.people)
    assert section_of(shown, "speed.sellers").owner == shown.meta.owner("sales")


def test_a_column_of_figures_may_be_called_as_its_channel() -> None:
    table = Table(
        "By channel", (TableColumn("step", "Step"), TableColumn("email", "E-mail", "EUR")), ({"step": "paid"},)
    )
    assert section_of(told(Audience.BOARD, replace(bridge(), tables=(table,))), bridge().analysis).tables == (table,)


@pytest.mark.parametrize("audience", [Audience.TEAM, Audience.PRIVATE])
def test_team_and_consultant_see_all_sections_as_they_are(audience: Audience) -> None:
    assert told(audience).items == pages().items


def test_the_consultant_s_own_notes_are_in_the_private_copy_only() -> None:
    said = (Comment("summary", "For all.", "commentary/audit.md", 3), Comment("summary", "Mine.", "p.md", 2, True))
    found = {a: [c.text for c in told(a, duplicates(), commentary=said).meta.commentary] for a in Audience}
    assert found == {
        Audience.BOARD: ["For all."],
        Audience.TEAM: ["For all."],
        Audience.PRIVATE: ["For all.", "Mine."],
        Audience.PUBLIC: [],
    }


def test_a_figure_in_several_copies_is_the_same_and_money_in_the_public_one_its_index() -> None:
    whole = {f.name: f for item in pages().items if isinstance(item, Section) for f in item.facts}
    base = whole["money.platform_to_cash.step_amount[channel=all,step=ordered]"].value
    assert isinstance(base, Decimal)
    for audience in (Audience.BOARD, Audience.PUBLIC):
        facts = [f for item in told(audience).items if isinstance(item, Section) for f in item.facts]
        same = [f for f in facts if f.name in whole]
        assert len(same) > 20
        for f in same:
            if f.unit == "index":
                expected = round(Decimal(str(whole[f.name].value)) / base * 100, 4)
                assert abs(Decimal(str(f.value)) - expected) <= Decimal("0.0001")
            else:
                assert f == whole[f.name]


def test_the_public_copy_names_no_client_and_no_currency() -> None:
    note = b.Notes((b.Paragraph(words("Nordlicht lost 48,000 euros.")),))
    quoted = replace(duplicates(), narrative=(f"The campaign {quote('brand_nordlicht_2026')} leads.",))
    shown = told(Audience.PUBLIC, quoted, note, bridge(), client_name="Nordlicht Handel GmbH", client_slug="nordlicht")
    text = document_text(report_document(shown.items, shown.meta))
    assert "nordlicht" not in text.casefold()
    assert "brand_a B2B client_2026" in text
    assert "EUR" not in text
    assert "€" not in text
    assert "100 points = “" in text


def test_amounts_in_a_currency_without_a_rate_here_are_left_out_of_the_public_copy() -> None:
    euros, dollars = fact("a.b.x_amount", Decimal(500), "EUR"), fact("a.b.y_amount", Decimal(900), "USD")
    other = Section("a.b", f"{cite(euros)}", (f"Besides {cite(dollars)}.",), facts=(euros, dollars), reason="x")
    shown = section_of(told(Audience.PUBLIC, other), "a.b")
    assert [f.name for f in shown.facts] == ["a.b.x_amount"]
    assert shown.facts[0].value == 100
    assert shown.narrative == ()


def test_the_cover_says_whose_copy_it_is() -> None:
    for audience in Audience:
        shown = told(audience, duplicates())
        cover = report_document(shown.items, shown.meta).cover
        line = next(line.text for line in cover.lines if line.label == "Copy")
        assert line.startswith("for ")
        assert ReportMeta.from_dict(shown.meta.to_dict()).audience == audience


@pytest.mark.parametrize(
    ("dimensions", "is_single"),
    [
        ({"split": "owner_id=7"}, True),
        ({"owner_id": "7"}, True),
        ({"split": "segment=small"}, False),
        ({"split": "all"}, False),
    ],
)
def test_a_split_by_owner_is_the_figure_of_one_person(dimensions: dict[str, str], is_single: bool) -> None:
    assert is_of_one(Fact("pipeline.velocity.win_rate_share", 0.5, "share", dimensions=dimensions)) is is_single
