"""Masking small files written by hand."""

import stat
from pathlib import Path

import openpyxl
import pytest

from cmokit.errors import DataNotReadable, UsageError
from cmokit.sources.masking import Masking, mask_files
from cmokit.sources.masking.tokens import Tokens
from cmokit.sources.read import read_file
from cmokit.tables.masked import TOKEN
from tests.sources.finance.books import RATES, TOTALS, book

HEAD = "Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Create Date,Country/Region"
CONTACTS = f"""{HEAD}
1,Jörg,von Ahn,J.Ahn@firma.example,+49 170 1234567,Lead,2025-01-02 10:00,Germany
2,jörg,VON AHN, j.ahn@FIRMA.example,0170 123 45 67,Lead,2025-01-03 10:00,Germany
3,,,info@firma.example,n/a,Lead,2025-01-04 10:00,Germany
4,Test,Test,ada+test@firma.example,,Lead,2025-01-05 10:00,Germany
5,Ada,Quist,ada(at)firma.example,,Lead,2025-01-05 10:00,Germany
"""

TIERS = ("silver", "gold")


def written(folder: Path, text: str, name: str = "contacts.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def masked(path: Path, out: str = "out", key: str = "mask.key", **said: object) -> tuple[str, Masking]:
    folder = path.parent / out
    done = mask_files([path], out=folder, key_file=path.parent / key, **said)  # type: ignore[arg-type]
    return (folder / path.name).read_bytes().decode("utf-8", errors="replace"), done


def rows(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.splitlines()[1:]]


def test_equal_people_stay_equal_and_only_personal_cells_change(tmp_path: Path) -> None:
    text, done = masked(written(tmp_path, CONTACTS))
    one, other, desk, test, broken = rows(text)
    assert one[1].lower() == other[1]
    assert one[2] == other[2]
    assert one[3].lower() == other[3].strip().lower()
    assert one[3].endswith("@firma.example")
    assert one[4] == other[4]
    assert one[4].startswith("+999 ")
    assert [cells[0:1] + cells[5:] for cells in rows(text)] == [c[0:1] + c[5:] for c in rows(CONTACTS)]
    assert desk[3] == "info@firma.example", "a desk is nobody"
    assert test[1:3] == ["Test", "Test"]
    assert test[3].endswith("+test@firma.example")
    assert "@" not in broken[3], "what was no address is none"
    assert TOKEN.fullmatch(desk[4]), "what was no number is none"
    assert done.files[0].masked.keys() == {"First Name", "Last Name", "Email", "Phone Number"}
    assert done.files[0].rows_count == 5


def test_the_masked_file_is_read_as_the_same_export(tmp_path: Path) -> None:
    path = written(tmp_path, CONTACTS)
    masked(path)
    before, after = read_file(path), read_file(tmp_path / "out" / path.name)
    assert (before.kind, before.rows_in, before.rows_used) == (after.kind, after.rows_in, after.rows_used)
    assert before.tables["contacts"]["is_test"].equals(after.tables["contacts"]["is_test"])


def test_the_key_makes_the_tokens(tmp_path: Path) -> None:
    path = written(tmp_path, CONTACTS)
    first, made = masked(path)
    again, used = masked(path, out="again")
    other, _ = masked(path, out="other", key="other.key")
    assert first == again
    assert made.is_new_key
    assert not used.is_new_key
    assert made.fingerprint == used.fingerprint
    assert first != other
    assert stat.S_IMODE((tmp_path / "mask.key").stat().st_mode) == 0o600
    assert Tokens(b"a" * 32).name("Ahn") != Tokens(b"b" * 32).name("Ahn")


def test_the_key_never_lies_in_what_is_sent(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="key"):
        masked(written(tmp_path, CONTACTS), key="out/mask.key")
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mask.key").write_text("secret")
    with pytest.raises(UsageError, match="no key"):
        masked(written(tmp_path, CONTACTS))


def test_the_originals_are_never_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path, CONTACTS)
    with pytest.raises(UsageError, match="original"):
        mask_files([path], out=tmp_path, key_file=tmp_path / "k" / "mask.key")
    assert path.read_text("utf-8") == CONTACTS


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encoding_quotes_delimiter_and_line_ends_stay(tmp_path: Path, encoding: str) -> None:
    text = (
        'Record ID;"First Name";Last Name;Email;Lifecycle Stage;Notizen\r\n'
        '1;"Jörg";Ahn;"j@firma.example";"Lead";"er sagt ""ja"";\r\nmorgen"\r\n'
        "2;Zoë;Müller;z@firma.example;Lead;\r\n"
    )
    path = written(tmp_path, text, encoding=encoding)
    masked(path)
    got = (tmp_path / "out" / path.name).read_bytes()
    shown = got.decode(encoding)
    assert got.startswith(path.read_bytes()[:2])
    lines = shown.split("\r\n")
    assert lines[0] == text.split("\r\n")[0]
    assert len(lines) == 4, "the note is one token, its line break gone"
    assert lines[1].startswith('1;"msk')
    assert lines[1].endswith('"')
    assert '"Lead"' in lines[1]
    assert lines[2].startswith("2;msk")
    assert lines[2].endswith(";Lead;")


