"""The files of repairs: in the vendor's form, with the way back, without what may not stand there."""

import csv
import io
from typing import Any

from cmokit.analyses.repairs import Kept, Merge, Repair
from cmokit.runs.fix_files import FixFile, merge_fixes, value_fixes
from cmokit.runs.fix_forms import Form

HUBSPOT = Form(
    "hubspot",
    "contacts",
    "Record ID",
    {"lead_source": "Original Source", "country": "Country/Region", "phone": "Phone Number"},
)
LEAD = Form("salesforce", "lead", "Id", {"lead_source": "LeadSource"})
CONTACT = Form("salesforce", "contact", "Id", {"lead_source": "LeadSource"})


class FormsOfFiles:
    """Forms by file name."""

    def __init__(self, **forms: Form):
        self._forms = forms

    def of(self, source_file: str, table: str, system: str) -> Form | None:
        return self._forms.get(source_file)


FORMS: Any = FormsOfFiles(hub=HUBSPOT, leads=LEAD, people=CONTACT)


def repair(record: str, old: str, new: str, field: str = "lead_source", file: str = "hub") -> Repair:
    return Repair("hubspot", "contacts", record, field, old, new, "why", "sure", file, 7)


def merge(**changes: Any) -> Merge:
    stated = {
        "a": {"phone": "1", "lead_source": "Web", "country": "France"},
        "b": {"phone": None, "lead_source": "Web", "country": None},
    }
    values = {
        "system": "hubspot",
        "table": "contacts",
        "survivor": "a",
        "merged": ("b",),
        "matched_by": ("same e-mail",),
    }
    values |= {
        "decide_first": (),
        "kept": (Kept("phone", "1", "a"),),
        "reason": "fuller",
        "source_files": {"a": "hub", "b": "hub"},
    }
    return Merge(**{**values, "before": stated, **changes})


def rows(file: FixFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))


def by_name(files: tuple[FixFile, ...]) -> dict[str, FixFile]:
    return {file.name: file for file in files}


def test_values_go_into_hubspots_form_with_one_line_a_record() -> None:
    made = value_fixes(
        "crm.integrity",
        [repair("1", "web", "Web"), repair("1", "france", "France", "country"), repair("2", "WEB", "Web")],
        FORMS,
    )
    first, second = rows(by_name(made.files)["crm.integrity.hubspot.contacts.csv"])
    assert (first["Record ID"], first["Original Source"], first["Country/Region"]) == ("1", "Web", "France")
    assert (first["field"], first["old"], first["new"]) == (
        "Original Source | Country/Region",
        "web | france",
        "Web | France",
    )
    assert (second["Record ID"], second["Original Source"], second["Country/Region"]) == ("2", "Web", "")
    assert (second["reason"], second["source_file"], second["source_row"]) == ("why", "hub", "7")
    assert made.records_count == 2


def test_importing_the_way_back_restores_every_value() -> None:
    made = by_name(value_fixes("crm.integrity", [repair("1", "web", "Web"), repair("2", "WEB", "Web")], FORMS).files)
    crm = {"1": "web", "2": "WEB"}
    before = dict(crm)
    for name in ("crm.integrity.hubspot.contacts.csv", "crm.integrity.hubspot.contacts.undo.csv"):
        crm |= {row["Record ID"]: row["Original Source"] for row in rows(made[name])}
        assert (crm == before) == name.endswith(".undo.csv")


def test_each_object_of_a_system_has_a_file_of_its_own() -> None:
    made = value_fixes(
        "crm.integrity", [repair("1", "w", "W", file="leads"), repair("2", "w", "W", file="people")], FORMS
    )
    assert [f.name for f in made.files if f.kind == "values"] == [
        "crm.integrity.salesforce.contact.csv",
        "crm.integrity.salesforce.lead.csv",
    ]


def test_formulas_and_fields_without_a_known_name_are_left_out_and_counted() -> None:
    given = [
        repair("1", "=1+1", "Web"),
        repair("2", "web", "@Web"),
        repair("3", "a", "b", field="segment"),
        repair("4", "x", "y", file="lost"),
    ]
    made = value_fixes("crm.integrity", given, FORMS)
    assert (made.files, made.records_count, dict(made.left_out)) == ((), 0, {"formula": 2, "no_form": 2})


def test_a_merge_is_one_line_a_record_that_goes() -> None:
    made = by_name(merge_fixes("crm.duplicates", [merge()], FORMS, shows_people=True).files)
    [line] = rows(made["crm.duplicates.hubspot.csv"])
    assert (line["survivor"], line["merged"], line["how"], line["decide_first"]) == (
        "a",
        "b",
        "merge the two records",
        "",
    )
    assert rows(made["crm.duplicates.hubspot.contacts.values.csv"]) == [{"Record ID": "a", "Phone Number": "1"}]
    assert [row["Record ID"] for row in rows(made["crm.duplicates.hubspot.contacts.undo.csv"])] == ["a", "b"]
    assert len(rows(made["crm.duplicates.hubspot.check.csv"])) == 1


def test_names_and_numbers_stand_in_no_file_where_they_may_not() -> None:
    made = merge_fixes("crm.duplicates", [merge()], FORMS, shows_people=False).files
    assert "crm.duplicates.hubspot.contacts.values.csv" not in by_name(made)
    heads = {name for file in made for name in rows(file)[0]}
    assert not heads & {"Phone Number", "survivor_phone", "merged_phone", "survivor_email"}


def test_a_merge_that_waits_for_a_decision_gives_no_values_and_does_not_count() -> None:
    made = merge_fixes("crm.duplicates", [merge(decide_first=("owner_id",))], FORMS, shows_people=True)
    assert made.records_count == 0
    assert "crm.duplicates.hubspot.contacts.values.csv" not in by_name(made.files)
    [line] = rows(by_name(made.files)["crm.duplicates.hubspot.csv"])
    assert line["decide_first"] == "owner"


def test_a_lead_beside_a_contact_is_converted_not_merged() -> None:
    made = by_name(
        merge_fixes(
            "crm.duplicates", [merge(source_files={"a": "people", "b": "leads"})], FORMS, shows_people=False
        ).files
    )
    [line] = rows(made["crm.duplicates.salesforce.csv"])
    assert line["how"] == "convert the lead into this contact"
