"""Text, booleans, blanks and placeholders; each distinct text once, each row named."""

import pyarrow as pa

from cmokit.sources.reading.values import ColumnHints, type_column


def typed(texts, type, **hints):
    return type_column(pa.array(texts), range(2, 2 + len(texts)), "c", type, hints=ColumnHints(**hints))


def test_text_is_kept_as_written_but_for_outer_blanks():
    texts = ["00123", " 18-digit 006A00000012345AAA ", "NA", "Null", "1.23457E+20", "'guard", "", "  "]
    assert typed(texts, pa.string()).values.to_pylist() == [
        "00123", "18-digit 006A00000012345AAA", "NA", "Null", "1.23457E+20", "'guard", None, None
    ]  # fmt: skip


def test_a_guarding_apostrophe_is_taken_off_only_where_the_export_is_known_to_write_it():
    assert typed(["'01234", "O'Hara"], pa.string(), guard=True).values.to_pylist() == ["01234", "O'Hara"]


def test_placeholders_are_blank_where_the_vendor_writes_them():
    nulls = (" --", "(not set)")
    assert typed([" --", "(Not Set)", "--x"], pa.string(), nulls=nulls).values.to_pylist() == [None, None, "--x"]
    assert typed(["--", "5"], pa.int64(), nulls=nulls).set_aside == []


def test_booleans():
    found = typed(["TRUE", "no", "1", "Ja", "perhaps", ""], pa.bool_())
    assert found.values.to_pylist() == [True, False, True, True, None, None]
    assert [(v.row, v.text, v.reason) for v in found.set_aside] == [(6, "perhaps", "not_a_boolean")]


def test_every_row_of_a_value_that_cannot_be_typed_is_named():
    found = typed(["x", "1", "x", "y"], pa.int64())
    assert [(v.row, v.text) for v in found.set_aside] == [(2, "x"), (4, "x"), (5, "y")]


def test_an_empty_column_is_null_throughout():
    for type in (pa.string(), pa.int64(), pa.date32(), pa.timestamp("us", "UTC"), pa.bool_(), pa.decimal128(18, 4)):
        assert typed(["", " "], type).values.to_pylist() == [None, None]
        assert typed([], type).values.type == type


def test_rows_of_a_chunked_column_are_named_too():
    texts = pa.chunked_array([["1"], ["x"]])
    found = type_column(texts, pa.chunked_array([[7], [9]]), "c", pa.int64())
    assert [(v.row, v.text) for v in found.set_aside] == [(9, "x")]
