"""The sample of merges to be checked by hand, and what a checked one says."""

import csv
import io
from pathlib import Path

import pytest

from cmokit.analyses.repairs import Merge
from cmokit.errors import DataNotReadable, ManyErrors
from cmokit.methods.uncertainty import wilson
from cmokit.runs.merge_sample import ANSWER, SAMPLE_SIZE, pairs_to_check, read_checked, sample_csv


def merges(**strata: int) -> list[Merge]:
    return [
        Merge(
            "hubspot",
            "contacts",
            f"{why}{n}",
            (f"{why}{n}b",),
            (why,),
            (),
            (),
            "",
            {},
            {f"{why}{n}": {}, f"{why}{n}b": {}},
        )
        for why, count in strata.items()
        for n in range(count)
    ]


def checked(tmp_path: Path, *answers: str, name: str = "crm.duplicates.hubspot.check.csv") -> Path:
    path = tmp_path / name
    lines = [f"s{n},m{n},{answer},,x" for n, answer in enumerate(answers)]
    path.write_text("\n".join([f"survivor,merged,{ANSWER},remark,matched_by", *lines]) + "\n", "utf-8")
    return path


def test_the_sample_is_of_each_kind_its_share_and_at_least_one() -> None:
    drawn = [pair.matched_by for pair in pairs_to_check(merges(mail=300, name=95, phone=5))]
    assert len(drawn) == SAMPLE_SIZE
    assert [drawn.count(why) for why in ("mail", "name", "phone")] == [30, 9, 1]


def test_the_same_merges_in_any_order_give_the_same_sample_and_few_are_all_taken() -> None:
    many = merges(mail=200)
    assert pairs_to_check(many) == pairs_to_check(many[::-1])
    assert len(pairs_to_check(merges(mail=7, name=2))) == 9


def test_a_merge_that_joins_the_others_rarely_changes_who_is_drawn() -> None:
    before, after = pairs_to_check(merges(mail=200)), pairs_to_check(merges(mail=201))
    assert len({p.merged for p in before} & {p.merged for p in after}) >= SAMPLE_SIZE - 1


def test_the_answer_cell_is_empty_and_names_stand_only_where_they_may() -> None:
    pairs = pairs_to_check(merges(mail=1))
    [row] = csv.DictReader(io.StringIO(sample_csv(pairs, ()).decode("utf-8-sig")))
    assert (row["survivor"], row["merged"], row[ANSWER]) == ("mail0", "mail0b", "")
    assert "survivor_email" not in row


def test_a_checked_sample_gives_the_share_of_right_merges_with_wilsons_interval(tmp_path: Path) -> None:
    found = read_checked(checked(tmp_path, *["y"] * 18, "N", "nein", ""))
    assert (found.right_count, found.checked_count, found.open_count, found.share) == (18, 20, 1, 0.9)
    assert (found.low, found.high) == wilson(18, 20)


def test_a_spreadsheet_may_have_saved_it_with_semicolons(tmp_path: Path) -> None:
    path = checked(tmp_path, "Ja", "ja")
    path.write_text(path.read_text("utf-8").replace(",", ";"), "utf-8")
    assert read_checked(path).right_count == 2


def test_every_answer_that_is_none_is_named_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(ManyErrors) as caught:
        read_checked(checked(tmp_path, "y", "perhaps", "n", "?"))
    assert [(error.code, error.row, error.found) for error in caught.value.errors] == [
        ("not_an_answer", 3, "perhaps"),
        ("not_an_answer", 5, "?"),
    ]


def test_a_pair_answered_twice_differently_is_refused(tmp_path: Path) -> None:
    path = checked(tmp_path, "y")
    path.write_text(path.read_text("utf-8") + "s0,m0,n,,x\n", "utf-8")
    with pytest.raises(ManyErrors) as caught:
        read_checked(path)
    assert [error.code for error in caught.value.errors] == ["two_answers"]


def test_a_sample_without_any_answer_and_another_file_say_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataNotReadable) as empty:
        read_checked(checked(tmp_path, "", ""))
    assert empty.value.code == "nothing_answered"
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(DataNotReadable):
        read_checked(other)
