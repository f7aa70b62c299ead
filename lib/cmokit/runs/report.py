"""A phase's report as a notebook holds it: analyses measured on demand, shown as sections."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.analyses.base import Analysis, CannotAnswer, Found, Outcome, measured, run_analysis, stated_facts
from cmokit.analyses.catalog import BY_ID, CATALOG
from cmokit.analyses.definitions import Definitions, definitions_of
from cmokit.analyses.finding_states import Standing
from cmokit.errors import UsageError
from cmokit.exhibits.fact import Fact
from cmokit.registers.base import read_register
from cmokit.registers.findings import FINDINGS, Acceptance
from cmokit.render.personal import without_names
from cmokit.render.report_meta import ReportMeta
from cmokit.runs.checked_merges import with_precision
from cmokit.runs.earlier_findings import EarlierFindings, RecordsNow, found_in
from cmokit.runs.evidence import to_arrow, write_evidence
from cmokit.runs.fix_forms import Forms
from cmokit.runs.known import known_of
from cmokit.runs.notebook import pictures_folder
from cmokit.runs.provenance import Provenance
from cmokit.runs.repaired import with_repairs
from cmokit.runs.report_meta import report_meta
from cmokit.runs.request import named_asks
from cmokit.runs.standing_shown import Tracking, standing_now
from cmokit.sources.deliveries import Snapshot, open_tables
from cmokit.tables.warehouse import Warehouse
from cmokit.vocabulary import Meeting, Phase
from cmokit.words import speaking

if TYPE_CHECKING:
    import pandas as pd

    from cmokit.runs.desk import Desk

INTERACTIVE = "interactive"  # the run folder of a notebook that a person runs


class Report:
    """One phase of one client on one snapshot.

    `report.show("crm")` shows a family's sections; `report["crm.duplicates"]` is one analysis, done;
    `report.facts()` and `report.sql("…")` are for digging.
    """

    def __init__(
        self, desk: "Desk", phase: Phase, snapshot: Snapshot, run: str | None = None, meeting: Meeting | None = None
    ):
        self.desk, self.phase, self.snapshot, self.meeting = desk, phase, snapshot, meeting
        self._run = run or INTERACTIVE
        self._done: dict[str, Finding] = {}
        self._found: dict[str, Found] = {}

    @cached_property
    def data(self) -> Warehouse:
        """The canonical tables, as of the report's day."""
        return open_tables(self.snapshot, self.desk.engagement)

    @cached_property
    def meta(self) -> ReportMeta:
        """What a page needs beside its sections: whose report, as of when, from which files, in which formats."""
        with speaking(self.desk.engagement.language):
            return report_meta(self.desk, self.phase, self.snapshot, self.data, self.meeting)

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        return tuple(analysis for analysis in CATALOG if self.phase in analysis.phases)

    def __getitem__(self, analysis_id: str) -> "Finding":
        known = {analysis.id: analysis for analysis in self.analyses}
        if analysis_id not in known:
            raise UsageError(f"{self.phase} has no analysis {analysis_id!r}", wanted=", ".join(known))
        if analysis_id not in self._done:
            with speaking(self.desk.engagement.language):
                self._done[analysis_id] = self._find(known[analysis_id])
        return self._done[analysis_id]

    def __iter__(self) -> Iterator["Finding"]:
        return (self[analysis.id] for analysis in self.analyses)

    def family(self, name: str) -> list["Finding"]:
        found = [self[analysis.id] for analysis in self.analyses if analysis.family == name]
        if not found:
            families = dict.fromkeys(analysis.family for analysis in self.analyses)
            raise UsageError(f"{self.phase} has no family {name!r}", wanted=", ".join(families))
        return found

    def show(self, *names: str) -> None:
        """Show the sections of families (`crm`) or of single analyses (`crm.duplicates`), in catalogue order."""
        from IPython.display import display

        for name in names:
            for finding in [self[name]] if "." in name else self.family(name):
                display(finding)

    def facts(self, *, history: bool = False) -> "pd.DataFrame":
        """One row a figure: of this report, or with `history` of every run of this client."""
        import pandas as pd

        from cmokit.runs.history import facts, tidy_row

        if history:
            return pd.DataFrame(facts(self.desk.folder))
        return pd.DataFrame([tidy_row(fact) for finding in self for fact in finding.section.facts])

    def digest(self) -> str:
        """The figures without dimensions, sorted and rounded, as plain text: what two runs are compared by."""
        figures = sorted((fact for finding in self for fact in finding.section.facts if not fact.dimensions), key=_name)
        return "\n".join(f"{fact.name} {_rounded(fact.value)} {fact.unit}" for fact in figures)

    def sql(self, query: str) -> "pd.DataFrame":
        """SQL over the canonical tables, as of the report's day."""
        return self.data.sql(query)

    def _find(self, analysis: Analysis) -> "Finding":
        outcome = run_analysis(analysis, self.data, self._definitions, self._measured)
        if outcome.found is not None:
            self._found[analysis.id] = self._stated(analysis, outcome.found)
        evidence = to_arrow(outcome.evidence, analysis.evidence_key)
        tracking = Tracking.of(outcome, evidence, self._earlier, self._records_now.exist, self._accepted)
        if tracking and evidence is not None:
            evidence = tracking.marked(evidence)
        arrived = {file.kind for file in self.snapshot.files}
        section = replace(
            outcome.section,
            facts=_with_sources(tuple(map(self._provenance.complete, outcome.section.facts)), self._provenance),
            owner=self.meta.owner(outcome.section.owner_role),
            evidence=write_evidence(self.evidence_folder, analysis.id, evidence),
            missing=named_asks(outcome.section.missing, self.desk.engagement, arrived),
        )
        section = with_repairs(
            section,
            outcome,
            self._forms,
            self._run_folder,
            self._provenance.complete,
            shows_people=self.meta.shows_people,
            accepted={record for item in self._accepted if item.analysis == analysis.id for record in item.accepts},
        )
        section = with_precision(section, self.desk.folder)
        if tracking:
            section = tracking.shown(section, self._provenance.complete)
        shown = section if self.meta.shows_people else without_names(section, self.meta.language)
        return Finding(replace(outcome, section=shown, evidence=evidence), self.meta, self._pictures)

    def _measured(self, analysis_id: str) -> Found:
        """What an analysis measured here, whether this phase shows it or not; the CannotAnswer where it cannot."""
        if self._found.get(analysis_id) is None:
            try:
                analysis = BY_ID[analysis_id]
                found = measured(analysis, self.data, self._definitions, self._measured)
                self._found[analysis_id] = self._stated(analysis, found)
            except CannotAnswer as answer:
                self._found[analysis_id] = answer
        return self._found[analysis_id]

    def _standings(self) -> dict[str, Standing]:
        """Each analysis that follows findings: what has become of them since the first delivery."""
        found = {a.id: self._standing(a) for a in CATALOG if a.tracked}
        return {name: one for name, one in found.items() if one is not None}

    def _standing(self, analysis: Analysis) -> Standing | None:
        found = self._measured(analysis.id)
        if isinstance(found, CannotAnswer):
            return None
        evidence = to_arrow(found.evidence, analysis.evidence_key)
        seen = found_in(analysis, evidence, self._definitions.currency)
        return standing_now(analysis, seen, self._earlier, self._records_now.exist, self._accepted)

    def _stated(self, analysis: Analysis, found: Found) -> Found:
        """What was found, its figures with their definitions and tables, for whoever states them again."""
        return replace(found, facts=stated_facts(analysis, found.facts, self._definitions))

    @cached_property
    def _definitions(self) -> Definitions:
        known = replace(known_of(self.desk, self.phase, self.snapshot.as_of), standings=self._standings)
        return definitions_of(self.desk.engagement, self.snapshot.as_of, known)

    @cached_property
    def _earlier(self) -> EarlierFindings:
        return EarlierFindings(self.desk, self.snapshot)

    @cached_property
    def _records_now(self) -> RecordsNow:
        return RecordsNow(self.data)

    @cached_property
    def _accepted(self) -> tuple[Acceptance, ...]:
        return read_register(self.desk.folder, FINDINGS)

    @cached_property
    def _forms(self) -> Forms:
        return Forms(self.desk, self.snapshot)

    @cached_property
    def _provenance(self) -> Provenance:
        return Provenance(self.data, self.snapshot)

    @property
    def evidence_folder(self) -> Path:
        return self._run_folder / "evidence"

    @property
    def _run_folder(self) -> Path:
        return self.desk.folder.runs / self._run

    @property
    def _pictures(self) -> Path | None:
        """Where a run's pictures are kept for its deliverables; a person's notebook keeps none."""
        return None if self._run == INTERACTIVE else pictures_folder(self.desk.folder, self._run)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from cmokit.render.display import report_bundle

        return report_bundle(self.meta)


