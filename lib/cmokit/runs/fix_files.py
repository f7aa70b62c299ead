"""The files of one analysis's repairs: values to import, merges, the sample to check by hand, and the way back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cmokit.analyses.repairs import Merge, Repair
from cmokit.runs.fix_csv import import_csv, is_formula, reading_csv
from cmokit.runs.fix_forms import Form, Forms
from cmokit.runs.merge_sample import SHOWN, pairs_to_check, sample_csv
from cmokit.tables.personal import About, about
from cmokit.words import say

WHY = ("field", "old", "new", "reason", "confidence", "source_file", "source_row")
MERGES = ("survivor", "merged", "object", "how", "decide_first", "matched_by", "reason")
BETWEEN = " | "  # between several repaired fields of one record


@dataclass(frozen=True)
class FixFile:
    """kind: values, merges, kept, check or undo. undoes: the file that this one takes back."""

    name: str
    kind: str
    vendor: str
    object: str
    records_count: int
    content: bytes
    undoes: str = ""


@dataclass(frozen=True)
class Fixes:
    """records_count: records that can be repaired without a further decision. left_out: why → how many values."""

    files: tuple[FixFile, ...]
    records_count: int
    left_out: Mapping[str, int]


def value_fixes(analysis: str, repairs: Iterable[Repair], forms: Forms) -> Fixes:
    """One import file an object, and its way back."""
    left_out: Counter[str] = Counter()
    by_form: dict[tuple[str, str], tuple[Form, dict[str, list[Repair]]]] = {}
    for repair in repairs:
        form = forms.of(repair.source_file, repair.table, repair.system)
        why = _left_out(repair, form)
        if why or form is None:
            left_out[why] += 1
            continue
        _, records = by_form.setdefault((form.vendor, form.object), (form, {}))
        records.setdefault(repair.record_id, []).append(repair)
    files = [file for _, (form, records) in sorted(by_form.items()) for file in _of_object(analysis, form, records)]
    count = sum(len(records) for _, records in by_form.values())
    return Fixes(tuple(files), count, left_out)


def _left_out(repair: Repair, form: Form | None) -> str:
    """Why a repair is not offered; empty where it is."""
    if form is None or form.header(repair.field) is None:
        return "no_form"
    return "formula" if is_formula(repair.old) or is_formula(repair.new) else ""


def _of_object(analysis: str, form: Form, records: Mapping[str, list[Repair]]) -> Iterator[FixFile]:
    name = f"{analysis}.{form.vendor}.{form.object}"
    columns = sorted({str(form.header(r.field)) for repairs in records.values() for r in repairs})
    forward = ({**_values(form, id_, repairs, "new"), **_why(form, repairs)} for id_, repairs in records.items())
    back = (_values(form, id_, repairs, "old") for id_, repairs in records.items())
    about = (form.vendor, form.object, len(records))
    yield FixFile(f"{name}.csv", "values", *about, import_csv([form.id_header, *columns, *WHY], forward))
    yield FixFile(f"{name}.undo.csv", "undo", *about, import_csv([form.id_header, *columns], back), f"{name}.csv")


def _values(form: Form, record_id: str, repairs: list[Repair], which: str) -> dict[str, object]:
    return {form.id_header: record_id, **{str(form.header(r.field)): getattr(r, which) for r in repairs}}


def _why(form: Form, repairs: list[Repair]) -> dict[str, object]:
    said = [{**vars(repair), "field": form.header(repair.field)} for repair in repairs]
    return {name: BETWEEN.join(dict.fromkeys(str(one[name]) for one in said)) for name in WHY}


def merge_fixes(analysis: str, merges: Iterable[Merge], forms: Forms, *, shows_people: bool) -> Fixes:
    """Per system the list of merges and the sample to check; per object the values that survivors keep, and what each
    record stated before. shows_people: e-mails, names and numbers may stand in the files."""
    by_vendor: dict[str, list[tuple[Merge, dict[str, Form]]]] = {}
    left_out: Counter[str] = Counter()
    for merge in merges:
        found = {id_: forms.of(file, merge.table, merge.system) for id_, file in merge.source_files.items()}
        known = {id_: form for id_, form in found.items() if form is not None}
        if len(known) == len(found):
            by_vendor.setdefault(known[merge.survivor].vendor, []).append((merge, known))
        else:
            left_out["no_form"] += len(merge.merged)
    files = [
        file for vendor, own in sorted(by_vendor.items()) for file in _of_vendor(analysis, vendor, own, shows_people)
    ]
    count = sum(len(merge.records) for own in by_vendor.values() for merge, _ in own)
    return Fixes(tuple(files), count, left_out)


Formed = list[tuple[Merge, dict[str, Form]]]


def _of_vendor(analysis: str, vendor: str, own: Formed, shows_people: bool) -> Iterator[FixFile]:
    name = f"{analysis}.{vendor}"
    rows = [row for merge, forms in own for row in _merge_rows(merge, forms)]
    yield FixFile(f"{name}.csv", "merges", vendor, "", len(rows), reading_csv(MERGES, rows))
    pairs = pairs_to_check([merge for merge, _ in own])
    shown = [column for column in SHOWN if shows_people or not _is_personal(column)]
    yield FixFile(f"{name}.check.csv", "check", vendor, "", len(pairs), sample_csv(pairs, shown))
    for form in sorted({f.object: f for _, forms in own for f in forms.values()}.values(), key=lambda f: f.object):
        yield from _of_merged_object(f"{name}.{form.object}", form, own, shows_people, f"{name}.csv")


def _merge_rows(merge: Merge, forms: Mapping[str, Form]) -> Iterator[dict[str, object]]:
    stays = forms[merge.survivor].object
    for record, why in zip(merge.merged, merge.matched_by, strict=True):
        how = "merge" if forms[record].object == stays else "convert"
        yield {
            "survivor": merge.survivor,
            "merged": record,
            "object": stays,
            "how": say(f"repairs.how.{how}", object=stays, other=forms[record].object),
            "decide_first": ", ".join(say(f"repairs.fields.{field}") for field in merge.decide_first),
            "matched_by": why,
            "reason": merge.reason,
        }


def _of_merged_object(name: str, form: Form, own: Formed, shows_people: bool, merges: str) -> Iterator[FixFile]:
    kept: list[dict[str, object]] = []
    before: list[dict[str, object]] = []
    for merge, forms in own:
        if forms[merge.survivor].object == form.object and not merge.decide_first:
            values = {k.field: k.value for k in merge.kept}
            kept += _row(form, merge.survivor, values, shows_people)
        for record, stated in merge.before.items():
            if forms[record].object == form.object:
                before += _row(form, record, stated, shows_people)
    for kind, rows in (("values", kept), ("undo", before)):
        if rows:
            headers = [form.id_header, *sorted({header for row in rows for header in row} - {form.id_header})]
            file = FixFile(
                f"{name}.{kind}.csv",
                "kept" if kind == "values" else kind,
                form.vendor,
                form.object,
                len(rows),
                import_csv(headers, rows),
                merges if kind == "undo" else "",
            )
            yield file


def _row(form: Form, record: str, values: Mapping[str, str | None], shows_people: bool) -> list[dict[str, object]]:
    """The record's values that may and can be imported; no row where none is left."""
    offered = {
        header: value
        for field, value in values.items()
        if value
        and (header := form.header(field))
        and not is_formula(value)
        and (shows_people or not _is_personal(field))
    }
    return [{form.id_header: record, **offered}] if offered else []


def _is_personal(column: str) -> bool:
    return about(column) is About.PERSONAL
