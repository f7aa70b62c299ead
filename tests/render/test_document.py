from dataclasses import replace
from decimal import Decimal

from cmokit.exhibits.section import Section
from cmokit.render.blocks import Heading, Notes, Paragraph, Part, Steps, TableBlock
from cmokit.render.chapters import closed_up
from cmokit.render.document import report_document
from cmokit.render.report_meta import ReportMeta
from cmokit.render.text import plain, words
from cmokit.vocabulary import Severity
from tests.render.sections import bridge, duplicates, meta, names, sections


def test_the_meta_travels_through_json_unchanged() -> None:
    assert ReportMeta.from_dict(meta().to_dict()) == meta()


def test_chapters_are_numbered_in_order_and_unanswered_sections_are_one_table_at_the_end() -> None:
    parts = report_document(sections(), meta()).parts
    assert [(part.number, part.title) for part in parts] == [
        ("1", "Duplicate records"),
        ("2", "Campaign names"),
        ("3", "Funnel conversion"),
        ("4", "Platform to cash"),
        ("5", "What we could not answer, and what to send"),
    ]
    table = parts[-1].blocks[0]
    assert isinstance(table, TableBlock)
    assert len(table.rows) == 2


def test_the_summary_ranks_by_verdict_then_money_and_takes_three_decisions() -> None:
    summary = report_document(sections(), meta()).summary
    assert summary.verdict is Severity.FAIL
    assert [plain(d.stake) for d in summary.decisions] == ["€64,231", "€48,213", ""]
    assert [d.owner for d in summary.decisions] == [
        "Owner: Mona El-Sayed",
        "Owner: Jonas Weber",
        "Owner to be named (sales)",
    ]


def test_a_headline_figure_stands_against_target_baseline_or_limit_or_says_that_none_is_agreed() -> None:
    def against(section: Section, **changes: object) -> str:
        return plain(report_document([section], meta(**changes)).summary.figures[0].yardstick)

    target = meta().targets
    assert against(duplicates()) == "target 2% (board, January)"
    assert against(duplicates(), targets={}, baseline=target) == "baseline 2% (board, January)"
    assert against(duplicates(), targets={}) == "at most 5% (the kit's default limit)"
    assert against(names()) == "at least 95% (the limit agreed in this engagement)"
    assert against(bridge()) == "No yardstick is agreed."


def test_an_amount_without_a_yardstick_is_held_against_the_figure_that_gave_the_verdict() -> None:
    section = duplicates()
    share, pairs = section.facts[0], section.facts[1]
    told = replace(section, key_facts=(pairs.name, share.name))
    shown = plain(report_document([told], meta(targets={})).summary.figures[0].yardstick)
    assert shown == (
        "Judged with its section. Contacts that are duplicates: 8.3%, wanted at most 5% (the kit's default limit)"
    )


def test_the_verdict_is_a_sentence_about_this_client_worst_findings_first() -> None:
    brief = "a tenth of the contacts are there twice"
    told = (bridge(), replace(duplicates(), brief=brief), names())
    sentence = plain(report_document(told, meta()).summary.sentence)
    assert sentence == (
        "Of €415,100 ordered, €352,812 became cash; −€64,231 came back; "
        "a tenth of the contacts are there twice; 99.7% of the campaign names follow the rule."
    )


def test_a_table_of_a_chapter_shows_its_first_rows_unless_they_are_the_steps_of_one_thing() -> None:
    table = next(b for b in report_document([names()], meta()).parts[0].blocks if isinstance(b, TableBlock))
    assert (len(table.rows), table.total_rows, table.in_workbook) == (12, 36, True)
    [whole] = names().tables
    short = replace(names(), tables=(replace(whole, rows=whole.rows[:16], is_whole=True),))
    table = next(b for b in report_document([short], meta()).parts[0].blocks if isinstance(b, TableBlock))
    assert (len(table.rows), table.total_rows) == (16, None)


def test_the_files_table_adds_up_and_leaves_withdrawn_files_out_of_the_sum() -> None:
    files = meta().received
    told = meta(received=(*files, replace(files[0], file="wrong.csv", is_withdrawn=True, reason="the wrong year")))
    appendix = report_document(sections(), told).appendices[0]
    table = next(block for block in appendix.blocks if isinstance(block, TableBlock))
    shown = [[plain(cell.runs) for cell in row] for row in table.rows]
    assert shown[-1] == ["All files in use", "", "", "5,110", "5,100", "10"]
    assert shown[2][1] == "HubSpot contacts\nwithdrawn: the wrong year"
    assert shown[2][3:] == ["4,210", "", ""], "nothing of it is used"


def test_what_an_analyst_adds_stands_where_it_was_added() -> None:
    text = Notes((Paragraph(words("A remark.")),))
    chapter = Notes((Heading(4, words("A chapter")), Paragraph(words("Its text."))))
    parts = report_document([duplicates(), text, chapter, bridge()], meta()).parts
    assert [(part.number, part.title, part.by_analyst) for part in parts] == [
        ("1", "Duplicate records", False),
        ("2", "A chapter", True),
        ("3", "Platform to cash", False),
    ]
    assert _last_words(parts[0]) == "A remark."


def test_heading_levels_are_closed_up_below_the_chapter() -> None:
    def levels(*given: int) -> list[int]:
        return [b.level for b in closed_up([Heading(n, words("h")) for n in given]) if isinstance(b, Heading)]

    assert levels(4, 6, 6, 2, 5) == [2, 3, 3, 2, 3]


def test_money_at_stake_is_said_with_its_formula_and_owner() -> None:
    part = report_document([duplicates()], meta()).parts[0]
    steps = next(block for block in part.blocks if isinstance(block, Steps))
    assert steps.owner == "Owner: Jonas Weber"
    assert plain(steps.stake) == "At stake: €48,213 (334 clusters at the average cost of a contact)."
    silent = replace(duplicates(), money_at_stake_amount=None)
    part = report_document([silent], meta()).parts[0]
    assert next(block for block in part.blocks if isinstance(block, Steps)).stake == ()


def test_an_amount_with_cents_only_keeps_them() -> None:
    small = replace(duplicates(), money_at_stake_amount=Decimal("9.05"))
    assert plain(report_document([small], meta()).summary.decisions[0].stake) == "€9.05"


def _last_words(part: Part) -> str:
    last = part.blocks[-1]
    assert isinstance(last, Paragraph)
    return plain(last.runs)