def _with_sources(facts: tuple[Fact, ...], provenance: Provenance) -> tuple[Fact, ...]:
    """A figure that names no file of its own, such as how many others moved, rests on the files of all the others; one
    of registers and reports alone, on what was received.
    """
    files = {source.file: source for fact in facts for source in fact.sources}
    every = tuple(files[name] for name in sorted(files)) or provenance.received
    return tuple(f if f.value is None or f.sources else f.but(sources=every) for f in facts)


def _name(fact: Fact) -> str:
    return fact.name


def _rounded(value: object) -> object:
    return round(value, 6) if isinstance(value, float) else value


class Finding:
    """One analysis, done: what it found, its evidence rows, its section."""

    def __init__(self, outcome: Outcome, meta: ReportMeta, pictures: Path | None = None):
        self.analysis, self.found, self.section = outcome.analysis, outcome.found, outcome.section
        self._evidence, self._meta, self._pictures = outcome.evidence, meta, pictures

    @property
    def evidence(self) -> "pd.DataFrame":
        """The records behind the finding, one row each."""
        import pandas as pd

        return pd.DataFrame() if self._evidence is None else self._evidence.to_pandas()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from cmokit.render.charts import kept_in
        from cmokit.render.display import section_bundle

        with kept_in(self._pictures):
            return section_bundle(self.section, self._meta)
