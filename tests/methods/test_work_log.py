"""The log of a board: stays that close each other, columns in which work ends, rows that cannot be."""

from datetime import UTC, datetime

from cmokit.methods.work_log import COLUMNS, NEGATIVE, UNDATED, UNMARKED, work_log

END = datetime(2026, 2, 1, tzinfo=UTC)


def day(number):
    return datetime(2026, 1, number, 9, tzinfo=UTC)


def row(item, status, entered, left=None, **more):
    told = {"item_id": item, "status": status, "entered_at": entered and day(entered), "left_at": left and day(left)}
    return dict.fromkeys(COLUMNS) | {"source_file": "f", "source_row": 1, "is_waiting": False} | told | more


def of(*rows):
    return work_log(rows, END)


def test_a_stay_without_an_end_ends_where_the_next_one_begins():
    [item] = of(row("a", "Draft", 1), row("a", "Review", 5, is_waiting=True), row("a", "Done", 9)).items
    assert [(stay.status, stay.left_at) for stay in item.stays] == [("Draft", day(5)), ("Review", day(9))]
    assert item.ended_at == day(9)


def test_what_is_still_there_at_the_end_of_the_log_is_open():
    later = datetime(2026, 2, 3, tzinfo=UTC)
    log = of(row("a", "Draft", 1), row("b", "Draft", 2, left_at=later), row("c", "Draft", 2, entered_at=later))
    assert [(item.id[1], item.stays[-1].left_at, item.ended_at) for item in log.items] == [
        ("a", None, None),
        ("b", None, None),
    ]


def test_an_item_that_left_the_board_is_done():
    [item] = of(row("a", "Draft", 1, 4)).items
    assert item.ended_at == day(4)


def test_a_column_that_many_items_never_left_is_an_end_whatever_its_name():
    many = [row(f"n{n}", status, day_) for n in range(5) for status, day_ in (("Draft", 1), ("In the wild", 5 + n))]
    assert {item.ended_at is None for item in of(*many).items} == {False}
    assert [item.ended_at for item in of(*many[:8]).items] == [None] * 4, "four items may only be stuck there"
    waiting = [one | {"is_waiting": one["status"] != "Draft"} for one in many]
    assert {item.ended_at for item in of(*waiting).items} == {None}, "a queue that nobody serves is no end"


def test_work_that_was_taken_up_again_is_open_and_was_not_worked_on_meanwhile():
    [item] = of(row("a", "Draft", 1), row("a", "Done", 3), row("a", "Draft", 8)).items
    assert [stay.entered_at for stay in item.stays] == [day(1), day(8)]
    assert item.ended_at is None


def test_rows_that_cannot_be_are_set_apart_and_counted():
    log = of(row("a", "Draft", 5, 2), row("a", "Review", None), row("b", "Draft", 1, 2))
    assert [item.id[1] for item in log.items] == ["b"]
    assert (log.set_apart[NEGATIVE], log.set_apart[UNDATED]) == (1, 1)


def test_a_mark_left_out_is_that_of_the_column_where_the_others_agree():
    log = of(
        row("a", "Queue", 1, 2, is_waiting=True),
        row("b", "Queue", 1, 2, is_waiting=None),
        row("c", "Mixed", 1, 2, is_waiting=True),
        row("d", "Mixed", 1, 2),
        row("e", "Mixed", 1, 2, is_waiting=None),
    )
    marks = {item.id[1]: item.stays[0].is_waiting for item in log.items}
    assert (marks["b"], marks["e"]) == (True, None)
    assert log.set_apart[UNMARKED] == 1
    assert not of(row("a", "Queue", 1, 2, is_waiting=None)).is_marked


def test_the_same_number_on_two_boards_is_two_items():
    assert len(of(row("1", "Draft", 1, source_system="a"), row("1", "Draft", 1, source_system="b")).items) == 2
