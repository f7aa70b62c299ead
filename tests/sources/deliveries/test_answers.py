"""What finance says of the engagement: in force where engagement.yaml is silent, refused where it contradicts."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import load_engagement
from cmokit.errors import ConfigurationError, ManyErrors
from tests.sources.deliveries.given import Client
from tests.sources.finance.books import JAN, book, head

ALL = {
    "currency": "EUR", "fiscal_year_starts": "1 April", "week_starts": "Sunday", "vat.share": 0.19,
    "vat.included_in[shopify.orders]": "yes", "vat.included_in[stripe.payments]": "no",
}  # fmt: skip


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """A client with the template's engagement.yaml, in which nobody has decided anything."""
    made = Client.at(tmp_path)
    made.folder.root.mkdir(parents=True, exist_ok=True)
    shutil.copy(kit_folder("engagement_template") / "engagement.yaml", made.folder.engagement_file)
    made.engagement = load_engagement(made.folder.engagement_file)
    return made


def given(client: Client, answers: dict[str, Any], name: str = "finance.xlsx", as_of: str = "2026-02-04") -> Path:
    settings = [
        ("Setting", "Answer", "Key"),
        *(("…", value, key) for key, value in {**answers, "as_of": as_of}.items()),
    ]
    rates = [head("fx_rates"), ("USD", "EUR", JAN, 0.92, None)]
    return book(client.outside / name, {"Settings": settings, "Exchange rates": rates})


def decide(client: Client, **keys: Any) -> None:
    from cmokit.engagement.edit import set_values

    set_values(client.folder.engagement_file, {key.replace("__", "."): value for key, value in keys.items()})
    client.engagement = load_engagement(client.folder.engagement_file)


def test_answers_are_written_where_nobody_has_decided_and_every_other_line_stays(client: Client) -> None:
    before = client.folder.engagement_file.read_text("utf-8").splitlines()
    report = client.take(given(client, ALL))
    said = {setting.key: (setting.value, setting.where) for setting in report.settings}
    assert said == {
        "fiscal_year_starts": ('"04-01"', "finance.xlsx, Settings row 3"),
        "week_starts": ("sunday", "finance.xlsx, Settings row 4"),
        "vat.share": ("0.19", "finance.xlsx, Settings row 5"),
        "vat.included_in": ("[shopify.orders]", "finance.xlsx, Settings row 6"),
    }
    after = client.folder.engagement_file.read_text("utf-8").splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 4
    assert all("#" in line for line in changed)
    settled = load_engagement(client.folder.engagement_file)
    assert (settled.fiscal_year_starts, str(settled.week_starts), settled.vat.share) == ("04-01", "sunday", 0.19)
    assert settled.vat.included_in == ("shopify.orders",)


def test_taken_in_again_nothing_is_left_to_settle(client: Client) -> None:
    client.take(given(client, ALL))
    client.engagement = load_engagement(client.folder.engagement_file)
    assert client.take(given(client, ALL)).settings == ()


def test_every_contradiction_is_one_line_with_both_sides_and_nothing_is_taken_in(client: Client) -> None:
    decide(client, vat__share="0.07", vat__included_in="[stripe.payments]", week_starts="monday",
           fiscal_year_starts='"07-01"')  # fmt: skip
    before = {path: path.read_bytes() for path in client.folder.root.rglob("*") if path.is_file()}
    with pytest.raises(ManyErrors) as refused:
        client.take(given(client, {**ALL, "currency": "USD"}))
    errors = refused.value.errors
    assert refused.value.exit_code == 3
    assert [error.column for error in errors] == [
        "currency", "fiscal_year_starts", "week_starts", "vat.share", "vat.included_in", "vat.included_in",
    ]  # fmt: skip
    lines = client.folder.engagement_file.read_text("utf-8").splitlines()
    for error in errors:
        assert error.row
        assert lines[error.row - 1].strip().startswith(str(error.column).split(".")[-1])
    assert errors[0].found == "EUR"
    assert errors[0].wanted == "USD (finance.xlsx, Settings row 2)"
    after = {path: path.read_bytes() for path in client.folder.root.rglob("*") if path.is_file()}
    assert {path.name for path in set(after) - set(before)} <= {"lock", ".lock", "engagement.lock"}
    assert all(after[path] == before[path] for path in before)


def test_the_newest_workbook_counts_whatever_the_order(client: Client) -> None:
    decide(client, vat__share="0.19")
    client.take(given(client, {"vat.share": 0.19}, "new.xlsx", "2026-03-04"))
    client.take(given(client, {"vat.share": 0.16}, "old.xlsx", "2026-02-04"))
    with pytest.raises(ConfigurationError, match="says otherwise"):
        client.take(given(client, {"vat.share": 0.2}, "newer.xlsx", "2026-04-04"))


def test_a_contradiction_that_came_later_stops_a_report_too(client: Client) -> None:
    client.take(given(client, {"vat.share": 0.19}))
    decide(client, vat__share="0.07")
    with pytest.raises(ConfigurationError) as refused:
        client.snapshot()
    assert (refused.value.column, refused.value.found) == ("vat.share", "0.07")


def test_an_answer_that_is_in_force_anyway_changes_no_line(client: Client) -> None:
    before = client.folder.engagement_file.read_bytes()
    report = client.take(given(client, {"fiscal_year_starts": "1 January", "week_starts": "Monday", "currency": "EUR"}))
    assert report.settings == ()
    assert client.folder.engagement_file.read_bytes() == before
