"""Two runs held against each other: what they stand on first, then figures with their noise, then records."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmokit.engagement.writing import make_folder, write_text
from cmokit.errors import UsageError
from cmokit.exhibits.facts_file import dump_json
from cmokit.runs.desk import Desk
from cmokit.runs.difference import APART, STATED, as_document, difference
from tests.runs.issuing import desk_in

DUPLICATES = "crm.duplicates"


def fact(value: float, n: int, name: str = "duplicate_share") -> dict[str, object]:
    return {"id": f"{DUPLICATES}.{name}", "value": value, "unit": "share", "n": n, "low": None, "high": None,
            "confidence": None, "dimensions": {}, "period": None, "definition": None, "sources": []}  # fmt: skip


def run(
    desk: Desk,
    name: str,
    *facts: dict[str, object],
    day: str = "2026-01-31",
    rows: tuple[str, ...] = (),
    settings: dict[str, str] | None = None,
    files: tuple[str, ...] = ("contacts.csv",),
) -> None:
    """A finished run, by hand. rows: contacts that the evidence names."""
    folder = desk.folder.runs / name
    evidence = {"file": f"{DUPLICATES}.parquet", "sha256": "0" * 64, "rows_count": len(rows)}
    said = {"id": DUPLICATES, "severity": "PASS", "reason": "", "missing": [], "money_at_stake_amount": None}
    write_text(folder / "facts.json", dump_json({"facts": list(facts), "analyses": [{**said, "evidence": evidence}]}))
    manifest = {"run": name, "phase": "audit", "as_of": day, "kit": "0.1.0", "kit_sha256": "k", "lock_sha256": "l",
                "settings": settings or {"currency": "1"}, "parameters": {}, "definitions": [],
                "files": [{"file": file, "sha256": file} for file in files]}  # fmt: skip
    write_text(folder / "manifest.json", dump_json(manifest))
    from cmokit.analyses.catalog import BY_ID

    tracked = BY_ID[DUPLICATES].tracked
    assert tracked is not None
    columns = {column: pa.array(list(rows), pa.string()) for column in tracked.columns}
    path = make_folder(folder / "evidence") / f"{DUPLICATES}.parquet"
    pq.write_table(pa.table({**columns, "amount": pa.array([None] * len(rows), pa.string())}), path)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_in(tmp_path)


def test_figures_and_records_of_one_phase_as_their_runs_state_them(desk: Desk):
    run(desk, "audit-1", fact(0.2, 1000), rows=("ann", "bob"))
    run(desk, "audit-2", fact(280 / 1200, 1200), day="2026-02-28", rows=("bob", "cat", "dan"), files=("a.csv", "b.csv"))
    found = difference(desk, "audit-1", "audit-2")
    assert (found.how, found.causes.files_come, found.causes.files_gone) == (
        STATED,
        ("a.csv", "b.csv"),
        ("contacts.csv",),
    )
    (figure,) = found.figures
    assert figure.moved.is_more_than_noise is True
    assert (figure.moved.since_n, figure.moved.since_share) == (200, 0.4)
    (rows,) = found.rows
    assert (len(rows.new), len(rows.gone)) == (2, 1)


def test_what_did_not_move_is_counted_and_what_one_side_lacks_is_named(desk: Desk):
    run(desk, "audit-1", fact(0.2, 100), fact(0.5, 100, "merged_share"))
    run(desk, "audit-2", fact(0.2, 100), fact(0.3, 100, "checked_share"))
    found = difference(desk, "audit-1", "audit-2")
    assert (found.figures, found.same_count) == ((), 1)
    assert (found.only_then, found.only_now) == ((f"{DUPLICATES}.merged_share",), (f"{DUPLICATES}.checked_share",))


def test_where_counting_changed_and_the_earlier_terms_were_not_kept_nothing_is_set_side_by_side(desk: Desk):
    run(desk, "audit-1", fact(0.2, 100))
    run(desk, "audit-2", fact(0.9, 100), settings={"currency": "2"})
    found = difference(desk, "audit-1", "audit-2")
    assert (found.how, found.figures, found.causes.settings) == (APART, (), ("currency",))


def test_as_a_document_every_figure_carries_how_it_was_told(desk: Desk):
    run(desk, "audit-1", fact(0.2, 1000))
    run(desk, "audit-2", fact(280 / 1200, 1200))
    document = as_document(difference(desk, "audit-1", "audit-2"))
    (figure,) = document["figures"]
    assert (figure["told_by"], figure["is_more_than_noise"]) == ("since", True)
    assert document["versions"]["old"]["kit"] == "0.1.0"


@pytest.mark.parametrize("name", ["audit-9", "pilot", "update", "../audit-1", ""])
def test_what_is_no_run_is_refused_with_those_that_there_are(desk: Desk, name: str):
    run(desk, "audit-1", fact(0.2, 100))
    with pytest.raises(UsageError, match="audit-1"):
        difference(desk, "audit-1", name if name != "../audit-1" else "../audit-2")
