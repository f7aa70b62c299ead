import pytest

from cmokit.errors import RunFailed
from cmokit.exhibits.text import cite, limit, quote
from cmokit.render.formats import Look
from cmokit.render.text import FactBook, plain, resolve
from tests.render.sections import fact

SHARE = fact("crm.duplicates.duplicate_share", 0.0834, "share")
BOOK = FactBook({SHARE.name: SHARE}, {SHARE.name: "wzd5hq"})


def test_a_cited_figure_is_printed_in_the_locale_with_its_short_code() -> None:
    runs = resolve(f"{cite(SHARE)} of all, above {limit(0.05, 'share')}.", BOOK, Look("de_DE"))
    assert plain(runs) == "8,3\xa0% of all, above 5\xa0%."
    assert plain(runs, codes=True).startswith("8,3\xa0% [wzd5hq] of all")


def test_a_digit_in_the_kits_own_words_stops_the_export_and_names_analysis_and_sentence() -> None:
    with pytest.raises(RunFailed, match="no reference to a figure: 12") as raised:
        resolve("About 12 of them.", BOOK, Look(), "crm.duplicates")
    assert (raised.value.code, raised.value.file, raised.value.found) == (
        "untraced_numeral",
        "crm.duplicates",
        "About 12 of them.",
    )


def test_a_figure_that_nobody_measured_stops_the_export() -> None:
    with pytest.raises(RunFailed, match="does not hold") as raised:
        resolve("{{fact:crm.duplicates.other_count}} of them.", BOOK, Look(), "crm.duplicates")
    assert raised.value.code == "unknown_fact"


def test_digits_in_the_clients_own_text_are_theirs_and_marks_in_it_stay_text() -> None:
    runs = resolve(f"Campaign {quote('{{fact:x}} 2026 %')} leads.", BOOK, Look())
    assert plain(runs) == "Campaign {{fact:x}} 2026 % leads."
    assert [run.style for run in runs] == ["", "data", ""]
