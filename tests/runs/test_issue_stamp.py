"""What changed between two copies, in sentences for people who did not see the files."""

import pytest

from cmokit.render.formats import Look
from cmokit.runs.compare import Causes
from cmokit.runs.issue_stamp import CRITERIA, causes_in_words, usual_criteria, usual_evidence
from cmokit.vocabulary import PHASES, Phase
from cmokit.words import LANGUAGES

SAME_DAY = ("2026-01-31", "2026-01-31")
TITLES = {"crm.duplicates": "Duplicate records"}


def told(causes: Causes, *, names_files: bool = True) -> list[str]:
    return list(causes_in_words(causes, "v1", Look("en_GB", "en"), TITLES, names_files))


def test_a_later_day_names_both_days() -> None:
    [sentence] = told(Causes(("2026-01-31", "2026-02-28")))
    assert sentence == "Data: the report stands as of 28 Feb 2026; v1 stood as of 31 Jan 2026."


def test_files_are_named_up_to_six() -> None:
    files = tuple(f"file_{number}.csv" for number in range(8))
    [sentence] = told(Causes(SAME_DAY, files_come=files))
    assert sentence.startswith("Data: 8 files came: file_0.csv, ")
    assert sentence.endswith("file_5.csv and 2 more.")


def test_a_copy_for_publication_names_no_file() -> None:
    causes = Causes(SAME_DAY, files_come=("acme_contacts.csv",), files_gone=("acme_old.csv",))
    assert told(causes, names_files=False) == ["Data: 1 file came.", "Data: 1 file is no longer used."]


def test_definitions_are_said_by_the_titles_of_their_sections_and_settings_without_underscores() -> None:
    causes = Causes(SAME_DAY, definitions=("crm.duplicates",), settings=("fiscal_year_starts",))
    definition, setting = told(causes)
    assert "Duplicate records" in definition
    assert "fiscal year starts" in setting.lower()


def test_a_changed_kit_is_a_correction_and_nothing_is_said_to_be_nothing() -> None:
    assert told(Causes(SAME_DAY, is_kit_changed=True))[0].startswith("Correction:")
    assert told(Causes(SAME_DAY)) == ["Neither data nor definitions nor the programme changed."]


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_phase_has_criteria_and_says_where_each_is_shown(phase: Phase, language: str) -> None:
    criteria, evidence = usual_criteria(phase, language), usual_evidence(phase, language)
    assert len(criteria) == len(evidence) == len(CRITERIA[phase]) >= 3
    assert not any("{" in text for text in (*criteria, *evidence))
