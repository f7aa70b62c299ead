"""Which numbers in people's words need a source, and which only say when, which one or who."""

import pytest

from cmokit.render.numerals import line_of, loose_in


def loose(markdown: str) -> list[str]:
    return [found.text for found in loose_in(markdown)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We expect 40 % fewer calls.", ["40 %"]),
        ("It fell from 4.1 % to 2.9%.", ["4.1 %", "2.9%"]),
        ("About 12,400 EUR and 1 234 567 €.", ["12,400 EUR", "1 234 567 €"]),
        ("It costs €2.4m, 3x as much.", ["€2.4m", "3x"]),
        ("2000 leads, 25 of them twice", ["2000", "25"]),
        ("by 2000 EUR", ["2000 EUR"]),
        ("of 2000 customers", ["2000"]),
        ("½ of them", ["½"]),
        ("EUR20 and x3", ["20", "3"]),
        ("٤٠ عميل", ["٤٠"]),
        ("a ratio of 10-20", ["10", "20"]),
        ("see [link 4](https://example.org/5)", ["4"]),
        ("it is `5` in\n\n```\n6\n```", ["5", "6"]),
        ("rose to\n40. After that", ["40"]),
        ("{{said:12}} people", []),
        ("{{40}} people", ["40"]),
    ],
)
def test_a_number_without_a_source_is_found(text: str, expected: list[str]) -> None:
    assert loose(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "On 2026-01-12, in January 2026, by 12 January 2026, January 12, 2026 or 12.01.2026.",
        "Q1 2026, Q1–Q3, H2 of 2025, 1Q26, FY26, the 2025/26 budget, KW 12, 12/2025",
        "Im 1. Quartal 2026, seit dem 3. März, Ende 2025",
        "في عام ٢٠٢٥",
        "the 1st, the 2nd and the 23rd of March",
        "in 2025, half of 2025 was lost, from 2024 to 2025 we grew, 2024–2025, (2025), 2025's plan",
        "GA4, B2B, utm_2 and COVID-19",
        "section 4.2, chapter 3, week 12, delivery 2",
        "seven of ten, one of them, forty percent",
        '“we lose 30 a week”, „40 im Monat“, «50» and "60 a year"',
        "> we lose 30\n> or 40 a week",
        "# 12 things\n\n### 3 more\n\nTwelve things 3 underlined\n===",
        "1. first\n2. second\n\n   3. third",
        "| 2024 | 40 |\n|---|---|\n| yes | no |",
        "see https://example.org/2024/17 or mail a1@example.org",
        "{{fact:crm.duplicates.pairs_count}} and {{said:12|CEO, interview 2026-01-12}}",
        "![picture 3](chart-4.png) <!-- 5 --> <b class='x6'>bold</b>",
    ],
)
def test_what_says_when_which_or_who_is_free(text: str) -> None:
    assert loose(text) == []


def test_a_quotation_ends_with_its_paragraph() -> None:
    assert loose('An inch is 1" wide.\n\nAnd 2" more.') == ["1", "2"]


def test_the_place_of_a_number_is_its_own() -> None:
    text = "First line.\n\nThen 40 %\nand 50."
    found = loose_in(text)
    assert [text[n.start : n.end] for n in found] == ["40 %", "50"]
    assert [line_of(text, n.start) for n in found] == [3, 4]
