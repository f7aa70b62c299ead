"""cmokit status: the day, what came in, what was run, and the next command."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.sources.deliveries.ledger import Received, write_ledger
from tests.cli.conftest import Type


def client_of(acme: Path) -> ClientFolder:
    return Workspace(acme.parents[1]).client("acme")


def received(number: int, *, is_withdrawn: bool = False) -> Received:
    return Received(
        sha256=f"{number:064x}",
        name=f"contacts-{number}.csv",
        path=f"inbox/contacts-{number}.csv",
        kind="hubspot.contacts",
        delivery_id="d1",
        received_on=date(2026, 1, 12),
        extract_on=date(2026, 1, 10 + number),
        rows_in_count=1200,
        rows_used_count=1190,
        rows_set_aside_count=10,
        is_withdrawn=is_withdrawn,
    )


def publish(client: ClientFolder, *files: int, as_of: str = "2026-01-12") -> None:
    folder = client.reports / "audit"
    folder.mkdir(parents=True)
    manifest = {"as_of": as_of, "files": [{"sha256": f"{number:064x}"} for number in files]}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    analyses = [{"id": "crm.readiness", "severity": "FAIL"}, {"id": "crm.integrity", "severity": "WARN"}]
    (folder / "facts.json").write_text(json.dumps({"as_of": as_of, "analyses": analyses, "facts": []}))
    (folder / "audit.pdf").write_bytes(b"%PDF-1.7")


def status(cmokit: Type, *words: str) -> dict[str, Any]:
    code, shown, said = cmokit("status", "acme", "--json", *words)
    assert code == 0, said
    (client,) = json.loads(shown)["clients"]
    assert isinstance(client, dict)
    return client


def next_words(client: dict[str, Any]) -> str:
    """The next command without the program and its workspace."""
    command: str = client["next"]["command"]
    return " ".join(command.split()[3:])


def test_the_day_counts_from_the_start_and_names_the_phase(cmokit: Type, acme: Path) -> None:
    first = status(cmokit, "--today", "2026-01-05")
    assert (first["day"], first["of_days"], first["phase"]) == (1, 90, "audit")
    assert status(cmokit, "--today", "2026-02-10")["phase"] == "pilot"
    assert "begins in 5 days" in cmokit("status", "--today", "2025-12-31")[1]
    assert "day 91 of 90 (over)" in cmokit("status", "--today", "2026-04-05")[1]


def test_the_next_act_follows_the_work(cmokit: Type, acme: Path) -> None:
    client = client_of(acme)
    assert next_words(status(cmokit)) == "ingest acme FILES…"
    (client.inbox / "contacts-1.csv").write_text("Record ID\n1\n")
    assert next_words(status(cmokit)) == "ingest acme"
    write_ledger(client, [received(1)])
    assert next_words(status(cmokit)) == "run acme audit"
    publish(client, 1)
    assert next_words(status(cmokit)) == "open acme audit"
    write_ledger(client, [received(1), received(2)])
    assert next_words(status(cmokit)) == "run acme audit"


def test_a_file_taken_out_of_use_calls_for_a_new_report(cmokit: Type, acme: Path) -> None:
    write_ledger(client_of(acme), [received(1), received(2, is_withdrawn=True)])
    publish(client_of(acme), 1, 2)
    assert next_words(status(cmokit)) == "run acme audit"


def test_files_after_the_phases_own_day_call_for_no_new_report(cmokit: Type, acme: Path) -> None:
    yaml = (acme / "engagement.yaml").read_text("utf-8")
    (acme / "engagement.yaml").write_text(yaml.replace("audit: {}", "audit: {as_of: 2026-01-11}"), "utf-8")
    write_ledger(client_of(acme), [received(1), received(2)])
    publish(client_of(acme), 1, as_of="2026-01-11")
    assert next_words(status(cmokit)) == "open acme audit"


def test_a_report_asked_for_as_of_a_later_day_than_the_phase_s_is_not_called_old(cmokit: Type, acme: Path) -> None:
    yaml = (acme / "engagement.yaml").read_text("utf-8")
    (acme / "engagement.yaml").write_text(yaml.replace("audit: {}", "audit: {as_of: 2026-01-11}"), "utf-8")
    write_ledger(client_of(acme), [received(1), received(2)])
    publish(client_of(acme), 1, 2, as_of="2026-01-12")
    assert next_words(status(cmokit)) == "open acme audit"


def test_withdrawn_files_are_counted_apart(cmokit: Type, acme: Path) -> None:
    write_ledger(client_of(acme), [received(1), received(2, is_withdrawn=True)])
    got = status(cmokit)["received"]
    assert (got["files"], got["used"], got["withdrawn"], got["rows_in"]) == (2, 1, 1, 1200)
    assert got["newest_on"] == "2026-01-11"


def test_a_person_reads_verdicts_worst_first(cmokit: Type, acme: Path) -> None:
    publish(client_of(acme), 1)
    assert "1 FAIL, 1 WARN" in cmokit("status")[1]


def test_an_invalid_engagement_is_shown_not_stumbled_over(cmokit: Type, acme: Path) -> None:
    (acme / "engagement.yaml").write_text("schema: 1\nclient: acme\n")
    client = status(cmokit)
    assert client["day"] is None
    assert len(client["faults"]) == 4
    assert next_words(client) == "doctor"


def test_an_empty_workspace_says_how_to_begin(cmokit: Type) -> None:
    code, shown, _ = cmokit("status")
    assert code == 0
    assert "demo" in shown


def test_open_leads_to_the_front_door_or_to_a_report(cmokit: Type, acme: Path) -> None:
    assert cmokit("open", "acme", "audit", "--print")[0] == 2
    code, shown, _ = cmokit("open", "acme", "--print", "--today", "2026-01-09")
    assert (code, shown.strip()) == (0, str(client_of(acme).reports / "index.html"))
    publish(client_of(acme))
    code, shown, _ = cmokit("open", "acme", "--print", "--format", "pdf")
    assert (code, shown.strip()) == (0, str(client_of(acme).reports / "audit" / "audit.pdf"))
    assert cmokit("open", "acme", "--print", "--format", "doc")[0] == 2
    assert cmokit("open", "acme", "baseline", "--print")[0] == 2


def test_the_client_s_words_come_before_the_audit_until_somebody_answered_one(
    cmokit: Type, acme: Path, tmp_path: Path
) -> None:
    path = tmp_path / "hubspot-contacts-2026-01-10.csv"
    path.write_text("Record ID,Email,Lifecycle Stage\n1,a@x.example,MQL neu\n2,b@x.example,Dauerpflege\n", "utf-8")
    shown = cmokit("ingest", "acme", str(path))[1]
    assert shown.splitlines()[-1].endswith("map acme")
    said = json.loads(cmokit("status", "acme", "--json")[1])["clients"][0]["next"]
    assert said["act"] == "say what the client's own words mean: 2 have no meaning yet"
    assert said["command"].endswith("map acme")
    cmokit("map", "acme", "--xlsx")
    assert cmokit("map", "acme", "--from", str(acme / "request" / "words.xlsx"))[0] == 0
    assert json.loads(cmokit("status", "acme", "--json")[1])["clients"][0]["next"]["command"].endswith("run acme audit")


def test_the_gate_in_front_and_what_is_due_stand_with_their_commands(cmokit: Type, acme: Path) -> None:
    client_of(acme).registers.joinpath("decisions.yaml").write_text(
        "decisions:\n  - {id: D-1, issue: Which agency?, owner: Bo, review_on: 2026-01-12}\n", "utf-8"
    )
    found = status(cmokit, "--today", "2026-01-20")
    assert found["gate"]["phase"] == "audit"
    assert "no audit report is published" in found["gate"]["open"]
    first = found["acts"][0]
    assert (first["what"], first["due_on"], first["owner"]) == ("look again at: Which agency?", "2026-01-12", "Bo")
    assert first["is_late"]
    assert first["command"].endswith("register export acme decisions")
    assert [act["due_on"] for act in found["acts"]] == sorted(act["due_on"] for act in found["acts"])


def test_a_plan_with_a_mistake_is_named_and_the_rest_is_shown(cmokit: Type, acme: Path) -> None:
    client_of(acme).root.joinpath("plan.yaml").write_text("name: ours\nphases: {autumn: {}}\n", "utf-8")
    code, shown, _ = cmokit("status", "acme", "--today", "2026-01-20")
    assert code == 0
    assert "plan.yaml, row 2" in shown
    assert "Next: take in the client's exports" in shown


def test_all_clients_are_listed_together_by_the_day_that_something_is_due(cmokit: Type, acme: Path) -> None:
    cmokit("new", "zeta", "--name", "Zeta", "--currency", "EUR", "--timezone", "Europe/Berlin", "--start", "2026-01-01")
    code, shown, said = cmokit("status", "--today", "2026-01-20")
    assert code == 0, said
    together = shown.split("Due at all clients")[1].splitlines()
    days = [line.split()[0] for line in together if line.strip().startswith("2026")]
    assert days == sorted(days)
    assert any("zeta" in line for line in together)
