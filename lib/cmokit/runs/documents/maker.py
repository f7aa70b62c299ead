"""All documents of a handover, by their names inside the report's folder."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from cmokit.exhibits.bundle import fact_from_dict
from cmokit.exhibits.fact import Definition
from cmokit.exhibits.facts_file import read_json
from cmokit.exhibits.section import Section
from cmokit.registers.base import read_register
from cmokit.registers.catalog import CATALOG
from cmokit.runs.desk import Desk
from cmokit.runs.documents import definition_papers, people_papers
from cmokit.runs.documents.maps import maps
from cmokit.runs.documents.paper import Papers
from cmokit.runs.documents.workflow_papers import fallbacks, procedures
from cmokit.runs.known import earlier_reports
from cmokit.vocabulary import Phase

FOLDER = "documents"


def documents(desk: Desk, phase: Phase, sections: Sequence[Section], folder: Path) -> Iterator[tuple[str, bytes]]:
    """As `phase_papers.Maker`: one procedure and fallback a workflow, maps, and what concerns all of them."""
    as_of = date.fromisoformat(str(read_json(folder / "facts.json")["as_of"]))
    held = {register.name: read_register(desk.folder, register) for register in CATALOG}
    papers = Papers(desk.engagement, held, as_of, desk.workspace.settings.brand.name or "")
    for name, content in _all(papers, _definitions(desk, phase, as_of)):
        yield f"{FOLDER}/{name}", content


def _all(papers: Papers, definitions: Mapping[str, Definition]) -> Iterator[tuple[str, bytes]]:
    yield from procedures(papers)
    yield from fallbacks(papers)
    yield from maps(papers)
    yield "inventory.docx", people_papers.inventory(papers)
    yield "prompts.docx", people_papers.prompts(papers)
    yield "data-definitions.docx", definition_papers.data(papers)
    yield "dashboard-definitions.docx", definition_papers.dashboards(papers, definitions)
    yield "access.docx", people_papers.access(papers)
    yield "failures-and-escalation.docx", people_papers.failures(papers)
    yield "lifecycle.docx", definition_papers.lifecycle(papers)
    yield "service-levels.docx", definition_papers.service_levels(papers)
    yield "owners.docx", people_papers.owners(papers)
    yield "next-backlog.docx", people_papers.backlog(papers)
    yield "leaving-a-tool.docx", people_papers.leaving(papers)
    yield "joiner-pack.docx", people_papers.joiner_pack(papers)


def _definitions(desk: Desk, phase: Phase, as_of: date) -> dict[str, Definition]:
    """Of the metrics behind figures that were published before; the latest wording of each counts."""
    found: dict[str, Definition] = {}
    for _, folder in earlier_reports(desk, phase, as_of):
        facts = (fact_from_dict(said) for said in read_json(folder / "facts.json")["facts"])
        found |= {one.id: one for fact in facts if (one := fact.definition) and "." not in one.id}
    return found
