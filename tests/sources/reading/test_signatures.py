"""A file is what its bytes are, whatever its name says; what is no table is refused by name."""

import gzip
import zipfile

import pytest

from cmokit.errors import DataNotReadable


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (gzip.compress(b"id,name\n1,a\n", mtime=0), "gzip"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"\xef\xbb\xbf \n<table><tr><td>id</td></tr></table>", "web page"),
        (b'{"contacts": [1, 2]}', "JSON"),
        (b'[{"id": 1}]', "JSON"),
        (b'<?xml version="1.0"?><a/>', "XML"),
        ("<html></html>".encode("utf-16"), "web page"),
    ],
)
def test_another_format_under_a_csv_name_is_refused_by_what_it_is(inbox, content, found):
    with pytest.raises(DataNotReadable, match=found) as refusal:
        inbox.read(content)
    assert refusal.value.code == "wrong_format"
    assert refusal.value.mend


def test_text_under_a_workbooks_name_is_refused(inbox):
    with pytest.raises(DataNotReadable, match=r"text file under the name \.xlsx"):
        inbox.read("id,name\n1,a\n", "export.xlsx")


def test_a_zip_of_files_is_refused(inbox):
    with zipfile.ZipFile(inbox.folder / "export.csv", "w") as archive:
        archive.writestr("contacts.csv", "id\n1\n")
    with pytest.raises(DataNotReadable, match="zip archive"):
        inbox.read((inbox.folder / "export.csv").read_bytes())


def test_an_encrypted_workbook_is_said_to_need_its_password(inbox):
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    with pytest.raises(DataNotReadable) as refusal:
        inbox.read(container + "EncryptedPackage".encode("utf-16-le"), "export.xlsx")
    assert refusal.value.code == "password_protected"
    with pytest.raises(DataNotReadable, match="old Excel"):
        inbox.read(container, "export.xls")


def test_a_folder_is_no_file(inbox):
    from cmokit.sources.reading import read_raw

    with pytest.raises(DataNotReadable) as refusal:
        read_raw(inbox.folder)
    assert refusal.value.code == "not_a_file"
