"""Before a copy is published every file is searched; what is found stops it, with file and place."""

import io
import zipfile
from dataclasses import replace

import pytest

from cmokit.errors import RunFailed
from cmokit.render import blocks as b
from cmokit.render.audiences import Secrets
from cmokit.render.client_names import ClientNames
from cmokit.render.leaks import refuse_leaks, refuse_leaks_in_words, texts_of, unsearched_pictures
from cmokit.render.notebook import Pages
from cmokit.render.people import People
from cmokit.render.report_meta import Comment
from cmokit.render.text import words
from cmokit.vocabulary import Audience
from tests.render.sections import meta

SECRETS = Secrets(
    People.of(["anna@berg.example"], ["+49 171 5550100"], ["Anna Berg"]), ClientNames(("Nordlicht AG",), "a client")
)


def workbook(text: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>Anna</t></si><si><t>{text}</t></si></sst>")
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("audit_board.xlsx", workbook("Berg"), "xl/sharedStrings.xml"),
        ("audit_board.html", b"<p>anna<b>@</b></p><td>Anna</td><td>Berg</td>", ""),
        ("audit_board.html", b'<img alt="calls of Anna Berg" src="data:image/png;base64,AAAA">', ""),
        ("facts.json", b'{"owner": "anna@berg.example"}', ""),
        ("email.txt", b"0171 5550100", ""),
        ("calls of anna berg.csv", b"a;b", ""),
    ],
)
def test_a_person_in_a_file_stops_the_copy_and_is_named_with_the_place(name: str, content: bytes, place: str) -> None:
    with pytest.raises(RunFailed) as refused:
        refuse_leaks(name, content, Audience.BOARD, SECRETS)
    assert refused.value.file == name
    assert (refused.value.column or "") == place
    assert "\n" not in str(refused.value)


def test_the_client_s_name_stops_the_public_copy_only() -> None:
    refuse_leaks("audit.html", b"<p>Nordlicht AG</p>", Audience.BOARD, SECRETS)
    with pytest.raises(RunFailed, match="Nordlicht"):
        refuse_leaks("audit.html", b"<p>Nordlicht AG</p>", Audience.PUBLIC, SECRETS)


def test_a_comment_that_names_somebody_is_refused_with_its_line() -> None:
    comment = Comment("summary", "All is well.\nBut Anna Berg left.", "commentary/audit.md", 7)
    with pytest.raises(RunFailed) as refused:
        refuse_leaks_in_words(Pages((), replace(meta(), commentary=(comment,)), ()), Audience.BOARD, SECRETS)
    assert (refused.value.file, refused.value.row, refused.value.found) == ("commentary/audit.md", 8, "Anna Berg")


def test_an_analyst_s_note_that_names_somebody_is_refused_with_its_cell() -> None:
    note = b.Notes((b.Paragraph(words("As Anna Berg said.")),), cell=14)
    with pytest.raises(RunFailed) as refused:
        refuse_leaks_in_words(Pages((note,), meta(), ()), Audience.BOARD, SECRETS)
    assert refused.value.column == "cell 14"


def test_what_nobody_reads_is_not_searched() -> None:
    texts = [
        text for _, text in texts_of("a.html", b'<style>.anna{}</style><img src="data:font/woff;base64,QW5uYQ==">')
    ]
    assert "".join(texts).strip() == ""


def test_pictures_that_people_added_are_counted_since_nothing_reads_them() -> None:
    note = b.Notes((b.Picture(b"", "png", "A chart"), b.Paragraph(words("Well."))))
    comment = Comment(
        "summary", "![x](x.png)", "commentary/audit.md", 1, pictures=(("x.png", "data:image/png;base64,"),)
    )
    assert unsearched_pictures(Pages((note,), replace(meta(), commentary=(comment,)), ())) == 2
    assert unsearched_pictures(Pages((), meta(), ())) == 0
