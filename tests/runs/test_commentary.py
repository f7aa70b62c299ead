"""The commentary's files: read with their lines, never written; what is wrong is one line with its mend."""

from pathlib import Path

import pytest

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import ConfigurationError
from cmokit.exhibits.facts_file import read_json
from cmokit.exhibits.section import Section
from cmokit.render.commentary import moved_figures
from cmokit.render.notebook import Pages
from cmokit.render.report_meta import ReportMeta
from cmokit.runs.cited import remember
from cmokit.runs.commentary import commentary_of, commentary_sha256, on_sections, unread_files, with_commentary
from cmokit.runs.lab import kit_notebook, write_notebook
from cmokit.runs.notebook_changes import remembering
from cmokit.runs.remarks import remarks_on
from cmokit.vocabulary import Phase
from tests.render.notebooks import png
from tests.render.sections import duplicates, fact, meta

AUDIT = Phase.AUDIT


@pytest.fixture
def folder(tmp_path: Path) -> ClientFolder:
    (tmp_path / "commentary").mkdir()
    return ClientFolder("acme", tmp_path, tmp_path / "reports")


def write(folder: ClientFolder, text: str, name: str = "audit.md") -> Path:
    path = folder.commentary / name
    path.write_bytes(text.encode())
    return path


def pages(folder: ClientFolder, section: Section | None = None) -> Pages:
    return with_commentary(Pages((section or duplicates(),), meta(), ()), folder, AUDIT)


def codes(folder: ClientFolder) -> list[str]:
    return [remark.code for remark in remarks_on(pages(folder), folder)]


def test_headings_are_sections_and_lines_are_kept(folder: ClientFolder) -> None:
    write(
        folder,
        "# Our words\n\n## summary\n\nFirst.\n\n## crm.duplicates ##\nSecond,\n\n### ours\nmore.\n\n## opening\n",
    )
    told = [(c.section, c.line, c.text) for c in commentary_of(folder, AUDIT)]
    assert told == [("summary", 5, "First."), ("crm.duplicates", 8, "Second,\n\n### ours\nmore.")]


def test_windows_line_ends_and_a_byte_order_mark_are_no_words(folder: ClientFolder) -> None:
    write(folder, "\ufeff## summary\r\n\r\nFirst.\r\nSecond.\r\n")
    (comment,) = commentary_of(folder, AUDIT)
    assert (comment.section, comment.line, comment.text) == ("summary", 3, "First.\nSecond.")


def test_a_heading_inside_code_begins_no_section(folder: ClientFolder) -> None:
    write(folder, "## summary\n\n```\n## crm.duplicates\n```\n")
    assert [comment.section for comment in commentary_of(folder, AUDIT)] == ["summary"]


def test_words_above_the_first_heading_are_kept_and_said(folder: ClientFolder) -> None:
    write(folder, "# A title\n\nNo section.\n")
    (comment,) = commentary_of(folder, AUDIT)
    assert (comment.section, comment.line, comment.text) == ("", 3, "No section.")
    assert codes(folder) == ["lost_comment"]


def test_a_comment_on_a_section_that_is_gone_is_one_line_with_the_mend(folder: ClientFolder) -> None:
    write(folder, "## crm.duplicate\n\nStill true.\n")
    (remark,) = remarks_on(pages(folder), folder)
    assert str(remark) == (
        "commentary/audit.md, line 3: the report holds no such section; the comment stands at its end"
        " | found: crm.duplicate | do: write ## crm.duplicates"
    )


def test_every_doubt_is_one_line(folder: ClientFolder) -> None:
    write(folder, "## crm.duplicates\n\n40 % of {{fact:crm.duplicates.pair_count}}\n")
    write(folder, "lost", "Audits.md")
    lines = [str(remark) for remark in remarks_on(pages(folder), folder)]
    assert [line.split(" | ")[0] for line in lines] == [
        "commentary/Audits.md: no phase has this name, so that nothing of the file is printed",
        "commentary/audit.md, line 3: the report holds no such figure",
        "commentary/audit.md, line 3: this number has no source",
    ]
    assert "write {{fact:crm.duplicates.pairs_count}}" in lines[1]
    assert all("\n" not in line for line in lines)


def test_the_template_s_readme_is_no_commentary(folder: ClientFolder) -> None:
    write(folder, "## summary\n40", "README.md")
    assert (commentary_of(folder, AUDIT), unread_files(folder)) == ((), [])


def test_a_file_that_is_no_utf8_is_refused_with_its_row(folder: ClientFolder) -> None:
    (folder.commentary / "audit.md").write_bytes("## summary\n\nGrüße".encode("latin-1"))
    with pytest.raises(ConfigurationError) as refused:
        commentary_of(folder, AUDIT)
    assert (refused.value.row, refused.value.exit_code) == (3, 3)
    assert "save the file as UTF-8" in str(refused.value)


def test_private_notes_are_read_only_when_asked_for(folder: ClientFolder) -> None:
    write(folder, "## summary\nFor all.\n")
    write(folder, "## summary\nFor me.\n", "audit.private.md")
    assert [comment.text for comment in commentary_of(folder, AUDIT)] == ["For all."]
    both = commentary_of(folder, AUDIT, private=True)
    assert [(comment.text, comment.is_private) for comment in both] == [("For all.", False), ("For me.", True)]


