"""Bytes to text: what is proved is read in silence, what is guessed or mended is said."""

import pytest

from cmokit.errors import DataNotReadable
from tests.sources.reading.files import codes, rows

TEXT = "id,name\n1,Zoë Müller\n2,Łukasz Ñandú\n"


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
    ],
)
def test_unicode_is_read_with_and_without_its_mark(inbox, codec, mark, name):
    raw = inbox.read(mark + TEXT.encode(codec))
    assert raw.encoding == name
    assert raw.headers == ["id", "name"]
    assert rows(raw) == [("1", "Zoë Müller"), ("2", "Łukasz Ñandú")]
    assert raw.warnings == []


def test_a_windows_code_page_is_read_and_said_to_be_a_guess(inbox):
    raw = inbox.read("id,name\n1,Ann\n2,Müller – €\n".encode("cp1252"))
    assert rows(raw)[1] == ("2", "Müller – €")
    assert [(w.code, w.row) for w in raw.warnings] == [("encoding_guessed", 3)]


@pytest.mark.parametrize(
    ("codec", "name"),
    [("cp1251", "Анна Иванова"), ("cp1253", "Μαρία Παπαδοπούλου"), ("cp1255", "מרים כהן"), ("cp1256", "فاطمة الزهراء"),
     ("cp1250", "Paweł Wałęsa"), ("cp1252", "José Núñez – Björn Åström")],
)  # fmt: skip
def test_the_code_page_is_guessed_by_the_script_that_it_shows(inbox, codec, name):
    raw = inbox.read(f"id,name\n1,{name}\n".encode(codec))
    assert (raw.encoding, rows(raw)) == (codec, [("1", name)])
    assert codes(raw) == ["encoding_guessed"]


def test_bytes_that_a_code_page_does_not_define_are_kept(inbox):
    assert rows(inbox.read(b"id,name\n1,M\xfcller\x81\n")) == [("1", "M\xfcller\x81")]


def test_japanese_is_told_from_western_text_by_its_kana(inbox):
    raw = inbox.read("氏名,メール\n山田太郎,taro@example.jp\n".encode("shift_jis"))
    assert raw.encoding == "shift_jis"
    assert raw.headers == ["氏名", "メール"]


def test_lines_of_another_encoding_among_utf_8_are_read_each_in_its_own(inbox):
    raw = inbox.read("id,name\n1,Zoë\n".encode() + "2,Müller\n".encode("cp1252"))
    assert rows(raw) == [("1", "Zoë"), ("2", "Müller")]
    assert [(w.code, w.row) for w in raw.warnings] == [("mixed_encodings", 3)]


def test_text_that_was_encoded_twice_is_read_back_once_and_said(inbox):
    raw = inbox.read("id,name\n1,Ann\n2,Zoë Müller’s\n".encode().decode("cp1252").encode())
    assert rows(raw) == [("1", "Ann"), ("2", "Zoë Müller’s")]
    assert [(w.code, w.row) for w in raw.warnings] == [("doubly_encoded", 3)]


def test_a_letter_with_a_tilde_is_no_double_encoding(inbox):
    raw = inbox.read("id,name\n1,SÃO PAULO\n2,Âncora\n")
    assert rows(raw) == [("1", "SÃO PAULO"), ("2", "Âncora")]
    assert raw.warnings == []


def test_a_cut_last_character_is_shown_and_said(inbox):
    raw = inbox.read("id,name\n1,Zoë".encode()[:-1])
    assert rows(raw) == [("1", "Zo\ufffd")]
    assert codes(raw) == ["cut_character"]


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(inbox, content):
    with pytest.raises(DataNotReadable, match="empty") as refusal:
        inbox.read(content)
    assert refusal.value.code == "empty_file"


def test_bytes_that_are_no_text_are_refused(inbox):
    with pytest.raises(DataNotReadable, match="no text") as refusal:
        inbox.read(bytes(range(256)) * 20)
    assert refusal.value.code == "binary"
