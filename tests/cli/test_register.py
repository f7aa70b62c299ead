"""cmokit register: checked with an exit code, taken back or refused, and the tier with the rule that decides."""

import json
from pathlib import Path

import openpyxl
import pytest

from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.registers.base import read_register
from cmokit.registers.decisions import DECISIONS
from tests.cli.conftest import Type

LIVE = "workflows:\n  - {id: weekly, name: Weekly report, state: tested, owner: Bo}\n"
TIERS = """\
risk_tiers:
  - {id: public, name: Public content, tier: medium, audience: [public], approver: Head of marketing}
  - {id: prices, name: Prices, tier: high, legal_need: [pricing], approver: Counsel}
"""


def client_of(acme: Path) -> ClientFolder:
    return Workspace(acme.parents[1]).client("acme")


def enter(acme: Path, name: str, text: str) -> Path:
    path = client_of(acme).registers / f"{name}.yaml"
    path.write_text(text, "utf-8")
    return path


def test_check_lists_gaps_with_their_lines_and_fails(cmokit: Type, acme: Path) -> None:
    enter(acme, "decisions", "decisions:\n  - id: D-1\n    issue: Which agency?\n    review_on: 2026-01-10\n")
    code, shown, _ = cmokit("register", "check", "acme", "decisions", "--today", "2026-01-20", "--json")
    assert code == 1
    found = {(one["field"], one["code"], one["line"]) for one in json.loads(shown)}
    assert ("review_on", "review_overdue", 4) in found
    assert set(json.loads(shown)[0]) == {"register", "id", "field", "code", "message", "line"}


def test_a_client_without_registers_has_nothing_to_say(cmokit: Type, acme: Path) -> None:
    assert cmokit("register", "check", "acme", "--today", "2026-01-20", "--json")[:2] == (0, "[]\n")


def test_a_register_that_is_unknown_is_named_with_the_nearest(cmokit: Type, acme: Path) -> None:
    code, _, said = cmokit("register", "check", "acme", "owner")
    assert code == 2
    assert "did you mean owners?" in said


def live(cmokit: Type, acme: Path) -> Path:
    """The workbook in which somebody sets the workflow live."""
    enter(acme, "workflows", LIVE)
    path = Path(json.loads(cmokit("register", "export", "acme", "workflows", "--json")[1])["file"])
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[5] if cell.value == "State")
    sheet.cell(7, column).value = "live"
    book.save(path)
    return path


def test_a_workflow_goes_live_only_when_all_is_written_down(cmokit: Type, acme: Path) -> None:
    code, _, said = cmokit("register", "import", "acme", str(live(cmokit, acme)), "--today", "2026-01-20")
    assert code == 1
    assert "live without: How to stop it" in said
    assert "live without: Approval tier" in said
    assert (client_of(acme).registers / "workflows.yaml").read_text("utf-8") == LIVE


def test_an_override_lets_it_pass_and_is_on_record(cmokit: Type, acme: Path) -> None:
    path = live(cmokit, acme)
    words = ("--override", "Eva Roth", "--reason", "agreed until Friday", "--today", "2026-01-20")
    code, shown, said = cmokit("register", "import", "acme", str(path), *words)
    assert code == 0, said
    assert "let pass: weekly" in shown
    assert "state: live" in (client_of(acme).registers / "workflows.yaml").read_text("utf-8")
    [decision] = read_register(client_of(acme), DECISIONS)
    assert (decision.owner, decision.decision, str(decision.decided_on)) == (
        "Eva Roth",
        "agreed until Friday",
        "2026-01-20",
    )
    assert "How to stop it" in str(decision.evidence)
    assert cmokit("register", "check", "acme", "workflows", "--today", "2026-01-20")[0] == 1


def test_an_override_is_a_name_and_a_reason(cmokit: Type, acme: Path) -> None:
    code, _, said = cmokit("register", "import", "acme", str(live(cmokit, acme)), "--override", "Eva Roth")
    assert code == 2
    assert "an override needs its reason" in said


@pytest.mark.parametrize(
    ("words", "tier", "rule"),
    [
        (("--audience", "public"), "medium", "public"),
        (("--audience", "public", "--legal-need", "pricing"), "high", "prices"),
        (("--audience", "internal"), "high", None),
    ],
)
def test_the_tier_is_said_with_the_rule_that_decides(cmokit: Type, acme: Path, words, tier, rule) -> None:
    enter(acme, "risk_tiers", TIERS)
    code, shown, _ = cmokit("register", "tier", "acme", *words, "--json")
    assert code == 0
    told = json.loads(shown)
    assert (told["tier"], told["rule"]) == (tier, rule)


def test_a_condition_that_does_not_exist_is_refused(cmokit: Type, acme: Path) -> None:
    code, _, said = cmokit("register", "tier", "acme", "--audience", "everybody")
    assert code == 2
    assert "internal, customer, public" in said


def test_the_backlog_is_ranked_and_the_roadmap_written(cmokit: Type, acme: Path) -> None:
    enter(
        acme,
        "backlog",
        "backlog:\n  - {id: a, opportunity: Report, business_value: 4, times_a_month: 4, adoption_feasibility: 5}\n",
    )
    code, shown, said = cmokit("register", "rank", "acme", "--json")
    assert code == 0, said
    told = json.loads(shown)
    assert [(one["id"], one["rank"]) for one in told["ranked"]] == [("a", 1)]
    assert Path(told["file"]).is_file()
    assert cmokit("register", "rank", "acme", "--weights", "1,2")[0] == 2


def test_nobody_gets_forty_sheets(cmokit: Type, acme: Path) -> None:
    enter(acme, "backlog", "backlog:\n  - {id: a, opportunity: Report}\n")
    told = json.loads(cmokit("register", "export", "acme", "--today", "2026-01-20", "--json")[1])
    assert set(told["registers"]) == {"data_sources", "glossary", "stage_map", "owners", "data_access", "backlog"}
    assert "risk_tiers" in told["others"]
    assert "risk_tiers" in cmokit("register", "export", "acme", "--today", "2026-01-20")[1]