def test_pictures_beside_the_file_travel_and_no_others(folder: ClientFolder) -> None:
    (folder.commentary / "chart.png").write_bytes(png())
    (folder.root / "secret.png").write_bytes(png())
    write(folder, "## summary\n![a](chart.png) ![b](../secret.png) ![c](https://example.org/x.png) ![d](gone.png)\n")
    (comment,) = commentary_of(folder, AUDIT)
    assert [address for address, _ in comment.pictures] == ["chart.png"]


def test_a_copy_of_some_sections_holds_their_comments_only(folder: ClientFolder) -> None:
    write(folder, "## summary\na\n\n## crm.duplicates\nb\n\n## crm.integrity\nc\n")
    kept = on_sections(pages(folder), ("crm.duplicates",)).meta.commentary
    assert [comment.text for comment in kept] == ["a", "b"]


def with_pairs(count: int) -> Section:
    """A section whose finding is so many pairs."""
    pairs = fact("crm.duplicates.pairs_count", count, "count")
    return Section("crm.duplicates", headline="Found.", facts=(pairs,))


def printed(folder: ClientFolder, count: int) -> list[tuple[str, str]]:
    """Print a report with so many pairs: which figures moved, then what is remembered for the next one."""
    section = with_pairs(count)
    moved = [(move.then, move.now) for move in moved_figures(pages(folder, section))]
    remember(folder, AUDIT, commentary_of(folder, AUDIT, private=True), [section])
    return moved


def test_a_figure_is_dated_when_it_is_first_printed_and_anew_when_its_paragraph_is_edited(folder: ClientFolder) -> None:
    path = write(folder, "## crm.duplicates\n\nOnly {{fact:crm.duplicates.pairs_count}} pairs.\n\nFine.\n")
    assert printed(folder, 41) == []
    assert printed(folder, 29) == [("41", "29")]
    assert printed(folder, 29) == [("41", "29")]
    write(folder, "## crm.duplicates\n\nFine.\n\nOnly {{fact:crm.duplicates.pairs_count}}\npairs.\n")
    assert printed(folder, 29) == [("41", "29")], "moved and wrapped anew, but the same words"
    before = path.read_bytes().replace(b"Only", b"Still")
    path.write_bytes(before)
    assert printed(folder, 29) == []
    assert printed(folder, 30) == [("29", "30")]
    assert path.read_bytes() == before, "a person's file is never written"


def test_a_citation_added_to_a_file_dates_only_itself(folder: ClientFolder) -> None:
    first = "## crm.duplicates\n\nOnly {{fact:crm.duplicates.pairs_count}} pairs.\n"
    write(folder, first)
    printed(folder, 41)
    write(folder, first + "\nNow {{fact:crm.duplicates.pairs_count}}.\n")
    assert printed(folder, 29) == [("41", "29")]
    assert printed(folder, 28) == [("41", "28"), ("29", "28")]


def test_a_figure_that_is_not_measured_for_a_while_keeps_its_date(folder: ClientFolder) -> None:
    write(folder, "## crm.duplicates\n\nOnly {{fact:crm.duplicates.pairs_count}} pairs.\n")
    printed(folder, 41)
    remember(folder, AUDIT, commentary_of(folder, AUDIT), [])
    assert printed(folder, 29) == [("41", "29")]


def test_what_is_remembered_is_written_once_and_sorted(folder: ClientFolder) -> None:
    write(folder, "## crm.duplicates\n\n{{fact:crm.duplicates.pairs_count}}\n")
    printed(folder, 41)
    noted = folder.commentary / "audit.cited.json"
    before = (noted.read_bytes(), noted.stat().st_mtime_ns)
    words = commentary_sha256(commentary_of(folder, AUDIT))
    printed(folder, 41)
    assert (noted.read_bytes(), noted.stat().st_mtime_ns) == before
    assert commentary_sha256(commentary_of(folder, AUDIT)) == words
    assert read_json(noted)["cited"][0]["value"] == "41"


def test_a_damaged_note_is_said_with_the_mend(folder: ClientFolder) -> None:
    write(folder, "## summary\nx\n")
    write(folder, '{"cited": [{"file": 1}]}', "audit.cited.json")
    with pytest.raises(ConfigurationError, match="dates every figure anew"):
        commentary_of(folder, AUDIT)


def test_no_commentary_is_no_fault(tmp_path: Path) -> None:
    nobody = ClientFolder("acme", tmp_path / "none", tmp_path)
    assert commentary_of(nobody, AUDIT, private=True) == ()
    assert remarks_on(Pages((), ReportMeta("a", "a", "audit", None), ()), nobody) == ()


def test_a_kit_that_moved_on_is_said(folder: ClientFolder) -> None:
    own = kit_notebook(AUDIT)
    remembering(own, kit_notebook(AUDIT), "0.1")
    own.cells[-1].source = own.metadata["kit_copy"]["cells"][-1]["source"] = "as the kit had it"
    (folder.root / "notebooks").mkdir()
    write_notebook(folder.notebooks / "1_audit.ipynb", own)
    (remark,) = remarks_on(pages(folder), folder)
    assert remark.code == "kit_moved_on"
    assert "the kit has changed 1 cell since this copy was made | do: cmokit lab acme audit --merge" in str(remark)
