from cmokit.render import widths
from cmokit.render.blocks import Cell, Column, TableBlock
from cmokit.render.text import Run, words


def table(columns: int, text: str, align: str = "left") -> TableBlock:
    heads = tuple(Column(f"Column {i}", align) for i in range(columns))  # type: ignore[arg-type]
    return TableBlock((), heads, (tuple(Cell(words(text)) for _ in heads),))


def test_a_small_table_keeps_its_natural_width_upright() -> None:
    (layout,) = widths.layouts(table(3, "short"))
    assert (layout.turned, layout.size) == (False, widths.SIZES[0])
    assert sum(layout.widths) < widths.UPRIGHT


def test_a_wide_table_of_numbers_is_turned_before_a_number_is_broken() -> None:
    (layout,) = widths.layouts(table(13, "−118,240.55", "right"))
    assert layout.turned
    assert sum(layout.widths) <= widths.TURNED + 1
    assert min(layout.widths) >= widths.text_width("−118,240.55", layout.size)


def test_a_table_wider_than_a_turned_page_is_split_and_repeats_its_first_column() -> None:
    parts = widths.layouts(table(40, "−118,240.55", "right"))
    assert len(parts) > 1
    assert all(part.columns[0] == 0 for part in parts)
    assert sorted({index for part in parts for index in part.columns}) == list(range(40))
    assert all(sum(part.widths) <= widths.TURNED + 1 for part in parts)


def test_a_long_word_may_break_and_a_short_one_may_not() -> None:
    assert widths.BREAK in widths.breakable("x" * 90)
    assert widths.breakable("search_brand") == "search_brand"
    (layout,) = widths.layouts(table(2, "x" * 400))
    assert sum(layout.widths) <= widths.UPRIGHT + 1


def test_short_columns_get_what_they_need_before_long_ones_share_the_rest() -> None:
    heads = (Column("A"), Column("B"), Column("C"))
    rows = ((Cell(words("Google Ads")), Cell(words("long text " * 30)), Cell(words("other text " * 30))),)
    (layout,) = widths.layouts(TableBlock((), heads, rows))
    assert layout.widths[0] >= widths.text_width("Google Ads", layout.size)
    assert abs(layout.widths[1] - layout.widths[2]) < 60


def test_only_rows_that_surely_stay_on_one_line_of_our_latin_font_count_as_alike() -> None:
    def kind(text: str, style: str = "", fact: str = "") -> str:
        told = TableBlock((), (Column("A"),), ((Cell((Run(text, style, fact),)),),))  # type: ignore[arg-type]
        layout = widths.layouts(TableBlock((), (Column("A"),), ((Cell(words("w" * 20)),),)))[0]
        return widths.row_kind(told.rows[0], layout)

    assert kind("Google Ads") == "line"
    assert kind("Google Ads", fact="abc123") == "line with codes"
    assert kind("Google Ads " * 9) == kind("two\nlines") == kind("bold", "strong") == kind("بحث") == ""


def test_words_that_stay_together_are_one_to_the_column() -> None:
    heads = (Column("Quarter"), Column("Text"))
    rows = ((Cell(words("FY2026\u00a0Quarter\u00a0three")), Cell(words("long text " * 60))),)
    (layout,) = widths.layouts(TableBlock((), heads, rows))
    assert layout.widths[0] >= widths.text_width("FY2026\u00a0Quarter\u00a0three", layout.size) + widths.GAP
