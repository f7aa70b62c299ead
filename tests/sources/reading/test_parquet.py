"""Parquet becomes the same table of text as any other file."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmokit.errors import DataNotReadable
from cmokit.sources.reading import read_raw
from cmokit.sources.reading.values import ColumnHints, type_column
from tests.sources.reading.files import rows


def test_values_come_back_as_they_were(tmp_path):
    table = pa.table(
        {
            "id": ["007", None],
            "seen_at": pa.array([datetime(2026, 1, 1, 10, tzinfo=UTC)] * 2, pa.timestamp("us", "Europe/Berlin")),
            "day_on": [date(2026, 1, 1), None],
            "total_amount": pa.array([Decimal("1.2340"), None], pa.decimal128(18, 4)),
            "is_new": [True, False],
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    raw = read_raw(tmp_path / "t.parquet")
    assert rows(raw)[0] == ("007", "2026-01-01 10:00:00.000000Z", "2026-01-01", "1.2340", "true")
    for name in table.column_names:
        hints = ColumnHints(decimal=raw.decimals.get(name))
        wanted = pa.timestamp("us", "UTC") if name == "seen_at" else table.schema.field(name).type
        found = type_column(raw.table[name], raw.table["__row__"], name, wanted, hints=hints)
        assert found.values.to_pylist() == table[name].cast(wanted).to_pylist()


def test_a_cut_or_empty_file_is_refused(tmp_path):
    pq.write_table(pa.table({"id": ["1"] * 100}), tmp_path / "t.parquet")
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "t.parquet").read_bytes()[:60])
    pq.write_table(pa.table({"id": pa.array([], pa.string())}), tmp_path / "empty.parquet")
    pq.write_table(pa.table({"id": [["1", "2"]]}), tmp_path / "lists.parquet")
    for name, code in (("cut", "unreadable"), ("empty", "headers_only"), ("lists", "wrong_format")):
        with pytest.raises(DataNotReadable) as refusal:
            read_raw(tmp_path / f"{name}.parquet")
        assert refusal.value.code == code
