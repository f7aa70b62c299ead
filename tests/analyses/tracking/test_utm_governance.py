"""Untagged, off the list, spelled twice, contradicting: each is counted and named."""

from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.tracking.utm_governance import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of


def contact(name: str, channel: str | None, utm: str = "", **changes: Any) -> dict[str, Any]:
    """utm: `source/medium/campaign`, as much of it as there is."""
    parts = [part or None for part in utm.split("/")] + [None, None]
    said = dict(zip(("utm_source", "utm_medium", "utm_campaign"), parts, strict=False))
    return {"contact_id": name, "channel": channel, "created_at": "2025-12-01", **said, **changes}


def contacts(*rows: dict[str, Any], definitions: Definitions = DEFAULTS) -> Any:
    return measured(ANALYSIS, given(contacts=rows), definitions)


def test_a_paid_or_e_mail_contact_without_a_whole_tag_is_counted_and_named() -> None:
    found = contacts(
        contact("whole", "paid_search", "google/cpc"),
        contact("no_medium", "email", "news"),
        contact("nothing", "display"),
        contact("blank", "affiliate", " / "),
        contact("direct", "direct"),
    )
    assert value_of(found.facts, "untagged_share", table="contacts") == 0.75
    rows = rows_of(found.evidence, "record_id", "column", problem="untagged")
    assert rows == [("blank", "utm_source"), ("no_medium", "utm_medium"), ("nothing", "utm_source")]


def test_what_needs_no_tag_is_no_part_of_the_share() -> None:
    found = contacts(contact("a", "paid_search", "google/cpc"), *(contact(f"d{n}", "direct") for n in range(9)))
    assert value_of(found.facts, "untagged_share", table="contacts") == 0
    assert 9 / 10 != 0, "the usual mistake divides all untagged rows by all rows"


def test_a_medium_off_the_list_is_outside_and_capitals_alone_are_not() -> None:
    rows = [contact("a", None, "x/cpc"), contact("b", None, "x/CPC "), contact("c", None, "x/mailing")]
    found = contacts(*rows)
    assert value_of(found.facts, "outside_share", table="contacts") == pytest.approx(1 / 3)
    assert rows_of(found.evidence, "record_id", "value", problem="outside") == [("c", "mailing")]
    own = contacts(*rows, definitions=Definitions(mediums=("Mailing",)))
    assert value_of(own.facts, "outside_share", table="contacts") == pytest.approx(2 / 3)


def test_each_extra_spelling_counts_once_and_every_row_of_it_is_named() -> None:
    found = contacts(
        *(contact(f"g{n}", None, "google/cpc/spring_sale") for n in range(3)),
        contact("h", None, "Google/cpc/Spring Sale"),
        contact("i", None, "GOOGLE/cpc/spring-sale"),
        contact("j", None, "GOOGLE/cpc/v1.0"),
        contact("k", None, "google/cpc/v10"),
    )
    assert value_of(found.facts, "case_variant_count", table="contacts") == 4
    names = rows_of(found.evidence, "record_id", "value", problem="case_variant", column="utm_source")
    assert names == [("h", "Google"), ("i", "GOOGLE"), ("j", "GOOGLE")]


def test_of_two_equally_frequent_spellings_the_lower_case_is_the_usual_one() -> None:
    found = contacts(contact("a", None, "Google"), contact("b", None, "google"))
    assert [spelling["value"] for spelling in found.spellings] == ["Google"]


@pytest.mark.parametrize(
    ("channel", "medium", "contradicts"),
    [
        ("paid_social", "cpc", True),
        ("paid_search", "PPC", False),
        ("direct", "paid-search", True),
        ("direct", "email", True),
        ("email", "email", False),
        ("paid_search", "paid_social", True),
        ("paid_social", "Paid Social", False),
        ("unknown", "cpc", False),
        (None, "cpc", False),
        ("direct", "referral", False),
    ],
)
def test_a_medium_that_names_another_channel_contradicts_it(channel: str, medium: str, contradicts: bool) -> None:
    found = contacts(contact("a", channel, f"x/{medium}"))
    assert value_of(found.facts, "mismatch_count", table="contacts") == int(contradicts)


def test_months_are_those_of_the_client_s_clock() -> None:
    berlin = Definitions(timezone="Europe/Berlin")
    found = contacts(
        contact("a", "email", created_at="2025-12-31T23:30:00"),
        contact("b", "email", "x/email", created_at="2025-12-31T22:30:00"),
        definitions=berlin,
    )
    assert value_of(found.facts, "untagged_month_share", table="contacts", month="2026-01") == 1
    assert value_of(found.facts, "untagged_month_share", table="contacts", month="2025-12") == 0


def test_all_four_tables_are_looked_at() -> None:
    row = {"channel": "email", "utm_source": "x"}
    data = given(
        contacts=[{"contact_id": "a", **row}],
        touchpoints=[{"touchpoint_id": "t", **row}],
        orders=[{"order_id": "1", **row}],
        web_sessions=[{"session_on": "2025-12-01", **row}],
    )
    found = measured(ANALYSIS, data)
    assert len(names_of(found.facts, "untagged_share")) == 4
    assert rows_of(found.evidence, "record_id", problem="untagged") == ["a", "1", "t", "2025-12-01|email|x||"]


def test_a_copy_of_a_contact_is_not_looked_at_twice() -> None:
    rows = [contact("h", "email", "x"), contact("s", "email", "x", source_system="salesforce")]
    links = [{"entity": "contact", "leading_id": "h", "source_system": "salesforce", "record_id": "s"}]
    found = measured(ANALYSIS, given(contacts=rows, entity_links=links))
    assert rows_of(found.evidence, "record_id", problem="untagged") == ["h"]


def test_a_table_without_any_tag_is_left_out_and_asked_for() -> None:
    orders = [{"order_id": "1", "channel": "email"}]
    found = outcome(ANALYSIS, given(contacts=[contact("a", "email", "x/email")], orders=orders))
    assert names_of(found.section.facts, "untagged_share") == ["tracking.utm_governance.untagged_share[table=contacts]"]
    assert [missing.table for missing in found.section.missing] == ["orders"]
    assert found.severity is Severity.PASS


def test_no_tag_anywhere_is_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="No row of any export"):
        contacts(contact("a", "email"))


def test_contradictions_alone_are_a_warning() -> None:
    assert outcome(ANALYSIS, given(contacts=[contact("a", "paid_social", "x/cpc")])).severity is Severity.WARN
    assert outcome(ANALYSIS, given(contacts=[contact("a", "paid_search", "x/cpc")])).severity is Severity.PASS
