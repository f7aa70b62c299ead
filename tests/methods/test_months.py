from cmokit.methods.months import local_month
from tests.analyses.builders import build


def test_a_moment_belongs_to_the_month_of_the_client_s_own_clock() -> None:
    moments = ("2025-12-31T22:59:59", "2025-12-31T23:00:00", "2026-03-31T22:00:00", None)
    table = build("contacts", *({"contact_id": str(n), "created_at": at} for n, at in enumerate(moments)))
    months = table.select("contact_id", month=local_month(table, "created_at", "Europe/Berlin")).order_by("contact_id")
    assert months.to_pyarrow()["month"].to_pylist() == ["2025-12", "2026-01", "2026-04", None]


def test_without_any_moment_there_is_no_month() -> None:
    table = build("contacts", {"contact_id": "ann"})
    assert table.select(month=local_month(table, "created_at", "UTC")).to_pyarrow()["month"].to_pylist() == [None]
