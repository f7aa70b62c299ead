"""What a page needs beside its sections, gathered from the engagement and the snapshot."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import cmokit
from cmokit.analyses.catalog import CATALOG
from cmokit.analyses.definitions import definitions_of
from cmokit.analyses.numbers import NUMBERS
from cmokit.engagement.parts import Brand
from cmokit.render.labels import name_of
from cmokit.render.report_meta import (
    BrandMark,
    Contact,
    ReceivedFile,
    ReportMeta,
    SetAsideRows,
    Term,
    Yardstick,
    logo_address,
)
from cmokit.runs.commentary import commentary_of
from cmokit.runs.metrics_shown import shown_metrics
from cmokit.sources.deliveries import Snapshot
from cmokit.sources.deliveries.ledger import read_ledger
from cmokit.tables.warehouse import Warehouse
from cmokit.vocabulary import Meeting, Phase
from cmokit.words import FIRST, say

if TYPE_CHECKING:
    from pathlib import Path

    from cmokit.runs.desk import Desk

MOST_ROW_NUMBERS = 8  # of rows set aside, printed beside their reason; the workbook names them all


def report_meta(
    desk: "Desk", phase: Phase, snapshot: Snapshot, data: Warehouse, meeting: Meeting | None = None
) -> ReportMeta:
    """Whose report it is, as of when, on which files, in which formats; of an update also for which meeting."""
    said = desk.engagement
    return ReportMeta(
        client_name=said.name,
        client_slug=said.client,
        phase=str(phase),
        as_of=snapshot.as_of,
        locale=said.locale,
        language=said.language,
        currency=said.currency,
        kit=cmokit.__version__,
        snapshot=snapshot.id,
        client_brand=_brand(said.brand, desk.folder.root, said.name),
        consultant_brand=_brand(desk.workspace.brand, desk.workspace.root, ""),
        people=tuple(Contact(person.role, person.name, person.email or "") for person in said.people),
        received=(*_received(snapshot), *_withdrawn(desk, snapshot)),
        set_aside=tuple(_set_aside(data)),
        definitions=tuple(_terms(desk)),
        metrics=shown_metrics(phase, definitions_of(said, snapshot.as_of)),
        targets={name: Yardstick(target.value, target.origin) for name, target in said.targets.items()},
        shows_people=said.personal_data.show,
        sheets={analysis.id: analysis.sheet for analysis in CATALOG} if said.language == FIRST else {},
        commentary=commentary_of(desk.folder, phase),
        numbers=NUMBERS,
        of_warehouse=snapshot.of_warehouse,
        meeting=str(meeting or ""),
    )


def _brand(brand: Brand, folder: "Path", name: str) -> BrandMark:
    return BrandMark(
        name=brand.name or name,
        logo=logo_address(folder / brand.logo) if brand.logo else "",
        color=brand.color or "",
        contact=brand.contact or "",
        confidentiality=brand.confidentiality or "",
    )


def _received(snapshot: Snapshot) -> Iterator[ReceivedFile]:
    for file in snapshot.files:
        yield ReceivedFile(
            file=file.name,
            kind=file.kind,
            sha256=file.sha256,
            rows_in_count=file.rows_in_count,
            rows_used_count=file.rows_used_count,
            rows_set_aside_count=file.rows_set_aside_count,
            extract_on=file.extract_on,
            period_start_on=file.period_start_on,
            period_end_on=file.period_end_on,
        )


def _withdrawn(desk: "Desk", snapshot: Snapshot) -> Iterator[ReceivedFile]:
    """Files taken out of use that would count on the report's day: not used, but said, each with its reason."""
    used = {file.sha256 for file in snapshot.files}
    for file in sorted(read_ledger(desk.folder), key=lambda entry: (entry.name, entry.sha256)):
        if file.is_withdrawn and file.sha256 not in used and file.stands_on <= snapshot.as_of:
            yield ReceivedFile(
                file=file.name,
                kind=file.kind,
                sha256=file.sha256,
                rows_in_count=file.rows_in_count,
                rows_used_count=file.rows_used_count,
                rows_set_aside_count=file.rows_set_aside_count,
                extract_on=file.extract_on,
                period_start_on=file.period_start_on,
                period_end_on=file.period_end_on,
                is_withdrawn=True,
                reason=file.reason or "",
            )


def _set_aside(data: Warehouse) -> Iterator[SetAsideRows]:
    """Rows, then values, that were not used: one line a file, reason (and column), with the first row numbers."""
    for file, kind, reason, name, count, numbers in data.set_aside():
        shown = ", ".join(map(str, numbers[:MOST_ROW_NUMBERS])) + (" …" if count > MOST_ROW_NUMBERS else "")
        yield SetAsideRows(file, kind, reason, count, name, shown)


def _terms(desk: "Desk") -> Iterator[Term]:
    """The definitions in force that an engagement may state, and whose they are."""
    from cmokit.engagement.definitions import Definitions as Stated

    said, kit = desk.engagement.definitions, Stated()
    used = definitions_of(desk.engagement, desk.engagement.start_on)
    for term, text, is_kit in (
        ("lifecycle_order", " → ".join(_stage(s) for s in used.lifecycle_order), said.lifecycle == kit.lifecycle),
        ("utm_mediums", ", ".join(used.mediums), said.utm == kit.utm),
        ("campaign_names", _naming_rule(used.campaign_names), said.campaign_names == kit.campaign_names),
    ):
        yield Term(
            say(f"definitions.terms.{term}"),
            text,
            say("definitions.origin.kit" if is_kit else "definitions.origin.engagement"),
        )


def _stage(stage: str) -> str:
    return name_of(stage, "stage")


def _naming_rule(rule: Any) -> str:
    return say("definitions.campaign_names", parts=rule.parts, separator=rule.separator, heads=", ".join(rule.heads))
