"""Delimiter, quote, escape and line end, found by reading the text in each way."""

import pytest

from tests.sources.reading.files import numbers, rows

TABLE = [("id", "name", "amount"), ("1", "Ann", "1,50"), ("2", "Bo; Co", "2,00")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_end_are_found(inbox, delimiter, newline):
    text = newline.join(delimiter.join(f'"{cell}"' for cell in record) for record in TABLE) + newline
    raw = inbox.read(text.encode())
    assert (raw.dialect.delimiter, raw.dialect.newline, raw.dialect.quote) == (delimiter, newline, '"')
    assert rows(raw) == TABLE[1:]


def test_decimal_commas_do_not_make_a_semicolon_file_a_comma_file(inbox):
    raw = inbox.read("id;total\n1;1,50\n2;2,00\n3;7,25\n")
    assert raw.headers == ["id", "total"]


def test_a_sep_line_is_believed_and_is_no_row(inbox):
    raw = inbox.read("sep=|\nid|name\n1|a,b\n2|c,d\n")
    assert (raw.dialect.delimiter, raw.header_row, rows(raw)) == ("|", 2, [("1", "a,b"), ("2", "c,d")])


def test_backslash_escapes_are_told_from_doubled_quotes(inbox):
    raw = inbox.read('id,said\n1,"he said \\"hi\\", twice"\n2,"back\\\\slash"\n')
    assert raw.dialect.escape == "\\"
    assert rows(raw) == [("1", 'he said "hi", twice'), ("2", "back\\slash")]


def test_a_cell_that_ends_with_a_backslash_needs_no_escape(inbox):
    raw = inbox.read('id,folder\n1,"C:\\exports\\"\n2,"D:\\"\n')
    assert raw.dialect.escape == '"'
    assert rows(raw) == [("1", "C:\\exports\\"), ("2", "D:\\")]


def test_single_quotes_quote_where_no_double_quotes_do(inbox):
    raw = inbox.read("id,name\n'1','Ann, Lee'\n'2','Bob'\n")
    assert rows(raw) == [("1", "Ann, Lee"), ("2", "Bob")]


def test_inches_in_a_file_without_quoting_are_text(inbox):
    raw = inbox.read('id\tname\n1\t"19 rack\n2\t5" pipe\n')
    assert rows(raw) == [("1", '"19 rack'), ("2", '5" pipe')]


def test_blanks_after_the_delimiter_do_not_hide_the_quotes(inbox):
    raw = inbox.read('id, name\n1, "Lee, Ann"\n2, "Bob"\n')
    assert rows(raw) == [("1", "Lee, Ann"), ("2", "Bob")]


def test_a_file_of_one_column_has_rows_too(inbox):
    raw = inbox.read("email\na@x.com\n\nb@x.com\n")
    assert (rows(raw), numbers(raw)) == ([("a@x.com",), ("b@x.com",)], [2, 4])
