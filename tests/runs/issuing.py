"""A client with a published run, made by hand: two sections, a commentary, a ledger of two files."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import nbformat
import nbformat.v4 as nb

from cmokit.engagement.workspace import Workspace
from cmokit.engagement.writing import write_text
from cmokit.exhibits.facts_file import dump_json
from cmokit.exhibits.section import Section
from cmokit.render.display import report_bundle, section_bundle
from cmokit.render.formats import Look
from cmokit.runs.deliverables import write_facts
from cmokit.runs.desk import Desk
from cmokit.runs.manifest import deliverables_in
from cmokit.sources.deliveries.ledger import Received, write_ledger
from cmokit.vocabulary import Phase
from tests.render.sections import duplicates, meta, names

CLIENT = "acme"
NUMBERS = {"crm.duplicates": "1.4", "tracking.campaign_names": "4.2"}
YAML = """\
schema: 1
client: acme
name: Acme GmbH
currency: EUR
timezone: Europe/Berlin
start_on: 2026-01-05
people:
  - {role: CMO, name: Jonas Weber}
"""
JANUARY = Received("a" * 64, "contacts.csv", "d1/contacts.csv", "contacts", "d1", date(2026, 1, 31), date(2026, 1, 31))
FEBRUARY = Received("b" * 64, "contacts_feb.csv", "d2/c.csv", "contacts", "d2", date(2026, 2, 28), date(2026, 2, 28))


def desk_in(root: Path) -> Desk:
    """A new client whose ledger holds January's file."""
    workspace = Workspace(root)
    write_text(workspace.folder(CLIENT).engagement_file, YAML)
    desk = Desk(workspace, workspace.client(CLIENT))
    write_ledger(desk.folder, (JANUARY,))
    return desk


def publish(
    desk: Desk, run: str = "audit-1", *, share: float = 0.0834, files: tuple[Received, ...] = (JANUARY,)
) -> Path:
    """Publish an audit of two sections. share: the value of the figure that the text prints."""
    found = (_with_share(duplicates(), share), names())
    told = meta(client_slug=CLIENT, client_name="Acme GmbH", numbers=NUMBERS, as_of=files[-1].stands_on)
    folder, report = desk.folder.runs / run, desk.folder.reports / Phase.AUDIT
    shown = [nb.new_output("display_data", data=report_bundle(told))]
    shown += [nb.new_output("display_data", data=section_bundle(section, told)) for section in found]
    cell = nb.new_code_cell("report", outputs=shown)
    cell.metadata["tags"] = ["kit"]
    write_text(folder / "audit.ipynb", nbformat.writes(nb.new_notebook(cells=[cell])))
    write_text(report / "audit.pdf", "as published")
    for place in (folder, report):
        _facts(place, found, told.as_of)
    document = _manifest(run, files, deliverables_in(report))
    for place in (folder, report):
        write_text(place / "manifest.json", dump_json(document))
    return report


def comment(desk: Desk, text: str) -> None:
    write_text(desk.folder.commentary / "audit.md", f"# Audit\n\n## crm.duplicates\n\n{text}\n")


def _with_share(section: Section, value: float) -> Section:
    first, *rest = section.facts
    return replace(section, facts=(first.but(value=value), *rest))


def _facts(folder: Path, sections: tuple[Section, ...], as_of: date | None) -> None:
    assert as_of
    (folder / "facts.json").unlink(missing_ok=True)
    write_facts(folder, sections, Look("en", "en"), client=CLIENT, phase="audit", as_of=as_of, kit="0", currency="EUR")


def _manifest(run: str, files: tuple[Received, ...], deliverables: object) -> dict[str, object]:
    return {
        "schema": 1,
        "run": run,
        "phase": "audit",
        "as_of": files[-1].stands_on.isoformat(),
        "snapshot": "s",
        "kit_sha256": "k",
        "lock_sha256": "l",
        "inputs_sha256": run,
        "parameters": {},
        "settings": {"definitions": "1"},
        "definitions": [],
        "files": [{"file": f.name, "sha256": f.sha256, "kind": f.kind, "path": f.path} for f in files],
        "deliverables": deliverables,
    }
