"""What the client's own words mean: rules of values alone, over vendors' exports, with the raw text kept."""

from pathlib import Path
from typing import Any

import pytest

from cmokit.engagement.mapping import Mapping
from cmokit.engagement.parts import ChannelRules
from cmokit.errors import ConfigurationError
from cmokit.sources.settings import ReadSettings
from tests.sources.exports import one, read, rows_of

CONTACTS = """Record ID,Email,Lifecycle Stage,Original Source,Contact owner
1,a@x.example,MQL neu,Messe Köln,J. Vogel
2,b@x.example,Marketing Qualified Lead,Organic Search,Jana Vogel
3,c@x.example,mql,Messe Köln,
"""
LEADS = "Id,LastName,Company,Status\n00Q000000000001,Vogel,Acme,In Bearbeitung\n00Q000000000002,Koch,Acme,New\n"


def words(kind: str, **values: dict[str, str]) -> Mapping:
    return Mapping(file="*", kind=kind, values=values)


def test_a_rule_of_words_changes_values_and_leaves_the_file_to_be_recognised(tmp_path: Path):
    rules = [words("hubspot.contacts", lifecycle_stage={"mql NEU": "mql"}, lead_source={"Messe Köln": "event"})]
    found = read(tmp_path, CONTACTS, mapping=rules)
    assert found.kind == "hubspot.contacts"
    assert found.recognised_by.startswith("headers")
    assert rows_of(found.tables["contacts"], "lifecycle_stage", "channel") == [
        ("mql", "event"),
        ("mql", "organic_search"),
        ("mql", "event"),
    ]


def test_the_clients_own_text_stays_beside_what_it_means(tmp_path: Path):
    rules = [words("hubspot.contacts", lifecycle_stage={"MQL neu": "mql"}, lead_source={"Messe Köln": "event"})]
    contacts = read(tmp_path, CONTACTS, mapping=rules).tables["contacts"]
    assert contacts["lead_source"].to_pylist() == ["Messe Köln", "Organic Search", "Messe Köln"]
    assert contacts["lifecycle_stage_written"].to_pylist() == ["MQL neu", "Marketing Qualified Lead", None]


def test_without_a_rule_an_unknown_word_stays_and_an_unknown_source_is_no_other(tmp_path: Path):
    contacts = read(tmp_path, CONTACTS).tables["contacts"]
    assert contacts["lifecycle_stage"].to_pylist() == ["MQL neu", "mql", "mql"]
    assert contacts["channel"].to_pylist() == ["unknown", "organic_search", "unknown"]
    assert contacts["owner_id_written"].to_pylist() == [None, None, None]


def test_rules_of_other_kinds_and_other_files_change_nothing(tmp_path: Path):
    rules = [
        words("hubspot.deals", stage={"MQL neu": "won"}),
        Mapping(file="deals*", kind="hubspot.contacts", values={"lifecycle_stage": {"MQL neu": "mql"}}),
    ]
    assert read(tmp_path, CONTACTS, mapping=rules).tables["contacts"]["lifecycle_stage"][0].as_py() == "MQL neu"


def test_several_rules_add_up_and_the_first_that_names_a_text_counts(tmp_path: Path):
    rules = [
        words("hubspot.contacts", lifecycle_stage={"MQL neu": "lead"}),
        words("hubspot.contacts", lifecycle_stage={"MQL neu": "mql"}, owner_id={"J. Vogel": "Jana Vogel"}),
    ]
    contacts = read(tmp_path, CONTACTS, mapping=rules).tables["contacts"]
    assert rows_of(contacts, "lifecycle_stage", "owner_id", "owner_id_written")[0] == ("lead", "Jana Vogel", "J. Vogel")


def test_the_status_of_a_salesforce_lead_means_the_stage_that_the_mapping_says(tmp_path: Path):
    assert stages(tmp_path) == [("lead", "In Bearbeitung"), ("lead", "New")]
    rules = [words("salesforce.lead", lead_status={"In Bearbeitung": "discovery"})]
    assert stages(tmp_path, mapping=rules) == [("discovery", "In Bearbeitung"), ("lead", "New")]


def stages(folder: Path, **options: Any) -> list[tuple[Any, ...]]:
    return rows_of(read(folder, LEADS, **options).tables["contacts"], "lifecycle_stage", "lead_status")


def test_a_refused_parcel_status_keeps_its_text(tmp_path: Path):
    parcels = "order_id,awb,status\n1,P1,Zugestellt\n2,P2,Delivered\n"
    found = read(tmp_path, parcels)
    assert rows_of(found.tables["parcels"], "status", "status_written") == [
        (None, "Zugestellt"),
        ("delivered", "Delivered"),
    ]
    mended = read(tmp_path, parcels, mapping=[words("parcels", status={"Zugestellt": "delivered"})])
    assert mended.tables["parcels"]["status"].to_pylist() == ["delivered", "delivered"]


def test_a_source_of_a_list_of_ones_own_becomes_a_channel_by_the_mapping_alone(tmp_path: Path):
    text = "contact_id,lead_source,channel\n1,Radio,\n2,Radio,paid_social\n3,Radio,unknown\n4,Newsletter,\n"
    assert channels(tmp_path, text) == [None, "paid_social", "unknown", None]
    rules = [words("contacts", lead_source={"Radio": "offline"})]
    assert channels(tmp_path, text, mapping=rules) == ["offline", "paid_social", "offline", None]


def channels(folder: Path, text: str, **options: Any) -> list[Any]:
    return read(folder, text, **options).tables["contacts"]["channel"].to_pylist()


def test_a_medium_of_ones_own_is_read_as_the_one_it_stands_for(tmp_path: Path):
    link = "landing_page: /?utm_source=kk&utm_medium=Mailing"
    order = f'Name,Financial Status,Lineitem name,Note Attributes\n#1,paid,Oud,"{link}"\n'
    settings = ReadSettings(channels=ChannelRules(mediums={"mailing": "email"}))
    assert one(read(tmp_path, order).tables["orders"], "channel", "channel_from") == {
        "channel": "unknown",
        "channel_from": None,
    }
    found = one(read(tmp_path, order, settings=settings).tables["orders"], "channel", "utm_medium")
    assert found == {"channel": "email", "utm_medium": "Mailing"}


def test_a_way_to_pay_that_means_cash_on_delivery_is_cash_on_delivery(tmp_path: Path):
    order = "Name,Financial Status,Lineitem name,Payment Method\n#1,paid,Oud,Zahlung an der Tür\n"
    rules = [words("shopify.orders", payment_method={"Zahlung an der Tür": "cash_on_delivery"})]
    found = one(read(tmp_path, order, mapping=rules).tables["orders"], "is_cash_on_delivery", "payment_method_written")
    assert found == {"is_cash_on_delivery": True, "payment_method_written": "Zahlung an der Tür"}


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (words("hubspot.contact", lifecycle_stage={"a": "mql"}), "unknown_kind_name"),
        (words("hubspot.contacts", lifecycle_stge={"a": "mql"}), "unknown_column"),
    ],
)
def test_a_rule_for_what_does_not_exist_is_refused(tmp_path: Path, rule: Mapping, code: str):
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, CONTACTS, mapping=[rule])
    assert caught.value.code == code
