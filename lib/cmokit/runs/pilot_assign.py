"""Drawing the list of a pilot: who comes into which arm, kept as a delivery, and as a file that the CRM imports.

The list is taken in like any export, as the kit's own table `assignments`: so it is hashed, dated and used by reports
as every other file is, stays as it was, and a bundle carries it with the rest of the inbox.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cmokit.analyses.pilot.outlooks import planned_by
from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.writing import write_text
from cmokit.errors import UsageError
from cmokit.methods.pilot.arms import Unit, units
from cmokit.methods.pilot.before import NEW_LEADS, new_leads, people_of
from cmokit.methods.pilot.lot import days_of, drawn, stratum_of
from cmokit.methods.pilot.units import moment
from cmokit.registers.plans import Design, FrozenPlan, UnitKind, plan_files, read_plan, read_plans, sha256_in
from cmokit.runs.desk import Desk
from cmokit.runs.pilot_desk import PilotDesk, experiment_of, pilot_desk, plan_in_force
from cmokit.runs.pilot_import import import_files
from cmokit.sources.deliveries import ingest
from cmokit.tables.catalog import TABLES

HEADERS = ("experiment_id", "unit_kind", "unit_id", "variant", "stratum", "assigned_on")
TABLE_OF = {UnitKind.CONTACT: ("contacts", "contact_id"), UnitKind.COMPANY: ("companies", "company_id")}


@dataclass(frozen=True)
class NewUnit:
    """One unit that was drawn now. on: its day, of a staggered start that of its wave."""

    unit: str
    variant: str
    stratum: str
    on: date


@dataclass(frozen=True)
class Assigned:
    """What an assignment did. new: drawn now. counts: units of the whole list by arm, or by day of a staggered start.
    kept: where the list lies in the inbox; None where nobody new came. files: for the CRM. without: units that the CRM
    has no record of. elsewhere: other experiment → units left out since they take part there. last: when the newest
    unit came.
    """

    plan: FrozenPlan
    new: tuple[NewUnit, ...]
    counts: Mapping[str, int]
    kept: Path | None
    files: tuple[Path, ...]
    without: int
    elsewhere: Mapping[str, int]


def assign(desk: Desk, experiment: str, *, system: str, today: date) -> Assigned:
    """Draw whoever may take part and is on no list yet, by the frozen plan, and write the file for the CRM.

    system: hubspot or salesforce. Raises UsageError where there is no frozen plan, where the design draws nothing, or
    outside its days of assignment.
    """
    experiment_of(desk, experiment)
    plan = plan_in_force(desk, experiment, today)
    _refuse(desk, plan, today)
    tables = pilot_desk(desk, today)
    try:
        listed = units(tables.table("assignments"), tables.records.entity_links, experiment, desk.engagement.timezone)
        elsewhere = _elsewhere(desk, tables, plan, today)
        wanted = _strata(desk, tables, plan, today)
        fresh = {unit: stratum for unit, stratum in wanted.items() if unit not in {one.unit_id for one in listed}}
        left_out = {unit: name for unit, name in elsewhere.items() if unit in fresh}
        new = _drawn(desk, plan, {u: s for u, s in fresh.items() if u not in left_out}, listed, today)
        arms = _arms(plan, listed, new, today, desk.engagement.timezone)
        texts, without = import_files(plan, arms, tables.records.entity_links, system)
        counts = _counts(plan, listed, new, desk.engagement.timezone)
    finally:
        tables.data.close()
    kept = _keep(desk, plan, new, today) if new else None
    with engagement_lock(desk.folder, "an assignment"):
        files = tuple(write_text(desk.folder.root / "pilot" / name, text) for name, text in texts.items())
    by_name = Counter(left_out.values())
    return Assigned(plan, new, counts, kept, files, without, dict(sorted(by_name.items())))


def _refuse(desk: Desk, plan: FrozenPlan, today: date) -> None:
    if plan.design is Design.DIFFERENCE_IN_DIFFERENCES:
        mend = "write the chosen groups into assignments.csv (experiment_id, unit_kind, unit_id, variant, assigned_on)"
        raise UsageError("groups of this design are chosen, not drawn", "not_drawn", found=plan.design, mend=mend)
    if plan.design is Design.BEFORE_AFTER or len(plan.variants) < 2:
        mend = "keep a part back by lot (randomised), or let them begin on different days (staggered)"
        raise UsageError("a pilot without a control has nothing to draw", "no_control", found=plan.design, mend=mend)
    if today < plan.start_on and plan.design is not Design.STAGGERED:
        raise UsageError(
            "its days of assignment have not begun", "too_early", found=str(today), wanted=str(plan.start_on)
        )
    if today > plan.assign_until_on:
        mend = f"freeze a plan with more days: cmokit freeze {desk.folder.slug} {plan.experiment}"
        wanted = str(plan.assign_until_on)
        raise UsageError("its days of assignment are over", "too_late", found=str(today), wanted=wanted, mend=mend)


def _strata(desk: Desk, tables: PilotDesk, plan: FrozenPlan, today: date) -> dict[str, str]:
    """Unit → stratum, of everybody who may take part by that day."""
    planned, zone = planned_by(plan), desk.engagement.timezone
    end = moment(today + timedelta(days=1), zone)
    if plan.eligible == NEW_LEADS:
        people = new_leads(planned, moment(plan.start_on, zone), end, tables.records, tables.terms)
    else:
        people = people_of(planned, moment(plan.start_on, zone), tables.records, tables.terms)
    column = "who" if plan.unit_kind is UnitKind.CONTACT else "cluster"
    names = sorted({str(name) for name in people[column] if isinstance(name, str) and name})
    values = _values(tables, plan, names)
    return {name: values.get(name, "") for name in names}


def _values(tables: PilotDesk, plan: FrozenPlan, names: Sequence[str]) -> dict[str, str]:
    if not plan.strata:
        return {}
    table, own = TABLE_OF.get(plan.unit_kind, ("users", "user_id"))
    known = {column.name for column in TABLES[table].all_columns}
    if unknown := [name for name in plan.strata if name not in known]:
        mend = "name columns of that table under strata, and freeze the plan anew"
        raise UsageError(f"the lot cannot be drawn within this: {table} has no such column", "unknown_column",
                         found=", ".join(unknown), mend=mend)  # fmt: skip
    rows = tables.table(table).filter(lambda t: t[own].isin(list(names)))
    found = rows.order_by(own, "source_system").select(own, *plan.strata).to_pyarrow().to_pylist()
    return {row[own]: stratum_of([_text(row[name]) for name in plan.strata]) for row in reversed(found)}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _elsewhere(desk: Desk, tables: PilotDesk, plan: FrozenPlan, today: date) -> dict[str, str]:
    """Unit → another experiment in which it takes part while this one runs."""
    found: dict[str, str] = {}
    others = {one.experiment: one for one in read_plans(desk.folder) if one.experiment != plan.experiment}
    for other in others.values():
        if other.unit_kind is not plan.unit_kind or other.end_on < today:
            continue
        zone = desk.engagement.timezone
        listed = units(tables.table("assignments"), tables.records.entity_links, other.experiment, zone)
        found |= {unit.unit_id: other.experiment for unit in listed}
    return found


def _drawn(
    desk: Desk, plan: FrozenPlan, fresh: Mapping[str, str], listed: Sequence[Unit], today: date
) -> tuple[NewUnit, ...]:
    before = Counter(unit.stratum for unit in listed)
    seed = _seed(desk, plan)
    if plan.design is not Design.STAGGERED:
        lots = drawn(fresh.items(), len(plan.variants), seed, before)
        return tuple(NewUnit(lot.unit, plan.variants[lot.place], lot.stratum, today) for lot in lots)
    days = days_of(plan.start_on, plan.assign_until_on, plan.waves or 2)
    lots = drawn(fresh.items(), len(days), seed, before)
    return tuple(NewUnit(lot.unit, plan.variants[1], lot.stratum, days[lot.place]) for lot in lots)


def _seed(desk: Desk, plan: FrozenPlan) -> str:
    return next(sha256_in(path) for path in plan_files(desk.folder) if read_plan(path) == plan)


def _arms(
    plan: FrozenPlan, listed: Iterable[Unit], new: Iterable[NewUnit], today: date, timezone: str
) -> dict[str, str]:
    """Unit → what is to stand in the CRM today: of a staggered start, nothing before its day."""
    days = {unit.unit_id: (unit.variant, _day(unit, timezone)) for unit in listed}
    days |= {unit.unit: (unit.variant, unit.on) for unit in new}
    return {unit: arm for unit, (arm, on) in sorted(days.items()) if on is None or on <= today}


def _counts(plan: FrozenPlan, listed: Iterable[Unit], new: Iterable[NewUnit], timezone: str) -> dict[str, int]:
    by_day = plan.design is Design.STAGGERED
    told = [str(_day(unit, timezone)) if by_day else unit.variant for unit in listed]
    told += [str(unit.on) if by_day else unit.variant for unit in new]
    counts = Counter(told)
    names = sorted(counts) if by_day else [*plan.variants, *sorted(set(counts) - set(plan.variants))]
    return {name: counts[name] for name in names}


def _day(unit: Unit, timezone: str) -> date | None:
    from zoneinfo import ZoneInfo

    return unit.assigned_at.astimezone(ZoneInfo(timezone)).date() if unit.assigned_at else None


def _keep(desk: Desk, plan: FrozenPlan, new: Sequence[NewUnit], today: date) -> Path:
    """The list as a delivery of its day; where it lies in the inbox."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADERS)
    for unit in new:
        writer.writerow((plan.experiment, plan.unit_kind, unit.unit, unit.variant, unit.stratum, unit.on))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"assignments-{plan.experiment}-{today}.csv"
        path.write_text(text.getvalue(), "utf-8")
        report = ingest(desk.folder, desk.engagement, [path], today=today, as_of=today)
    return desk.folder.inbox / report.files[0].path
