"""How a repaired value gets back into the system it came from: that system's import form, by kind of export.

HubSpot takes a CSV with `Record ID` and one column a property, under the property's label; Salesforce's Data Loader one
with `Id` and the fields' API names. In both a blank cell leaves the record's value as it is. What is no export of these
goes back under its file's own headers.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cmokit.sources.headers import headers_of, usual_headers

if TYPE_CHECKING:
    from cmokit.runs.desk import Desk
    from cmokit.sources.deliveries import Snapshot
    from cmokit.sources.deliveries.in_use import FileInUse

HUBSPOT, SALESFORCE = "hubspot", "salesforce"
IDS = {HUBSPOT: "Record ID", SALESFORCE: "Id"}
RECORD_IDS = {"contacts": "contact_id", "companies": "company_id", "opportunities": "opportunity_id"}


@dataclass(frozen=True)
class Form:
    """One object of one system. vendor: the system. object: what it calls these records. translated: canonical columns
    whose values engagement.yaml translates, so that they are not the system's own words any more."""

    vendor: str
    object: str
    id_header: str
    headers: dict[str, str]
    translated: frozenset[str] = frozenset()

    def header(self, column: str) -> str | None:
        """The column's header in an import file; None where there is none, or it does not hold the system's words."""
        return None if column in self.translated else self.headers.get(column)


class Forms:
    """The import form of each file in use; a file is opened once, and only where something of it is repaired."""

    def __init__(self, desk: "Desk", snapshot: "Snapshot"):
        self._desk = desk
        self._files = {file.name: file for file in snapshot.files}
        self._known: dict[tuple[str, str], Form] = {}

    def of(self, source_file: str, table: str, system: str) -> Form | None:
        """The form for records of `table` that this file states; None where their system cannot be told."""
        file = self._files.get(source_file)
        if file is None or table not in RECORD_IDS:
            return None
        key = (file.kind, system)
        if key not in self._known:
            self._known[key] = self._form(self._newest(file), table, system)
        return self._known[key]

    def _newest(self, like: "FileInUse") -> "FileInUse":
        """Headers are those of the newest export of that kind: the system may have renamed a field since."""
        of_kind = [file for file in self._files.values() if file.kind == like.kind]
        return max(of_kind, key=lambda file: (file.stands_on, file.name))

    def _form(self, file: "FileInUse", table: str, system: str) -> Form:
        vendor, _, object_ = file.kind.partition(".")
        rules = self._desk.engagement.mapping
        own = headers_of(self._desk.folder.inbox / file.path, file.kind, rules)
        translated = frozenset(c for rule in rules if rule.kind == file.kind for c in rule.values)
        if not object_:  # a canonical table's own file, from whatever system
            column = RECORD_IDS[table]
            return Form(system or file.kind, file.kind, own.get(column, column), own, translated)
        headers = _api_names(own, file.kind) if vendor == SALESFORCE else own
        return Form(vendor, object_, IDS.get(vendor, own.get(RECORD_IDS[table], "id")), headers, translated)


def _api_names(own: dict[str, str], kind: str) -> dict[str, str]:
    """An export by API names has them; a report has labels, in whose place the usual API name stands."""
    usual = usual_headers(kind)
    return {column: header if " " not in header else usual.get(column, header) for column, header in own.items()}
