"""Where the header stands, and what its columns are called."""

import pytest

from cmokit.errors import DataNotReadable
from tests.sources.reading.files import codes, rows

GOOGLE = """Campaign report
"March 1, 2026 - March 31, 2026"
Campaign,Cost,Clicks
Brand,1.50,3
Generic,2.50,4
"""
GA4 = """# ----------------------------------------
# Traffic acquisition
# Account: Acme
# Start date: 20260101
# End date: 20260131
# ----------------------------------------

Channel,Sessions,Rate
Direct,10,0.5
Email,20,0.4
"""


def test_lines_above_the_header_are_its_preamble(inbox):
    raw = inbox.read(GOOGLE)
    assert (raw.header_row, raw.headers) == (3, ["Campaign", "Cost", "Clicks"])
    assert raw.preamble == ["Campaign report", '"March 1, 2026 - March 31, 2026"']


def test_a_block_of_comments_is_preamble_too(inbox):
    raw = inbox.read(GA4)
    assert (raw.header_row, raw.headers, len(raw.preamble)) == (8, ["Channel", "Sessions", "Rate"], 6)


def test_known_headers_are_found_by_their_score(inbox):
    def known(cells):
        return sum(cell in ("Order", "Amount") for cell in cells) / len(cells)

    raw = inbox.read("Order\nthis,that,those\nOrder,Amount,Extra\n1,2,3\n", header_score=known)
    assert (raw.header_row, raw.headers) == (3, ["Order", "Amount", "Extra"])


def test_the_row_that_a_mapping_names_is_the_header(inbox):
    raw = inbox.read("a,b\nc,d\n1,2\n", header_row=2)
    assert (raw.headers, rows(raw)) == (["c", "d"], [("1", "2")])


def test_repeated_blank_and_padded_headers_get_names_of_their_own(inbox):
    raw = inbox.read("id, Email ,Email,,Email_2\n1,a,b,c,d\n")
    assert raw.headers == ["id", "Email", "Email_3", "column_4", "Email_2"]
    assert codes(raw) == ["empty_header"]


def test_a_column_without_name_and_values_is_none(inbox):
    raw = inbox.read("id,name,\n1,a,\n2,b\n")
    assert (raw.headers, rows(raw), raw.set_aside) == (["id", "name"], [("1", "a"), ("2", "b")], [])


@pytest.mark.parametrize("text", ["1,2026-01-05,a@b.com\n2,2026-01-06,c@d.com\n", "17,4\n18,5\n"])
def test_a_file_without_a_header_is_refused_rather_than_lose_its_first_row(inbox, text):
    with pytest.raises(DataNotReadable) as refusal:
        inbox.read(text)
    assert (refusal.value.code, refusal.value.row) == ("no_header", 1)


@pytest.mark.parametrize("text", ["id,name\n", "id,name", GOOGLE[: GOOGLE.index("Brand")] + "Total: Account,0,0\n"])
def test_headers_above_no_rows_are_refused(inbox, text):
    with pytest.raises(DataNotReadable) as refusal:
        inbox.read(text)
    assert refusal.value.code == "headers_only"
