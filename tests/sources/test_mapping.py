"""A mapping of engagement.yaml: the client's headers, texts, formats and zone over a table or a vendor's export."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cmokit.engagement.mapping import Mapping
from cmokit.errors import ConfigurationError
from tests.sources.exports import one, read, refusal, rows_of, utc

COURIER = Mapping(
    file="dpd_*",
    kind="parcels",
    system="dpd",
    currency="EUR",
    columns={
        "order_id": "Ref.",
        "awb": "Paket",
        "status": "Zustand",
        "delivered_on": "Zugestellt",
        "cod_collected_amount": "Nachnahme",
    },
    values={"status": {"zugestellt": "delivered", "RÜCKLÄUFER": "returned"}},
    formats={"delivered_on": "%d.%m.%Y"},
)
SETTLEMENT = """DPD Abrechnung
Januar 2026
Ref.;Paket;Zustand;Zugestellt;Nachnahme
#00123;P1;Zugestellt;05.01.2026;1.234,50
124;P2;Rückläufer;;0,00
Summe;;;;1.234,50
"""


def rule(**keys: Any) -> Mapping:
    return Mapping(**{"file": "*", **keys})


def test_a_couriers_settlement_becomes_parcels(tmp_path: Path):
    found = read(tmp_path, SETTLEMENT, "dpd_2026-01.csv", mapping=[COURIER])
    assert (found.kind, found.recognised_by) == ("parcels", "mapping")
    assert rows_of(found.tables["parcels"], "order_id", "status", "delivered_on", "cod_collected_amount") == [
        ("123", "delivered", date(2026, 1, 5), Decimal("1234.5")),
        ("124", "returned", None, Decimal("0")),
    ]
    assert rows_of(found.tables["parcels"], "courier", "source_system", "currency") == [("dpd", "dpd", "EUR")] * 2
    assert [row.reason for row in found.rows_set_aside] == ["total"]
    assert found.period == (date(2026, 1, 1), date(2026, 1, 31))


def test_a_workbook_reads_like_the_text(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.title = "Abrechnung"
    for line in SETTLEMENT.splitlines()[:5]:
        book.active.append(line.split(";"))
    book.active["D4"] = date(2026, 1, 5)
    book.active["E4"], book.active["E5"] = 1234.5, 0
    out = io.BytesIO()
    book.save(out)
    plain = COURIER.model_copy(update={"formats": {}, "sheet": "Abrechnung", "header_row": 3})
    found = read(tmp_path, out.getvalue(), "dpd_2026-01.xlsx", mapping=[plain])
    from_text = read(tmp_path, SETTLEMENT, "dpd_2026-01.csv", mapping=[COURIER])
    columns = ("order_id", "status", "delivered_on", "cod_collected_amount")
    assert rows_of(found.tables["parcels"], *columns) == rows_of(from_text.tables["parcels"], *columns)
    assert found.raw.sheet == "Abrechnung"


def test_the_first_rule_whose_pattern_fits_is_used(tmp_path: Path):
    rules = [rule(file="other*", kind="touchpoints"), COURIER, rule(kind="contacts")]
    assert read(tmp_path, SETTLEMENT, "DPD_x.csv", mapping=rules).kind == "parcels"


def test_a_file_that_no_rule_names_is_recognised_as_ever(tmp_path: Path):
    found = read(tmp_path, "order_id,channel\n1,x\n", "orders.csv", mapping=[COURIER])
    assert found.recognised_by.startswith("headers")


def test_contacts_of_an_unknown_system_by_columns_values_formats_and_zone(tmp_path: Path):
    contacts = rule(
        kind="contacts",
        system="weclapp",
        header_row=3,
        columns={"contact_id": "Kundennr.", "created_at": "Angelegt", "lifecycle_stage": "Stufe"},
        values={"lifecycle_stage": {"MQL neu": "mql"}},
        formats={"created_at": "%d.%m.%Y %H:%M"},
        timezone="America/New_York",
        partial=True,
    )
    text = "Kunden\n\nKundennr.;Angelegt;Stufe;E-Mail\n007;02.01.2026 10:00;MQL neu;a@b.com\n008;;Kunde;\n"
    found = read(tmp_path, text, mapping=contacts)
    assert rows_of(found.tables["contacts"], "contact_id", "created_at", "lifecycle_stage", "source_system") == [
        ("007", utc("2026-01-02 15:00"), "mql", "weclapp"),
        ("008", None, "Kunde", "weclapp"),
    ]
    assert found.is_partial is True


def test_a_vendors_export_may_be_mapped_too(tmp_path: Path):
    text = "Datensatz,Mail,Create Date\n1,a@b.com,2026-01-05 10:00\n"
    mapped = rule(kind="hubspot.contacts", columns={"contact_id": "Datensatz", "email": "Mail"})
    assert one(read(tmp_path, text, mapping=mapped).tables["contacts"], "contact_id", "email") == {
        "contact_id": "1",
        "email": "a@b.com",
    }


def test_a_channel_per_order_export_is_orders_without_money(tmp_path: Path):
    mapped = rule(
        kind="orders", columns={"order_id": "Bestellung", "channel": "Kanal"}, values={"channel": {"FB": "paid_social"}}
    )
    found = read(tmp_path, "Bestellung,Kanal\n#1001,FB\n", mapping=mapped)
    assert found.is_enrichment
    assert one(found.tables["orders"], "channel") == {"channel": "paid_social"}


def test_a_mapping_that_names_no_column_of_the_kind_is_a_fault_of_the_engagement(tmp_path: Path):
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, "a,b\n1,2\n", mapping=rule(kind="contacts", columns={"contct_id": "a"}))
    assert (caught.value.exit_code, caught.value.found, caught.value.wanted) == (3, "contct_id", "contact_id")


def test_a_header_that_the_mapping_names_and_the_file_lacks_is_a_missing_column(tmp_path: Path):
    error = refusal(tmp_path, "Nummer,Mail\n1,a@b.com\n", mapping=rule(kind="contacts", columns={"contact_id": "Nr"}))
    assert (error.code, error.column, error.found) == ("missing_column", "Nr", "Nummer, Mail")


def test_a_mapping_to_a_kind_that_does_not_exist_is_a_fault_of_the_engagement(tmp_path: Path):
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, "a,b\n1,2\n", mapping=rule(kind="parcel", columns={"order_id": "a"}))
    assert (caught.value.exit_code, caught.value.found, caught.value.wanted) == (3, "parcel", "parcels")
