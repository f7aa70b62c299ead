"""How old each source is on the day of an update."""

from dataclasses import replace
from datetime import date

from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.figures import required
from cmokit.analyses.update import sources
from tests.analyses.builders import build

TODAY = date(2026, 3, 6)


def received(kind: str, day: str, **more: object) -> dict[str, object]:
    return {"file_id": f"{kind}-{day}", "kind": kind, "extract_on": day, "received_on": "2026-03-06", **more}


def ages(*rows: dict[str, object]) -> sources.SourceAges:
    return sources.measure(build("received_files", *rows), replace(DEFAULTS, as_of=TODAY))


def test_the_newest_file_of_a_kind_tells_its_age() -> None:
    found = ages(received("contacts", "2026-02-01"), received("contacts", "2026-03-04"))
    assert required(found.facts, "age_days", kind="contacts").value == 2


def test_a_source_more_than_ten_days_behind_the_newest_is_stale_and_ten_days_are_not() -> None:
    found = ages(received("orders", "2026-03-05"), received("contacts", "2026-02-23"), received("fields", "2026-02-22"))
    assert [age.kind for age in found.ages if age.is_stale] == ["fields"]
    assert required(found.facts, "stale_count").value == 1


def test_a_file_of_a_period_stands_on_its_end_and_a_withdrawn_one_on_nothing() -> None:
    rows = [
        received("ad_spend", None, period_end_on="2026-03-01"),  # type: ignore[arg-type]
        received("ad_spend", "2026-03-05", is_withdrawn=True),
    ]
    found = ages(*rows)
    assert found.ages[0].ends_on == date(2026, 3, 1)


def test_what_came_after_the_day_of_the_update_is_not_counted() -> None:
    found = ages(received("contacts", "2026-03-04"), received("contacts", "2026-04-01"))
    assert found.ages[0].days == 2
