"""Which cells, and on which physical line a record starts."""

from cmokit.sources.reading.raw import Dialect
from cmokit.sources.reading.records import physical_lines, records
from tests.sources.reading.files import aside, numbers, rows


def test_a_record_has_the_number_of_the_line_on_which_it_starts(inbox):
    raw = inbox.read('id,street\n1,"a\nb\r\nc"\n2,d\n\n3,"e\rf"\n4,g\n')
    assert rows(raw) == [("1", "a\nb\r\nc"), ("2", "d"), ("3", "e\rf"), ("4", "g")]
    assert numbers(raw) == [2, 5, 7, 9]


def test_only_line_feeds_and_carriage_returns_end_a_line():
    assert physical_lines("a\x0bb\x85c\u2028d\ne\r\nf\rg") == ["a\x0bb\x85c\u2028d\n", "e\r\n", "f\r", "g"]


def test_a_quote_that_never_closes_tears_its_own_line_only(inbox):
    raw = inbox.read('id,name,city\n"1","a","x"\n"2","b","y\n"3","c","z"\n"4","d","w"\n')
    assert [cells[0] for cells in rows(raw)] == ["1", "3", "4"]
    assert [(a.row, a.text, a.reason) for a in raw.set_aside] == [(3, '"2","b","y', "torn")]


def test_text_behind_a_closing_quote_tears_the_line(inbox):
    raw = inbox.read('id,name\n1,"a"\n2,"b"c\n3,"d"\n')
    assert aside(raw) == [(3, "torn")]


def test_many_open_quotes_are_read_in_bounded_time():
    lines = ['1,"never closed\n'] * 3000
    assert all(record.cells is None for record in records(lines, Dialect()))
