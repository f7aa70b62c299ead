"""What a section says of its findings over deliveries, and what it leaves to the workbook."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from cmokit.analyses.finding_states import standing
from cmokit.exhibits.section import Section
from cmokit.render.document import look_of
from cmokit.render.text import FactBook, plain, resolve
from cmokit.runs.standing_shown import Tracking
from tests.analyses.test_finding_states import seen
from tests.render.sections import duplicates, meta


def shown(*deliveries: str, amount: str | None = None) -> Section:
    """The section after deliveries as words: `ab` shows the findings of the records a and b."""
    section = replace(duplicates(), narrative=(), tables=(), currency="EUR")
    analysis = SimpleNamespace(id=section.analysis, definition=None, needs=(), uses=())
    outcome: Any = SimpleNamespace(analysis=analysis, section=section)
    money = Decimal(amount) if amount else None
    found = standing(seen(*deliveries, amount=money), lambda table, record: True)
    return Tracking(outcome, found, ()).shown(section, lambda fact: fact)


def said(section: Section) -> list[str]:
    book = FactBook.of([section])
    return [plain(resolve(text, book, look_of(meta()), section.analysis)) for text in section.narrative]


def test_the_movement_is_one_paragraph_and_its_table_is_for_the_workbook() -> None:
    section = shown("abcd", "abc", "abx", amount="2.50")
    assert said(section) == [
        "Findings since the delivery of 5 Feb 2026: 1 new, 0 returned, 2 that stood before."
        " Of all found earlier: 2 fixed, 0 gone with their records."
        " All of those still open were already found in the first delivery, of 5 Jan 2026."
        " All findings together hold €7.50, after €7.50 at the delivery before."
    ]
    [table] = section.tables
    assert table.in_workbook_only
    assert len(table.rows) == 3


def test_what_the_first_delivery_showed_already_is_a_figure_of_its_own() -> None:
    section = shown("ab", "abc", "abc")
    assert "2 of those still open were already found in the first delivery" in said(section)[0]
    [oldest] = [fact for fact in section.facts if "first_seen" in fact.dimensions]
    assert oldest.value == 2


def test_with_two_deliveries_the_one_before_is_the_first() -> None:
    assert "first delivery" not in said(shown("ab", "a"))[0]


def test_nothing_is_said_in_the_first_delivery_nor_where_nothing_was_ever_found() -> None:
    assert said(shown("ab")) == []
    assert said(shown("", "", "")) == []
