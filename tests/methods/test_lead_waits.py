"""Who owns a lead, and what a date of creation tells."""

import pandas as pd
import pytest

from cmokit.methods.lead_waits import created_by_day, owners_of


def made(*moments: str, file: str = "report.csv") -> pd.DataFrame:
    return pd.DataFrame({"created_at": pd.to_datetime(list(moments), utc=True), "source_file": file})


@pytest.mark.parametrize(
    ("moments", "are_days"),
    [
        (("2025-03-28T11:00Z", "2025-03-30T10:00Z", "2025-10-26T11:00Z"), True),  # noon, also where the clock changes
        (("2025-03-28T23:00Z", "2025-07-01T22:00Z"), True),  # midnight in Berlin
        (("2025-03-28T11:00Z", "2025-03-30T10:01Z"), False),
        (("2025-03-28T11:00Z", "2025-03-28T23:00Z"), False),
        (("2025-03-28T09:15Z",), False),
    ],
)
def test_a_file_of_noons_or_of_midnights_gives_days(moments: tuple[str, ...], are_days: bool) -> None:
    assert created_by_day(made(*moments), "Europe/Berlin").tolist() == [are_days] * len(moments)


def test_each_file_is_told_by_itself() -> None:
    rows = pd.concat([made("2025-03-28T11:00Z"), made("2025-03-28T11:00Z", "2025-03-28T11:01Z", file="crm.csv")])
    assert created_by_day(rows.reset_index(drop=True), "Europe/Berlin").tolist() == [True, False, False]


def test_an_owner_is_one_however_a_system_names_it() -> None:
    rows = [
        {"user_id": "u1", "name": "Ann Lee", "email": "ann@firm.example", "timezone": "Europe/London"},
        {"user_id": "u2", "name": "ann lee", "email": None, "timezone": "Mars/Base"},
        {"user_id": None, "name": "Nobody", "email": None, "timezone": "Europe/Paris"},
    ]
    owners = owners_of(rows)
    assert [owners.id_of(text) for text in ("U1", "ANN LEE", "Ann@Firm.example", "u2", "Bob")] == [
        *("u1", "u1", "u1", "u2", "Bob")
    ]
    assert owners.zones == {"u1": "Europe/London"}, "a zone that does not exist is none"
    assert owners.names == {"u1": "Ann Lee", "u2": "ann lee"}
