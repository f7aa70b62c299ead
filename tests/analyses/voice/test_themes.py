"""Themes of what customers say: found by counting, in three languages, traceable to the words that were said."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import comb
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.voice.themes import ANALYSIS
from cmokit.methods.spoken_words import languages_of, words_of
from cmokit.methods.themes import themes_of
from cmokit.samples.b2b import voice as b2b_voice
from cmokit.samples.shop import voice as shop_voice
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of

AT = replace(DEFAULTS, as_of=date(2026, 1, 31))
PROMISED_AGREEMENT, PROMISED_PURITY = 0.85, 0.95
TOLD = ("The courier came late.", "Late delivery by the courier.", "The delivery was late again.")
PRICED = ("The price is high.", "A high price for this licence.", "This licence has a high price.")


def said(number: int, text: str, **more: Any) -> dict[str, Any]:
    return {"feedback_id": f"f{number:03d}", "received_at": "2025-06-11T09:00:00", "text": text, "rating": 3, **more}


def two_themes(count: int = 40, **more: Any) -> list[dict[str, Any]]:
    return [said(n, (TOLD if n % 2 else PRICED)[n // 2 % 3], **more) for n in range(count)]


def theme_of(result: Any, text: str) -> str:
    [name] = set(rows_of(result.evidence, "theme", text=text))
    return str(name)


def adjusted_rand(one: Sequence[Any], other: Sequence[Any]) -> float:
    """Hubert and Arabie 1985: one where two groupings agree, nought where they do as by chance."""
    pairs = sum(comb(n, 2) for n in Counter(zip(one, other, strict=True)).values())
    left, right = (sum(comb(n, 2) for n in Counter(names).values()) for names in (one, other))
    chance = left * right / comb(len(one), 2)
    return (pairs - chance) / ((left + right) / 2 - chance)


def purity(found: Sequence[Any], true: Sequence[Any]) -> float:
    groups: dict[Any, Counter[Any]] = {}
    for name, own in zip(found, true, strict=True):
        groups.setdefault(name, Counter())[own] += 1
    return sum(max(own.values()) for own in groups.values()) / len(true)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("client", ["b2b", "shop"])
def test_found_themes_agree_with_the_planted_ones_in_each_language(client: str, seed: int) -> None:
    """The promise, on texts of other seeds than the sample's own."""
    draw = Random(f"themes/{seed}")
    voice: Any = b2b_voice if client == "b2b" else shop_voice
    themes = draw.choices(list(voice.THEMES), list(voice.THEMES.values()), k=450)
    who = [SimpleNamespace(country=draw.choice(["Germany", "Austria", "United Kingdom"])) for _ in themes]
    texts = [
        voice.sentence(draw, theme, one) if client == "b2b" else voice.sentence(draw, theme)
        for theme, one in zip(themes, who, strict=True)
    ]
    languages = languages_of(texts)
    for language in sorted(set(languages)):
        own = [n for n, name in enumerate(languages) if name == language]
        found = themes_of([[word for word, _ in words_of(texts[n], language)] for n in own])
        true = [themes[n] for n in own]
        assert found is not None
        assert adjusted_rand(found.of, true) >= PROMISED_AGREEMENT, language
        assert purity(found.of, true) >= PROMISED_PURITY, language


def test_one_pile_of_everything_would_break_the_promise() -> None:
    true = ["a", "b", "c"] * 20
    assert adjusted_rand(["x"] * 60, true) == pytest.approx(0)
    assert adjusted_rand(true, true) == 1


def test_texts_that_share_words_are_one_theme_and_others_another() -> None:
    result = measured(ANALYSIS, given(feedback=two_themes()), AT)
    late, dear = theme_of(result, TOLD[0]), theme_of(result, PRICED[0])
    assert late != dear
    assert {theme_of(result, text) for text in TOLD} == {late}
    assert value_of(result.facts, "theme_share", theme=late, tongue="en", period="all") == 0.5


def test_a_theme_is_named_by_words_as_they_were_written() -> None:
    result = measured(ANALYSIS, given(feedback=two_themes()), AT)
    assert set(theme_of(result, TOLD[0]).lower().split()) <= {"courier", "came", "late", "delivery", "again"}


def test_every_quote_is_word_for_word_and_names_its_file_and_row() -> None:
    rows = two_themes()
    done = outcome(ANALYSIS, given(feedback=rows), AT)
    quotes = next(table for table in done.section.tables if "text" in {column.name for column in table.columns})
    told = {row["feedback_id"]: row["text"] for row in rows}
    assert quotes.rows
    for quote in quotes.rows:
        assert told[quote["record_id"]] == quote["text"]
        [place] = rows_of(done.evidence, "source_file", "source_row", record_id=quote["record_id"])
        assert str(place[1]) in quote["place"]
        assert place[0] in quote["place"]


def test_addresses_and_numbers_are_masked_wherever_a_text_is_shown() -> None:
    rows = two_themes()
    rows[1]["text"] = "The courier came late, call +49 30 23125 001 or write ann.lee@firm.example please."
    done = outcome(ANALYSIS, given(feedback=rows), AT)
    shown = [
        *rows_of(done.evidence, "text"),
        *(row.get("text", "") for table in done.section.tables for row in table.rows),
    ]
    assert not [text for text in shown if "23125" in text or "ann.lee" in text]
    assert any("[…]" in text for text in shown)


def test_a_year_and_a_price_are_no_telephone_number() -> None:
    rows = two_themes()
    rows[0]["text"] = "The price of 1,250.00 in 2025 is high."
    assert "The price of 1,250.00 in 2025 is high." in rows_of(
        measured(ANALYSIS, given(feedback=rows), AT).evidence, "text"
    )


