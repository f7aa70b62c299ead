"""What sellers did and who changed what, masked: nobody's name is left, and the files say the same."""

from pathlib import Path

import pyarrow as pa

from cmokit.sources.masking import mask_files
from cmokit.sources.read import read_file
from tests.sources.exports import BERLIN, written

FILES = {
    "task.csv": """Id,WhoId,OwnerId,Subject,TaskSubtype,Status,ActivityDate,CreatedDate,CallType,IsClosed,Description
00T1,00Q5e00000AAAAA,0055e000001AAAA,Call with Ann Lee,Task,Completed,2026-01-06,2026-01-06T09:30:00Z,Inbound,true,Ann
00T2,00Q5e00000AAAAA,0055e000001AAAA,[Outreach] Email: << Lee,Email,Completed,2026-01-06,2026-01-06T09:30:00Z,,true,x y
""",
    "user.csv": """Id,Username,Name,Email,IsActive,UserRoleId,ProfileId,TimeZoneSidKey
0055e000001AAAA,ann.lee@x.example,Ann Lee,ann.lee@x.example,true,00E1,00e1,Europe/Berlin
""",
    "member.csv": """Id,CampaignId,LeadId,ContactId,Status,HasResponded,FirstRespondedDate,FirstName,LastName,Email
00v1,701A,00Q5e00000AAAAA,,Responded,true,2026-01-05,Ann,Lee,ann.lee@x.example
""",
    "leads.csv": """LeadId,Field,OldValue,NewValue,CreatedDate,CreatedById
00Q5e00000AAAAA,Status,Open - Not Contacted,Working - Contacted,2026-01-05T10:00:00Z,Ann Lee
00Q5e00000AAAAA,Owner,Ann Lee,Bob Ray,2026-01-05T10:00:00Z,0055e000001AAAA
00Q5e00000AAAAA,Email,ann.lee@x.example,lee@x.example,2026-01-05T10:00:00Z,0055e000001AAAA
""",
    "activities.csv": """\
Record ID,Activity type,Activity date,Assigned to,Associated Contact IDs,Associated Contact,\
Subject
1,Call,2026-01-06 10:30,Ann Lee,101,Bob Ray,Call with Bob Ray
""",
}
PERSONAL = {
    "activities": ("owner_id", "owner_id_written"),
    "users": ("name", "email"),
    "campaign_members": (),
    "field_changes": ("old_value", "new_value", "changed_by"),
    "stage_entries": ("changed_by",),
}


def without_people(tables: dict[str, pa.Table]) -> dict[str, list[dict]]:
    return {name: table.drop_columns(list(PERSONAL[name])).to_pylist() for name, table in tables.items()}


def test_masked_activities_users_members_and_histories_read_as_before(tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    files = [written(folder, text, name) for name, text in FILES.items()]
    mask_files(files, out=tmp_path / "masked", key_file=tmp_path / "key")
    for file in files:
        before = read_file(file, settings=BERLIN)
        after = read_file(tmp_path / "masked" / file.name, settings=BERLIN)
        assert after.kind == before.kind
        assert without_people(after.tables) == without_people(before.tables)
        text = (tmp_path / "masked" / file.name).read_text().lower()
        assert [name for name in ("ann", "lee", "bob") if name in text.replace("leads", "")] == []
