"""Single keys are set; every other character stays as a person wrote it."""

from pathlib import Path

import pytest

from cmokit.engagement.edit import flow, parse_value, rename_key, set_values, with_values
from cmokit.engagement.load import load_engagement
from cmokit.engagement.yaml_text import parse_yaml
from cmokit.errors import ManyErrors, UsageError
from tests.engagement.files import WHOLE, written

HERE = Path("engagement.yaml")


def test_only_the_value_changes_and_its_remark_keeps_its_column() -> None:
    text = "a: 1    # why\n# between\nb:\n  c: old    # here\n"
    assert with_values(text, {"b.c": "much"}, HERE) == "a: 1    # why\n# between\nb:\n  c: much   # here\n"


@pytest.mark.parametrize(
    ("before", "key", "value", "after"),
    [
        ("a:    # left empty\nb: 1\n", "a", 2, "a: 2  # left empty\nb: 1\n"),
        ("a:\n  x: 1\n  # remark\nb: 2\n", "a.y", 3, "a:\n  x: 1\n  y: 3\n  # remark\nb: 2\n"),
        ("a: 1\n", "b.c.d", True, "a: 1\nb: {c: {d: true}}\n"),
        ("a: 1", "b", [1, "x: y"], 'a: 1\nb: [1, "x: y"]\n'.rstrip("\n")),
        ("a: {b: 1}\n", "a.c", 2, "a: {b: 1, c: 2}\n"),
        ("a: # none\n  b:\n", "a.b", "x", "a: # none\n  b: x\n"),
        ("a: |\n  long\n  text\nb: 1\n", "a", "short", "a: short\nb: 1\n"),
        ("a: [1,\n    2]  # two\n", "a", [], "a: []          # two\n"),
        ("a: 1\r\nb: 2\r\n", "b", 3, "a: 1\r\nb: 3\r\n"),
    ],
)
def test_a_key_is_set_wherever_it_stands(before: str, key: str, value: object, after: str) -> None:
    assert with_values(before, {key: value}, HERE) == after


@pytest.mark.parametrize(
    "value",
    ["plain", "true", "120", "01-01", "#fff", "a: b", "Ünal & Söhne", "سارة", "- x", "", " x ", "a\nb", "null", "1e3"],
)
def test_text_stays_text_through_the_file(value: str) -> None:
    assert parse_yaml(HERE, with_values("a: old  # remark\n", {"a": value}, HERE)).values == {"a": value}


def test_a_value_is_typed_as_yaml() -> None:
    assert parse_value("k", "120") == 120
    assert parse_value("k", "[a, b]") == ["a", "b"]
    assert parse_value("k", "#1F4E79") == "#1F4E79"
    assert flow({"a": [1, None, "b"]}) == "{a: [1, null, b]}"


def test_the_file_is_written_only_when_all_of_it_is_valid(tmp_path: Path) -> None:
    path = written(tmp_path, WHOLE + "# mine\n")
    set_values(path, {"definitions.attribution.lookback_days": "120"})
    assert load_engagement(path).definitions.attribution.lookback_days == 120
    assert "# mine\n" in path.read_text()
    before = path.read_bytes()
    with pytest.raises(ManyErrors, match="unknown currency"):
        set_values(path, {"currency": "EURO", "name": "Other"})
    assert path.read_bytes() == before


def test_a_key_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(UsageError, match="no key"):
        with_values("a: 1\n", {"a b": 1}, HERE)


def test_a_key_is_renamed_where_it_stands() -> None:
    assert rename_key("# head\ntz: UTC  # zone\nname: tz\n", "tz", "timezone", HERE) == (
        "# head\ntimezone: UTC  # zone\nname: tz\n"
    )
