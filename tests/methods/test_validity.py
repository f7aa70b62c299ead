"""What can be an address, a website, a phone number, a country; and what people take for one."""

import ibis
import pyarrow as pa
import pytest

from cmokit.methods.validity import is_country, is_domain, is_email, is_phone

CASES = {
    is_email: (
        "a@b.example|Ann.Lee+news@Firm.co.uk|o'brien@firm.example|ann@müller.example|k@a-b.museum|رحمه@شركة.قطر|x_1@a.io",
        "ann|ann@|@firm.example|ann@firm|ann@@firm.example|ann lee@firm.example|ann@firm..example|ann@-firm.example|"
        "ann@firm.example.|.ann@firm.example|ann(at)firm.example|ann@firm,example|ann@127.0.0.1|ann@firm.c|n/a",
    ),
    is_domain: (
        "firm.example|www.firm.example|https://firm.example/de|FIRM.CO.UK|müller.example",
        "firm|firm .example|http://|a@firm.example|.example|firm.example,de|none",
    ),
    is_phone: ("+49 30 23125 001|030/23125001|1234567|٠٥٠١٢٣٤٥٦٧", "123456|n/a|call me|+49 30"),
    is_country: (
        "Germany|DE|deu|united kingdom|UK|USA|Türkiye|Turkey|Saudi Arabia|Bosnia and Herzegovina",
        "Deutschland|Berlin|D|Europe|EMEA|Germny|world|001",
    ),
}


@pytest.mark.parametrize(
    ("rule", "text", "wanted"),
    [(rule, text, wanted) for rule, kinds in CASES.items() for wanted, kind in zip((True, False), kinds, strict=True)
     for text in kind.split("|")],
)  # fmt: skip
def test_what_can_be_one_and_what_cannot(rule, text, wanted):
    table = ibis.memtable(pa.table({"value": [text]}))
    assert rule(table.value).as_scalar().to_pyarrow().as_py() is wanted