def test_an_unknown_column_is_masked_unless_its_values_name_nobody(tmp_path: Path) -> None:
    lines = [f"{i},Ada,Quist,a{i}@firma.example,Lead,likes tea {i},{TIERS[i % 2]},{i}.5,0171 555 00 {i}"
             for i in range(10, 30)]  # fmt: skip
    head = "Record ID,First Name,Last Name,Email,Lifecycle Stage,Hobby,Tier,Points,WhatsApp\n"
    text, done = masked(written(tmp_path, head + "\n".join(lines) + "\n"))
    [file] = done.files
    assert file.guessed == ("Tier", "Points")
    assert file.unknown == ("Hobby", "WhatsApp")
    assert "tea" not in text
    assert "0171" not in text
    assert "silver,10.5," in text
    kept, _ = masked(tmp_path / "contacts.csv", out="kept", keep=["hobby"])
    assert "likes tea 10" in kept


def test_people_are_found_in_columns_that_stay(tmp_path: Path) -> None:
    head = "Record ID,First Name,Last Name,Email,Lifecycle Stage,Associated Company,UTM Campaign\n"
    row = "1,Ada,Quist,ada.quist@firma.example,Lead,Ada Quist Consulting,for ada.quist@firma.example\n"
    text, _ = masked(written(tmp_path, head + row))
    assert "quist" not in text.lower()
    assert rows(text)[0][5].endswith(" Consulting")


def test_lines_around_the_table_name_nobody(tmp_path: Path) -> None:
    text = f"Exported by Ada Quist on 2026-01-05\n{HEAD}\n1,Bo,Lund,b@firma.example,,Lead,2025-01-02 10:00,Germany\n"
    text += "Torn,Eva\n"
    shown, _ = masked(written(tmp_path, text))
    assert "Quist" not in shown
    assert "Eva" not in shown
    assert "2026-01-05" in shown
    assert len(read_file(tmp_path / "out" / "contacts.csv").rows_set_aside) == 1


def test_a_description_keeps_its_order_and_notes_keep_the_campaign(tmp_path: Path) -> None:
    head = "Name,Email,Financial Status,Currency,Subtotal,Total,Lineitem name,Note Attributes,Notes,"
    head += "Shipping Name,Shipping Zip\n"
    note = '"utm_source: google\ngift_for: Ada Quist\nlanding_page: https://x.example/a?utm_medium=cpc&customer=ada"'
    text, _ = masked(
        written(
            tmp_path, f"{head}#1001,a@firma.example,paid,EUR,1,1,Tea,{note},call Ada,Ada Quist,'01234\n", "orders.csv"
        )
    )
    assert "utm_source: google" in text
    assert "utm_medium=cpc" in text
    assert "#1001" in text
    assert "ada" not in text.lower()
    assert "01234" not in text


def test_a_payment_that_names_a_person_keeps_its_order_alone(tmp_path: Path) -> None:
    head = "id,Description,Created (UTC),Amount,Currency,Fee,Status,Customer Email\n"
    lines = "ch_1,Order #1001,2025-07-01 04:46:00,7,eur,1,Paid,a@x.example\n"
    lines += "ch_2,Ada #1002,2025-07-01 04:46:00,7,eur,1,Paid,\n"
    text, _ = masked(written(tmp_path, head + lines, "payments.csv"))
    assert ",Order #1001," in text
    assert "Order #1002," in text
    assert "Ada" not in text