def test_languages_are_told_by_script_by_small_words_and_by_the_company_of_words() -> None:
    texts = [
        "التوصيل تأخر أكثر من أسبوع.",
        "The delivery was late.",
        "Die Lieferung kam zu spät, Hilfe gab es nicht.",
        "Hilfe am Telefon.",
        "Das Telefon war besetzt.",
    ]
    assert languages_of(texts) == ["ar", "en", "de", "de", "de"]


def test_arabic_words_are_one_with_and_without_article_signs_and_stretching() -> None:
    forms = ["التوصيل", "توصيل", "والتوصيل", "التوصـيل", "التَوصيل"]
    assert {word for form in forms for word, _ in words_of(form, "ar")} == {words_of("توصيل", "ar")[0][0]}


def test_german_forms_of_a_word_are_one_and_small_words_none() -> None:
    assert words_of("Die Schnittstelle", "de")[0][0] == words_of("unsere Schnittstellen", "de")[0][0]
    assert words_of("und nicht für die", "de") == []


def test_each_language_has_themes_of_its_own() -> None:
    arabic = [said(100 + n, ("التوصيل تأخر كثيرا اليوم", "السعر مرتفع جدا هنا")[n % 2]) for n in range(40)]
    result = measured(ANALYSIS, given(feedback=[*two_themes(), *arabic]), AT)
    assert value_of(result.facts, "texts_count", source="all", tongue="ar") == 40
    assert {language for language, _ in rows_of(result.evidence, "language", "theme")} == {"ar", "en"}


def test_a_language_with_few_texts_is_counted_and_left_without_themes() -> None:
    few = [said(200 + n, "Die Lieferung kam nicht.") for n in range(5)]
    result = measured(ANALYSIS, given(feedback=[*two_themes(), *few]), AT)
    assert value_of(result.facts, "texts_count", source="all", tongue="de") == 5
    assert set(rows_of(result.evidence, "theme", language="de")) == {""}


def test_too_few_texts_are_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="enough"):
        measured(ANALYSIS, given(feedback=two_themes(20)), AT)


def test_texts_that_all_say_the_same_have_no_themes() -> None:
    """Every word stands in every text: nothing tells one from another."""
    with pytest.raises(CannotAnswer):
        measured(ANALYSIS, given(feedback=[said(n, "The delivery was late.") for n in range(60)]), AT)


def test_blank_texts_are_counted_and_part_of_no_share() -> None:
    rows = [*two_themes(), said(500, "  "), {**said(501, ""), "text": None}]
    facts = measured(ANALYSIS, given(feedback=rows), AT).facts
    assert value_of(facts, "blank_count") == 2
    assert value_of(facts, "texts_count", source="all", tongue="all") == 40


def test_ratings_are_read_on_their_own_scale() -> None:
    five = [{**row, "rating": 1 + n % 5} for n, row in enumerate(two_themes())]
    ten = [{**row, "rating": 2 * (1 + n % 5)} for n, row in enumerate(two_themes())]
    for rows in (five, ten):
        facts = measured(ANALYSIS, given(feedback=rows), AT).facts
        assert value_of(facts, "satisfied_share", theme="all", tongue="all") == 0.4
        assert value_of(facts, "dissatisfied_share", theme="all", tongue="all") == 0.4


def test_nobody_rates_so_nothing_is_said_of_content() -> None:
    done = outcome(ANALYSIS, given(feedback=two_themes(rating=None)), AT)
    assert names_of(done.section.facts, "satisfied_share") == []
    assert done.severity is Severity.WARN
    assert [missing.table for missing in done.section.missing] == ["feedback"]


def ticket(number: int, days: int | None, text: str = TOLD[0], **more: Any) -> dict[str, Any]:
    closed = None if days is None else f"2026-01-{1 + days:02d}T00:00:00"
    return {"ticket_id": f"k{number}", "opened_at": "2026-01-01T00:00:00", "closed_at": closed, "text": text, **more}


def test_open_tickets_still_wait_and_are_not_left_out() -> None:
    tickets = [ticket(n, n) for n in range(1, 6)] + [ticket(10 + n, None) for n in range(5)]
    facts = measured(ANALYSIS, given(feedback=two_themes(), tickets=tickets), AT).facts
    assert value_of(facts, "resolution_days", theme="all", tongue="all") == 5, "half of ten, not of the five solved"
    assert sorted(range(1, 6))[2] == 3, "the usual mistake: the middle of those that are solved"
    assert value_of(facts, "tickets_count", theme="all", tongue="all", state="open") == 5


def test_a_ticket_closed_before_it_was_opened_has_no_length() -> None:
    wrong = {**ticket(99, 1), "closed_at": "2025-12-30T00:00:00"}
    tickets = [ticket(n, 2) for n in range(6)] + [wrong]
    facts = measured(ANALYSIS, given(feedback=two_themes(), tickets=tickets), AT).facts
    assert value_of(facts, "resolution_days", theme="all", tongue="all") == 2


def test_a_theme_that_grew_is_named_as_growing() -> None:
    early = [said(n, (TOLD if n % 10 == 0 else PRICED)[n % 3]) for n in range(60)]
    late = [said(100 + n, (PRICED if n % 10 == 0 else TOLD)[n % 3]) | {"received_at": "2026-01-11"} for n in range(60)]
    done = outcome(ANALYSIS, given(feedback=[*early, *late]), AT)
    assert any(text.startswith("Growing") for text in done.section.narrative)
    steady = outcome(
        ANALYSIS,
        given(
            feedback=[
                *two_themes(),
                *(row | {"feedback_id": f"x{n}", "received_at": "2026-01-11"} for n, row in enumerate(two_themes())),
            ]
        ),
        AT,
    )
    assert not any(text.startswith("Growing") for text in steady.section.narrative)
