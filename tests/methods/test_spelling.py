"""Spellings of one word are one; blanks are none."""

import ibis
import pyarrow as pa
import pytest

from cmokit.methods.spelling import extra_spellings, folded, is_filled, is_known, squashed

TEXTS = ["Paid-Social ", "paid social", "  ", "", None, "Unknown", "Bücher & Co.", "إعلان"]


def _over(expression):
    table = ibis.memtable(pa.table({"v": pa.array(TEXTS, pa.string())})).mutate(out=expression(ibis._.v))
    return table.out.to_pyarrow().to_pylist()


def test_case_blanks_and_punctuation_do_not_count_but_letters_of_any_script_do():
    assert _over(squashed) == ["paidsocial", "paidsocial", None, None, None, "unknown", "bücherco", "اعلان"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("صديق أو قريب", "صديق او قريب"),  # hamza left out
        ("مكة", "مكه"),  # teh marbuta as heh
        ("مستشفى", "مستشفي"),  # yeh without its dots
        ("إعلان", "إعـــلان"),  # stretched
        ("مُدير", "مدير"),  # vowel signs
        ("شركة تسويق", "شركة-تسويق"),
    ],
)
def test_arabic_letters_that_people_mix_are_one(one, other):
    table = ibis.memtable(pa.table({"v": [one, other]}))
    left, right = table.mutate(out=squashed(table.v)).out.to_pyarrow().to_pylist()
    assert left == right


def test_other_arabic_words_stay_apart():
    table = ibis.memtable(pa.table({"v": ["سارة", "سمر", "الدمام", "دمام"]}))
    assert len(set(table.mutate(out=squashed(table.v)).out.to_pyarrow().to_pylist())) == 4


def test_a_blank_is_never_a_value():
    assert _over(is_filled) == [True, True, False, False, False, True, True, True]
    assert _over(is_known) == [True, True, False, False, False, False, True, True]
    assert _over(folded)[2:5] == [None, None, None]


def test_each_spelling_beyond_the_most_frequent_is_named_with_the_usual_one():
    values = ["Germany"] * 3 + ["germany"] * 2 + ["GERMANY "] + ["France"] * 2 + [None, ""]
    table = ibis.memtable(pa.table({"system": ["x"] * len(values), "country": values}))
    found = extra_spellings(table, by=("system",), value="country").order_by("country").to_pyarrow().to_pylist()
    assert [(row["country"], row["usual"], row["rows_count"]) for row in found] == [
        ("GERMANY ", "Germany", 1),
        ("germany", "Germany", 2),
    ]


def test_of_equally_frequent_spellings_only_one_is_extra():
    table = ibis.memtable(pa.table({"system": ["x", "x"], "country": ["france", "France"]}))
    assert extra_spellings(table, by=("system",), value="country").country.to_pyarrow().to_pylist() == ["france"]
