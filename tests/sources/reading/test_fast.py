"""The fast path decides as the careful reader does, or steps aside."""

import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmokit.sources.reading import ROW, read_raw
from cmokit.sources.reading.fast import ingest_plain
from cmokit.sources.reading.plain import NotPlain
from cmokit.sources.reading.values import ColumnHints, type_column
from cmokit.tables.catalog import TABLES

HEADER = "conversion_id,contact_id,converted_at,kind,value_amount,currency\n"
PLAIN = "c1,a,2026-05-01T10:00:00Z,won,12.50,EUR\n"


@pytest.fixture
def ingest(tmp_path):
    def run(body, table="conversions", **how):
        (tmp_path / "plain.csv").write_bytes(body if isinstance(body, bytes) else body.encode())
        report = ingest_plain(tmp_path / "plain.csv", tmp_path / "out.parquet", TABLES[table], **how)
        return report, pq.read_table(tmp_path / "out.parquet")

    return run


def carefully(path, timezone):
    """The same file through the careful reader and the whole-column rules: values by column, and what was set aside."""
    raw = read_raw(path)
    values, aside = {}, []
    for name in raw.headers:
        wanted = TABLES["conversions"].column(name).type
        found = type_column(raw.table[name], raw.table[ROW], name, wanted, hints=ColumnHints(timezone=timezone))
        values[name] = found.values.to_pylist()
        aside += found.set_aside
    return raw, values, sorted(aside, key=lambda value: (value.row, value.column))


def test_a_plain_file_is_typed_with_its_provenance(ingest):
    report, table = ingest(HEADER + PLAIN)
    assert (report.rows_in, report.used, report.set_aside, report.values_set_aside) == (1, 1, [], [])
    row = table.to_pylist()[0]
    assert (row["source_file"], row["source_row"], row["source_system"]) == ("plain.csv", 2, "canonical")
    assert str(row["value_amount"]) == "12.5000"
    assert table.schema.equals(TABLES["conversions"].arrow_schema)


def test_what_no_rule_can_type_is_set_aside_with_its_line(ingest):
    body = HEADER + "c1,a,2026-05-01,won,abc,EUR\nc2,a,soon,lost,1.23456,EUR\n"
    report, table = ingest(body)
    assert [(v.row, v.column, v.text, v.reason) for v in report.values_set_aside] == [
        (2, "converted_at", "2026-05-01", "date_only"),
        (2, "value_amount", "abc", "not_a_number"),
        (3, "converted_at", "soon", "not_a_date"),
        (3, "kind", "lost", "not_allowed"),
        (3, "value_amount", "1.23456", "too_precise"),
    ]
    assert table["converted_at"].null_count == 2


def test_totals_headers_and_nameless_rows_are_set_aside_as_they_stand(ingest):
    report, table = ingest(HEADER + "Total,,,,99.50,\n" + PLAIN + HEADER + ",a,2026-05-01T10:00:00Z,won,5,EUR\n")
    assert [(a.row, str(a.reason), a.text) for a in report.set_aside] == [
        (2, "total", "Total,,,,99.50,"),
        (4, "header", HEADER.strip()),
        (5, "no_key", ",a,2026-05-01T10:00:00Z,won,5,EUR"),
    ]
    assert (report.rows_in, report.used, table["source_row"].to_pylist()) == (4, 1, [3])


@pytest.mark.parametrize(
    "body",
    [
        HEADER + PLAIN + "\n" + PLAIN,
        HEADER + 'c1,"a\nb",2026-05-01T10:00:00Z,won,1,EUR\n',
        HEADER + "c1,a,2026-05-01T10:00:00Z,won,1,EUR,extra\n",
        HEADER + "c1,a,2026-05-01T10:00:00Z,won\n",
        HEADER + "c1,a,31/12/2025 10:00,won,1,EUR\n",
        HEADER + 'c1,a,2026-05-01T10:00:00Z,won,"1,50",EUR\n',
        HEADER + "c1,a,2026-05-01T10:00:00Z,won,1.234,EUR\n",
        HEADER + "c1,a,2026-05-01T10:00:00Z,Won,1,EUR\n",
        HEADER + ",,,,,\n",
        HEADER + PLAIN.replace("\n", "\r") + PLAIN,
        (HEADER + PLAIN.replace(",a,", ",Zoë,")).encode("cp1252"),
        HEADER + PLAIN.replace(",a,", ",ZoÃ«,"),
        HEADER.replace("currency", "Währung") + PLAIN,
        HEADER.replace(",", ";") + PLAIN.replace(",", ";"),
        "Report\n" + HEADER + PLAIN,
        HEADER + PLAIN + "Copyright 2026,,,,,\n" + '"broken"quote,a,2026-05-01T10:00:00Z,won,1,EUR\n',
    ],
)
def test_any_other_file_is_left_to_the_careful_reader_and_nothing_is_written(ingest, tmp_path, body):
    with pytest.raises(NotPlain):
        ingest(body)
    assert not (tmp_path / "out.parquet").exists()


def cell(chance, column):
    """A value of a column, now and then an odd one that the plain rules or no rules at all can type."""
    odd = chance.random() < 0.03
    stamp = f"20{chance.randrange(20, 27)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    clock = f"{chance.randrange(24):02d}:{chance.randrange(60):02d}"
    choices = {
        "conversion_id": [f"c{chance.randrange(999)}", f'"x, {chance.randrange(9)}"', " padded "],
        "contact_id": [f"00{chance.randrange(99)}", "", "NA", "Zoë", '"say ""hi"""'],
        "converted_at": [f"{stamp}T{clock}:05Z", f"{stamp} {clock}", f"{stamp}T{clock}:00.123456+05:30", ""],
        "kind": ["won", "lead", "order", ""],
        "value_amount": [f"{chance.randrange(9999)}.{chance.randrange(10)}5", "-3", "0.125", "", "12345.678"],
        "currency": ["EUR", "", "usd"],
    }
    strange = {
        "converted_at": [stamp, "2026-02-30 10:00", "soon", "2026-03-29 02:30", "2025-10-26 02:15", "1777-01-01 10:00"],
        "value_amount": ["abc", "1.23456", "999999999999999"],
    }
    return chance.choice(strange.get(column, choices[column]) if odd else choices[column])


@pytest.mark.parametrize("seed", range(8))
def test_both_readers_give_the_same(ingest, tmp_path, seed):
    chance, zone = random.Random(seed), ["UTC", "Europe/Berlin"][seed % 2]
    names = HEADER.strip().split(",")
    records = [",".join(cell(chance, name) for name in names) for _ in range(300)]
    newline = ["\n", "\r\n"][seed // 2 % 2]
    body = (HEADER.strip() + newline + newline.join(records) + newline).encode()
    report, table = ingest(body if seed < 4 else b"\xef\xbb\xbf" + body, timezone=zone)
    raw, values, set_aside = carefully(tmp_path / "plain.csv", zone)
    for name in names:
        assert table[name].to_pylist() == values[name]
    assert report.values_set_aside == set_aside
    assert table["source_row"].to_pylist() == raw.table[ROW].to_pylist()


def test_row_numbers_hold_over_many_batches(ingest):
    count = 300_000
    report, table = ingest(HEADER + "".join(f"c{i},a,2026-05-01T10:00:00Z,won,1,EUR\n" for i in range(2, count + 2)))
    assert report.used == count
    ids = pa.compute.utf8_slice_codeunits(table["conversion_id"], 1).cast(pa.int64())
    assert ids.equals(table["source_row"])
