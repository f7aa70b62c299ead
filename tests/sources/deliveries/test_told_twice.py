"""One change that two exports tell counts once, and changes that only look alike count as often as they were."""

from pathlib import Path

from tests.sources.deliveries.given import Client, csv

HISTORY = "Id,OpportunityId,StageName,Amount,CloseDate,CreatedById,CreatedDate"
FIELDS = "Id,OpportunityId,Field,OldValue,NewValue,CreatedDate,CreatedById,IsDeleted"
DEAL, OWNER = "0065e00000YYYYYAA5", "0055e000001AAAAAA4"


def test_a_stage_told_by_stage_history_and_field_history_is_entered_once(tmp_path: Path) -> None:
    client = Client.at(tmp_path)
    history = (
        f"0081,{DEAL},Qualification,1000,2026-02-25,{OWNER},2026-01-05T10:00:00.000Z",
        f"0082,{DEAL},Proposal,1200.5,2026-02-25,{OWNER},2026-01-07T10:00:00.000Z",
    )
    fields = (
        f"0171,{DEAL},StageName,Qualification,Proposal,2026-01-07T10:00:01.000Z,{OWNER},false",
        f"0172,{DEAL},Amount,1000,1200.50,2026-01-07T10:00:01.000Z,{OWNER},false",
        f"0173,{DEAL},StageName,Proposal,Closed Won,2026-01-20T10:00:00.000Z,{OWNER},false",
    )
    client.give("history_2026-02-01.csv", csv(HISTORY, *history))
    client.give("fields_2026-02-01.csv", csv(FIELDS, *fields))
    assert sorted(client.column("stage_entries", "stage", "derived_from"), key=lambda row: row[0]) == [
        ("Closed Won", "field history"),  # what the other export does not tell
        ("Proposal", None),
        ("Qualification", None),
    ]
    changes = client.column("field_changes", "field", "new_value", "derived_from")
    assert [change for change in changes if change[0] == "amount"] == [("amount", "1200.5", None)]
    assert "told_twice" in {note.code for note in client.snapshot().notes}


def test_the_export_that_says_who_moved_a_contact_is_believed(tmp_path: Path) -> None:
    client = Client.at(tmp_path)
    people = "Record ID,Email,Lifecycle Stage,Create Date,Became a Marketing Qualified Lead Date"
    client.give("contacts_2026-02-01.csv", csv(people, "1,a@x.example,mql,2026-01-01 10:00,2026-01-20 11:00"))
    long = "contact_id,name,value,timestamp,source"
    rows = (
        "1,lifecyclestage,lead,2026-01-01T09:00:00Z,IMPORT",
        "1,lifecyclestage,marketingqualifiedlead,2026-01-20T10:00:42Z,CRM_UI",
    )
    client.give("property-history_2026-02-01.csv", csv(long, *rows))
    assert client.column("stage_entries", "stage", "changed_by_kind") == [("lead", "import"), ("mql", "person")]


def test_a_day_alone_is_the_entry_of_that_day(tmp_path: Path) -> None:
    client = Client.at(tmp_path)
    people = "Record ID,Email,Lifecycle Stage,Create Date,Became a Marketing Qualified Lead Date"
    client.give("contacts_2026-02-01.csv", csv(people, "1,a@x.example,mql,2026-01-01,2026-01-20"))
    long = "contact_id,name,value,timestamp,source"
    client.give("ph_2026-02-01.csv", csv(long, "1,lifecyclestage,mql,2026-01-20T16:10:42Z,CRM_UI"))
    assert client.column("stage_entries", "stage", "derived_from") == [("mql", "field history")]


def test_a_stage_entered_twice_is_entered_twice(tmp_path: Path) -> None:
    """Out and back within a minute, told by one export alone."""
    client = Client.at(tmp_path)
    moves = (("A", "B", "00"), ("B", "A", "20"), ("A", "B", "40"))
    rows = [
        f"{n},{DEAL},StageName,{old},{new},2026-01-07T10:00:{second}.000Z,{OWNER},false"
        for n, (old, new, second) in enumerate(moves)
    ]
    client.give("fields_2026-02-01.csv", csv(FIELDS, *rows))
    assert client.column("stage_entries", "stage") == ["A", "B", "B"]
