"""cmokit freeze and cmokit pilot: a plan with what it can show, the list by lot, the arm read back, what is wrong."""

import csv
import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Type

FIRST = date(2025, 10, 1)
LEADS = 240  # two a day; every fifth is qualified within a week
TODAY, LATER = "2026-01-05", "2026-01-28"
ITEM = """\
experiments:
  - id: call-first
    question: Does a call first help?
    primary_metric: funnel.conversion.stage_share
    design: randomised
    unit_kind: contact
    strata: [country]
    variants: [as_before, call]
    outcome_kind: reached
    outcome_stage: mql
    follow_up_days: 10
    start_on: 2026-01-06
    assign_until_on: 2026-01-30
    end_on: 2026-02-20
    minimum_effect_share: 0.25
    plausible_share: 0.4
    decision_rule: Expand from 25 points on
    stop_rule: Complaints
    workflow: calls
    owner: Ann Lee
"""


def contacts(until: date, arms: dict[str, str] | None = None) -> str:
    """HubSpot's export of everybody who came until a day, two leads a day."""
    head = "Record ID,Email,Lifecycle Stage,Create Date,Country/Region,Became a Lead Date,"
    lines = [head + "Became a Marketing Qualified Lead Date" + (",Pilot arm call-first" if arms is not None else "")]
    for number in range(LEADS):
        day = FIRST + timedelta(days=number // 2)
        if day > until:
            break
        stage = "marketingqualifiedlead" if number % 5 == 0 else "lead"
        mql = f"{day + timedelta(days=3)} 09:00" if number % 5 == 0 and day + timedelta(days=3) <= until else ""
        who = f"{900 + number},p{number}@x{number}.example,{stage}"
        row = f"{who},{day} 09:00,{('DE', 'FR')[number % 2]},{day} 09:00,{mql}"
        lines.append(row + ("," + arms.get(str(900 + number), "") if arms is not None else ""))
    return "\n".join(lines) + "\n"


@pytest.fixture
def client(cmokit: Type, acme: Path, tmp_path: Path) -> Path:
    """A client with a CRM's export and one experiment in its register."""
    (acme / "registers").mkdir(exist_ok=True)
    (acme / "registers" / "experiments.yaml").write_text(ITEM, "utf-8")
    taken_in(cmokit, tmp_path, "contacts-2026-01-05.csv", contacts(date(2026, 1, 5)), TODAY)
    return acme


def taken_in(cmokit: Type, folder: Path, name: str, text: str, on: str) -> None:
    path = folder / name
    path.write_text(text, "utf-8")
    code, _, said = cmokit("ingest", "acme", str(path), "--as-of", on, "--today", on)
    assert code == 0, said


def changed(client: Path, *pairs: tuple[str, str]) -> None:
    path = client / "registers" / "experiments.yaml"
    text = path.read_text("utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, "utf-8")


def plans(client: Path) -> list[Path]:
    return sorted((client / "registers" / "plans").glob("*.yaml"))


def test_a_plan_is_frozen_with_what_it_can_show(cmokit: Type, client: Path):
    code, said, _ = cmokit("freeze", "acme", "call-first", "--today", TODAY, "--json")
    assert code == 0
    plan = json.loads(said)["plan"]
    assert (plan["frozen_by"], plan["expected_count"], plan["design_effect"]) == ("Ann Lee", 50, 1)
    assert plan["baseline_share"] == pytest.approx(0.2, abs=0.01)
    assert 0.2 < plan["detectable_share"] < 0.4
    assert "effects of" in cmokit("freeze", "acme", "call-first", "--today", TODAY)[1]
    assert len(plans(client)) == 1, "the same plan is frozen once"


def test_what_a_plan_lacks_is_named_line_by_line(cmokit: Type, client: Path):
    changed(
        client, ("    follow_up_days: 10\n", ""), ("    stop_rule: Complaints\n", ""), ("    outcome_stage: mql\n", "")
    )
    code, _, said = cmokit("freeze", "acme", "call-first", "--today", TODAY)
    assert code == 3
    assert len(said.strip().splitlines()) == 3
    for field in ("follow_up_days", "stop_rule", "outcome_stage"):
        assert f"column {field}" in said
    assert plans(client) == [], "nothing half frozen"


def test_a_pilot_without_a_control_is_not_frozen(cmokit: Type, client: Path):
    changed(client, ("design: randomised", "design: before_after"))
    code, _, said = cmokit("freeze", "acme", "call-first", "--today", TODAY)
    assert code == 3
    assert "row 5, column design" in said
    assert "do: keep a part back by lot" in said


def test_an_edited_plan_is_refused_and_a_new_one_stands_beside_the_old(cmokit: Type, client: Path):
    cmokit("freeze", "acme", "call-first", "--today", TODAY)
    [path] = plans(client)
    kept = path.read_bytes()
    path.write_bytes(kept.replace(b"minimum_effect_share: 0.25", b"minimum_effect_share: 0.05"))
    code, _, said = cmokit("freeze", "acme", "call-first", "--today", TODAY)
    assert code == 3
    assert "edited after it was frozen" in said
    assert path.name in said
    assert "do: put the frozen text back" in said
    path.write_bytes(kept)
    changed(client, ("end_on: 2026-02-20", "end_on: 2026-02-27"))
    assert "1 earlier one(s) stay" in cmokit("freeze", "acme", "call-first", "--today", TODAY)[1]
    assert len(plans(client)) == 2
    assert "plan changed after the freeze" in cmokit("pilot", "check", "acme", "--today", TODAY)[1]


def test_only_an_implausible_effect_makes_a_leading_measure_the_main_one(cmokit: Type, client: Path):
    """Sold within ten days: nobody. What comes sooner is taken, in the plan and in the register."""
    changed(
        client, ("outcome_stage: mql", "outcome_stage: customer"), ("plausible_share: 0.4", "plausible_share: 0.05")
    )
    changed(client, ("minimum_effect_share: 0.25", "minimum_effect_share: 0.3"))
    code, said, wrong = cmokit("freeze", "acme", "call-first", "--today", TODAY)
    assert code == 0, wrong
    assert "beyond what anyone would believe" in said
    text = plans(client)[0].read_text("utf-8")
    assert "asked_stage: customer" in text
    assert "business_stage: customer" in (client / "registers" / "experiments.yaml").read_text("utf-8")


def test_where_nothing_believable_can_be_seen_it_says_so_before_the_start(cmokit: Type, client: Path):
    changed(
        client,
        ("plausible_share: 0.4", "plausible_share: 0.05"),
        ("minimum_effect_share: 0.25", "minimum_effect_share: 0.04"),
    )
    code, _, said = cmokit("freeze", "acme", "call-first", "--today", TODAY)
    assert code == 1
    assert "nobody would believe more than 5.0%" in said
    assert "do: assign until" in said or "do: take more units" in said
    passed = ("--override", "Eva Roth", "--reason", "we want to learn the tool")
    assert cmokit("freeze", "acme", "call-first", "--today", TODAY, *passed)[0] == 0
    assert "we want to learn the tool" in (client / "registers" / "decisions.yaml").read_text("utf-8")


def listed(client: Path, place: str) -> dict[str, str]:
    [path] = sorted(client.glob(place))
    with path.open(encoding="utf-8", newline="") as file:
        return {row[0]: row[1] for row in list(csv.reader(file))[1:]}


def assign(cmokit: Type, folder: Path) -> dict[str, str]:
    """Frozen, then drawn of the leads that came since; gives record → arm of the file for HubSpot."""
    cmokit("freeze", "acme", "call-first", "--today", TODAY)
    taken_in(cmokit, folder, "contacts-2026-01-27.csv", contacts(date(2026, 1, 27)), "2026-01-27")
    code, _, said = cmokit("pilot", "assign", "acme", "call-first", "--for", "hubspot", "--today", LATER)
    assert code == 0, said
    return listed(folder / "engagements" / "acme", "pilot/call-first-hubspot-contact.csv")


def test_the_list_is_drawn_by_lot_within_strata_and_kept(cmokit: Type, client: Path, tmp_path: Path):
    arms = assign(cmokit, tmp_path)
    new = [
        str(900 + n) for n in range(LEADS) if date(2026, 1, 6) <= FIRST + timedelta(days=n // 2) <= date(2026, 1, 27)
    ]
    assert sorted(arms) == new, "leads of the days of assignment, and no others"
    for country in (0, 1):
        counts = Counter(arm for record, arm in arms.items() if (int(record) - 900) % 2 == country)
        assert abs(counts["as_before"] - counts["call"]) <= 2
    head = next(client.glob("pilot/*.csv")).read_text("utf-8").splitlines()[0]
    assert head == "Record ID,Pilot arm call-first"
    assert len(list(client.glob("inbox/assignments-call-first-*.csv"))) == 1
    again = cmokit("pilot", "assign", "acme", "call-first", "--for", "hubspot", "--today", LATER)[1]
    assert "0 drawn now" in again
    assert listed(client, "pilot/call-first-hubspot-contact.csv") == arms


def test_a_crossover_is_read_back_from_the_next_export(cmokit: Type, client: Path, tmp_path: Path):
    arms = assign(cmokit, tmp_path)
    moved = next(record for record, arm in sorted(arms.items()) if arm == "as_before")
    exported = contacts(date(2026, 1, 30), {**arms, moved: "call"})
    taken_in(cmokit, tmp_path, "contacts-2026-02-02.csv", exported, "2026-02-02")
    code, said, _ = cmokit("pilot", "check", "acme", "call-first", "--today", "2026-02-02", "--json")
    assert code == 1
    [fault] = json.loads(said)["faults"]
    assert (fault["fault"], fault["unit_id"], fault["arm"], fault["found"]) == (
        "other_in_crm",
        moved,
        "as_before",
        "call",
    )
    assert fault["row"]
    line = cmokit("pilot", "check", "acme", "--today", "2026-02-02")[1]
    assert "do: put the list's arm back into the record" in line


def test_a_unit_in_two_arms_is_named_with_its_line(cmokit: Type, client: Path, tmp_path: Path):
    arms = assign(cmokit, tmp_path)
    record, arm = next(iter(sorted(arms.items())))
    other = "call" if arm == "as_before" else "as_before"
    text = f"experiment_id,unit_kind,unit_id,variant,assigned_on\ncall-first,contact,{record},{other},2026-01-29\n"
    taken_in(cmokit, tmp_path, "assignments-by-hand.csv", text, "2026-01-29")
    code, said, _ = cmokit("pilot", "check", "acme", "--today", "2026-01-30")
    assert code == 1
    assert said.count("in two arms") == 1
    assert f"{arm} → {other}" in said


def test_lists_that_hold_are_said_to_hold(cmokit: Type, client: Path, tmp_path: Path):
    assign(cmokit, tmp_path)
    assert cmokit("pilot", "check", "acme", "--today", LATER)[0] == 0


@pytest.mark.parametrize(("today", "said"), [("2026-01-05", "have not begun"), ("2026-01-31", "are over")])
def test_nobody_is_drawn_outside_the_days_of_assignment(cmokit: Type, client: Path, today: str, said: str):
    cmokit("freeze", "acme", "call-first", "--today", TODAY)
    code, _, wrong = cmokit("pilot", "assign", "acme", "call-first", "--for", "hubspot", "--today", today)
    assert code == 2
    assert said in wrong


def test_nothing_is_drawn_without_a_frozen_plan(cmokit: Type, client: Path):
    code, _, said = cmokit("pilot", "assign", "acme", "call-first", "--for", "hubspot", "--today", LATER)
    assert code == 2
    assert "do: cmokit freeze acme call-first" in said
    assert cmokit("freeze", "acme", "no-such", "--today", TODAY)[0] == 2


def test_a_timing_sheet_comes_back_as_runs_that_name_it(cmokit: Type, client: Path, tmp_path: Path):
    (client / "registers" / "workflows.yaml").write_text("workflows:\n  - {id: calls, name: Calling}\n", "utf-8")
    code, said, _ = cmokit("pilot", "timing", "acme", "call-first", "--json")
    assert code == 0
    book = load_workbook(json.loads(said)["file"])
    sheet = book.active
    assert "[calls]" in sheet["A1"].value
    for place, value in zip("ABCDE", ("900", "Ann", date(2025, 12, 1), 12, "done"), strict=True):
        sheet[f"{place}6"] = value
    book.save(tmp_path / "filled.xlsx")
    found = json.loads(cmokit("read", str(tmp_path / "filled.xlsx"), "--rows", "--json")[1])
    assert (found["kind"], found["rows_in"], found["rows_used"]) == ("workflow_runs", 1, 1)