def test_a_changed_value_is_masked_by_the_field_that_changed(tmp_path: Path) -> None:
    head = "entity,entity_id,field,old_value,new_value,changed_at,changed_by,changed_by_kind,source_system\n"
    lines = (
        "contact,1,owner_id,Ada Quist,Bo Lund,2025-01-01T10:00:00Z,Ada Quist,person,hubspot\n"
        "contact,1,lead_status,New,Open,2025-01-02T10:00:00Z,CRM sync,integration,hubspot\n"
    )
    text, _ = masked(written(tmp_path, head + lines, "changes.csv"))
    assert "Quist" not in text
    assert "Lund" not in text
    assert "lead_status,New,Open,2025-01-02T10:00:00Z,CRM sync," in text


def test_an_export_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "foo,bar\nAda,x\n", "other.csv")
    with pytest.raises(DataNotReadable, match="--keep") as caught:
        masked(path)
    assert caught.value.exit_code == 4
    assert not (tmp_path / "out").exists()
    text, done = masked(path, keep=["bar"])
    assert done.files[0].kind == "unknown"
    assert "Ada" not in text
    assert text.endswith(",x\n")


def test_a_slip_in_a_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        masked(written(tmp_path, CONTACTS), mask=["Emial"])


def test_one_bad_file_leaves_nothing(tmp_path: Path) -> None:
    good, bad = written(tmp_path, CONTACTS), written(tmp_path, "foo,bar\n1,2\n", "bad.csv")
    with pytest.raises(DataNotReadable):
        mask_files([good, bad], out=tmp_path / "out", key_file=tmp_path / "mask.key")
    assert not (tmp_path / "out").exists()


def test_a_column_that_a_person_names_is_masked_too(tmp_path: Path) -> None:
    head = "Record ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage,Greeting\n"
    lines = "".join(f"{i},A,B,a{i}@x.example,Cher,Lead,Cher\n" for i in range(20))
    text, _ = masked(written(tmp_path, head + lines), mask=["Greeting"])
    assert "Cher" not in text


def test_a_workbook_is_sent_as_values_of_one_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        HEAD.split(","),
        [1, "Ada", "Quist", "a@firma.example", "+49 170 1234567", "Lead", "2025-01-02", "Germany"],
    ):
        sheet.append(row)
    sheet["B2"].comment = openpyxl.comments.Comment("Ada's desk", "Eva")
    book.create_sheet("Hidden").append(["Ada Quist"])
    book["Hidden"].sheet_state = "hidden"
    book.properties.creator = "Eva Lund"
    path = tmp_path / "contacts.xlsx"
    book.save(path)
    masked(path)
    masked(path, out="again")
    got = openpyxl.load_workbook(tmp_path / "out" / path.name)
    assert got.sheetnames == [sheet.title]
    assert got.properties.creator == "cmokit"
    values = [cell.value for cell in got.active[2]]
    assert values[0] == 1
    assert values[3].endswith("@firma.example")
    assert values[5] == "Lead"
    assert not {"Ada", "Quist"} & set(values)
    assert got.active["B2"].comment is None
    assert (tmp_path / "out" / path.name).read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_finances_workbook_goes_along_whole_as_values_and_without_its_author(tmp_path: Path) -> None:
    path = book(tmp_path / "finance.xlsx", {"Exchange rates": RATES, "Control totals": TOTALS})
    filled = openpyxl.load_workbook(path)
    filled.properties.creator = "Jo Bloggs"
    filled.create_sheet("Salaries").sheet_state = "hidden"
    filled.save(path)
    _, done = masked(path)
    sent = tmp_path / "out" / "finance.xlsx"
    assert [file.kind for file in done.files] == ["finance"]
    assert openpyxl.load_workbook(sent).sheetnames == ["Exchange rates", "Control totals"]
    assert openpyxl.load_workbook(sent).properties.creator == "cmokit"
    open_, closed = (read_file(file).as_json(rows=True) for file in (path, sent))
    assert closed["rows"] == open_["rows"]


def test_finances_workbook_that_names_a_person_of_the_other_files_stops_all(tmp_path: Path) -> None:
    people = written(tmp_path, CONTACTS)
    totals = [*TOTALS, ("Refunds", "Feb 2026", 5, "EUR", "asked Jörg von Ahn")]
    path = book(tmp_path / "finance.xlsx", {"Exchange rates": RATES, "Control totals": totals})
    with pytest.raises(DataNotReadable, match="finance's workbook") as refused:
        mask_files([people, path], out=tmp_path / "out", key_file=tmp_path / "mask.key")
    assert (refused.value.code, refused.value.row, refused.value.column) == ("personal_left", 3, "Control totals")
    assert not list((tmp_path / "out").glob("*"))
