"""Who was put into which arm: by the list, and by what the CRM says of the same records since.

A unit stays in the arm that it was first put into, whatever happened to it later. Named beside: units that a list puts
into two arms, and units that a CRM shows in another arm than the list's.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

LINKED = ("contact", "company")  # kinds of unit that several systems know by ids of their own


@dataclass(frozen=True)
class Unit:
    """One unit of one experiment. unit_id: of the leading record. assigned_at: None where the list has no day.

    variants: every arm that the list ever gave it, the first one first. crm_variants: arms that a CRM shows and the
    list does not.
    """

    unit_kind: str
    unit_id: str
    variant: str
    stratum: str
    assigned_at: datetime | None
    source_file: str
    source_row: int | None
    variants: tuple[str, ...]
    crm_variants: tuple[str, ...] = ()

    @property
    def is_in_two(self) -> bool:
        return len(self.variants) > 1

    @property
    def is_moved(self) -> bool:
        """Whether the CRM shows it in another arm than the list."""
        return bool(self.crm_variants)


def same_name(experiment: str) -> str:
    """An experiment's id as a CRM's column carries it: without case, signs as underscores."""
    return "".join(c if c.isalnum() else "_" for c in experiment.casefold()).strip("_")


def units(assignments: Any, entity_links: Any, experiment: str, timezone: str) -> tuple[Unit, ...]:
    """The units of an experiment, by kind and id. assignments, entity_links: canonical tables, of Ibis.

    A row with a day, or of no CRM, is of the list; one without a day that a CRM's export gave tells what stands there.
    """
    wanted = same_name(experiment)
    rows = [row for row in _rows(assignments, "unit_id") if same_name(row["experiment_id"]) == wanted]
    listed = [row for row in rows if not _is_of_crm(row)]
    seen = _by_crm([row for row in rows if _is_of_crm(row)], entity_links)
    by_unit: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in listed:
        by_unit[(row["unit_kind"] or "contact", row["unit_id"])].append({**row, "moment": _moment(row, timezone)})
    return tuple(_unit(key, found, seen.get(key, ())) for key, found in sorted(by_unit.items()))


def _unit(key: tuple[str, str], found: list[dict[str, Any]], seen: Iterable[str]) -> Unit:
    last = datetime.max.replace(tzinfo=UTC)
    ordered = sorted(found, key=lambda row: (row["moment"] or last, row["variant"]))
    first, variants = ordered[0], tuple(dict.fromkeys(row["variant"] for row in ordered))
    others = tuple(sorted(name for name in set(seen) if name.casefold() not in {v.casefold() for v in variants}))
    place = (str(first["source_file"] or ""), first["source_row"])
    return Unit(*key, first["variant"], first["stratum"] or "", first["moment"], *place, variants, others)


def _is_of_crm(row: dict[str, Any]) -> bool:
    has_day = row["assigned_at"] is not None or row["assigned_on"] is not None
    return not has_day and row["source_system"] in ("hubspot", "salesforce")


def _by_crm(rows: list[dict[str, Any]], entity_links: Any) -> dict[tuple[str, str], set[str]]:
    """(kind, leading id) → the arms that CRMs show."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    leading = _leading(entity_links) if rows else {}
    for row in rows:
        own = (row["unit_kind"], row["source_system"], row["unit_id"])
        found[(row["unit_kind"], leading.get(own, row["unit_id"]))].add(row["variant"].strip())
    return found


def _leading(entity_links: Any) -> dict[tuple[str, str, str], str]:
    links = entity_links.filter(entity_links.entity.isin(LINKED))
    wanted = links.select("entity", "source_system", "record_id", "leading_id").to_pyarrow().to_pylist()
    return {(row["entity"], row["source_system"], row["record_id"]): row["leading_id"] for row in wanted}


def _rows(table: Any, *order: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.order_by(*order).to_pyarrow().to_pylist()
    return [row for row in found if row["unit_id"] and row["variant"]]


def _moment(row: dict[str, Any], timezone: str) -> datetime | None:
    """The moment from which the unit counts; of a day alone, its noon."""
    if row["assigned_at"] is not None:
        return row["assigned_at"]  # type: ignore[no-any-return]
    day = row["assigned_on"]
    return datetime.combine(day, time(12), ZoneInfo(timezone)).astimezone(UTC) if day else None
