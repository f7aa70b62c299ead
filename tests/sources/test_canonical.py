"""The canonical tables' own files: the way in for whatever no vendor module reads."""

from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cmokit.sources.canonical import CANONICAL
from cmokit.tables.catalog import TABLES
from tests.sources.exports import one, read, refusal, rows_of, utc

BY_HAND = {
    "touchpoints": "touchpoint_id,contact_id,touched_at,kind,channel\nt1,c1,2026-01-05T10:00:00Z,visit,paid_search\n",
    "conversions": "conversion_id,contact_id,converted_at,kind,value_amount,currency\nv1,c1,2026-01-05,won,10.50,EUR\n",
    "opportunities": "opportunity_id,stage,status,amount,currency,created_at\no1,Demo,open,10,EUR,2026-01-05\n",
    "stage_entries": "entity,entity_id,stage,entered_at\ncontact,c1,mql,2026-01-05 10:00\n",
}


@pytest.mark.parametrize("table", BY_HAND)
def test_a_file_made_by_hand_is_known_by_the_tables_own_names(tmp_path: Path, table: str):
    found = read(tmp_path, BY_HAND[table])
    assert found.kind == table
    row = one(found.tables[table])
    assert (row["source_file"], row["source_row"], row["source_system"]) == ("export.csv", 2, "canonical")
    assert found.tables[table].schema == TABLES[table].arrow_schema


@pytest.mark.parametrize("source", CANONICAL, ids=lambda source: source.kind)
def test_every_canonical_table_is_known_by_its_columns(source):
    from cmokit.sources.recognise import recognise

    headers = [column.name for column in TABLES[source.kind].columns]
    assert recognise(headers, [], Path("export.csv"))[0].kind == source.kind


def test_parquet_reads_like_csv(tmp_path: Path):
    from_csv = read(tmp_path, BY_HAND["touchpoints"]).tables["touchpoints"]
    pq.write_table(from_csv.drop_columns(["source_file", "source_row"]), tmp_path / "export.parquet")
    from_parquet = read(tmp_path, (tmp_path / "export.parquet").read_bytes(), "export.parquet")
    columns = ("touchpoint_id", "contact_id", "touched_at", "kind", "channel", "source_system")
    assert rows_of(from_parquet.tables["touchpoints"], *columns) == rows_of(from_csv, *columns)


def test_the_system_may_be_named_in_a_column(tmp_path: Path):
    text = "touchpoint_id,contact_id,touched_at,source_system\n"
    text += "t1,c1,2026-01-05T10:00:00Z,hubspot\nt2,c1,2026-01-05T10:00:00Z,\n"
    assert read(tmp_path, text).tables["touchpoints"]["source_system"].to_pylist() == ["hubspot", "canonical"]


def test_a_channel_is_kept_verbatim(tmp_path: Path):
    text = BY_HAND["touchpoints"].replace("paid_search", "Podcast Ads")
    assert one(read(tmp_path, text).tables["touchpoints"], "channel") == {"channel": "Podcast Ads"}


def test_a_closed_vocabulary_forgives_case_and_sets_strangers_aside(tmp_path: Path):
    text = BY_HAND["touchpoints"] + "t2,c1,2026-01-05T10:00:00Z,Ad Click,x\nt3,c1,2026-01-05T10:00:00Z,blink,x\n"
    found = read(tmp_path, text)
    assert found.tables["touchpoints"]["kind"].to_pylist() == ["visit", "ad_click", None]
    assert [(v.row, v.column, v.text, v.reason) for v in found.values_set_aside] == [
        (4, "kind", "blink", "not_allowed")
    ]


def test_a_misspelt_column_is_named_with_the_nearest(tmp_path: Path):
    found = read(tmp_path, BY_HAND["touchpoints"].replace(",channel", ",chanel"))
    assert [(n.column, n.message) for n in found.warnings if n.code == "unknown_column"] == [
        ("chanel", "touchpoints has no column chanel; did you mean channel?")
    ]


def test_less_than_two_thirds_of_known_names_is_no_canonical_file(tmp_path: Path):
    error = refusal(tmp_path, "touchpoint_id,contact_id,touched_at,a,b\nt1,c1,2026-01-05,1,2\n")
    assert error.code == "unknown_kind"
    assert "touchpoints" in str(error)


def test_a_deal_without_a_status_has_the_one_of_its_stage(tmp_path: Path):
    text = "opportunity_id,stage,amount,currency\no1,Closed Won,1,EUR\no2,Demo,1,EUR\no3,closed-lost,1,EUR\n"
    assert read(tmp_path, text).tables["opportunities"]["status"].to_pylist() == ["won", "open", "lost"]


def test_ids_keep_their_leading_zeros(tmp_path: Path):
    text = "order_id,total_amount,currency\n007,1.10,EUR\n"
    assert one(read(tmp_path, text).tables["orders"], "order_id", "total_amount") == {
        "order_id": "007",
        "total_amount": Decimal("1.1"),
    }


def test_a_couriers_order_numbers_lose_hash_and_zeros(tmp_path: Path):
    text = "order_id,awb,status,cod_collected_amount,currency\n#0001001,A1,Delivered,10,EUR\n"
    assert one(read(tmp_path, text).tables["parcels"], "order_id", "status") == {
        "order_id": "1001",
        "status": "delivered",
    }


def test_an_amount_without_currency_takes_the_engagements_and_says_so(tmp_path: Path):
    found = read(tmp_path, "opportunity_id,stage,amount\no1,Demo,1\n")
    assert one(found.tables["opportunities"], "currency") == {"currency": "EUR"}
    assert "currency_assumed" in [note.code for note in found.warnings]


def test_a_days_spend_ends_on_that_day(tmp_path: Path):
    text = "platform,campaign,period_start_on,spend_amount,currency\nx,a,2026-01-05,1,EUR\n"
    row = one(read(tmp_path, text).tables["ad_spend"], "period_start_on", "period_end_on")
    assert row["period_end_on"] == row["period_start_on"]


def test_a_day_alone_is_noon_where_the_table_wants_a_time(tmp_path: Path):
    assert one(read(tmp_path, BY_HAND["conversions"]).tables["conversions"])["converted_at"] == utc("2026-01-05 11:00")


def test_orders_with_a_channel_alone_say_where_other_orders_came_from(tmp_path: Path):
    assert read(tmp_path, "order_id,channel\n1001,affiliate\n").is_enrichment
    assert not read(tmp_path, "order_id,channel,total_amount\n1001,affiliate,5\n").is_enrichment
