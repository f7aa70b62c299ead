"""Ways through the lifecycle: entries of stages in their order, and where one skips, goes back or stands outside."""

import ibis
from ibis import ir

from cmokit.methods.cohorts import entries_of_people
from cmokit.methods.spelling import folded, is_filled
from cmokit.vocabulary import LifecycleStage

BESIDE = (str(LifecycleStage.OTHER), str(LifecycleStage.EVANGELIST))  # stages beside the order, always allowed


def entries(stage_entries: ir.Table, people: ir.Table, links: ir.Table, order: tuple[str, ...]) -> ir.Table:
    """Contacts' entries of stages in the order, with person_id and rank."""
    known = entries_of_people(stage_entries.filter(stage_entries.stage.isin(order)), people, links)
    return known.mutate(rank=known.stage.cases(*((stage, n) for n, stage in enumerate(order)))).cache()


def places_behind(stages: list[str], order: tuple[str, ...]) -> list[int]:
    """The places in the order right behind these stages."""
    return [order.index(stage) + 1 for stage in stages] or [len(order)]


def skipped(later: ir.Table, entries: ir.Table) -> ir.Table:
    """The first of these entries of each person into each stage, where they never entered the stage before it."""
    later = later.mutate(rank_before=later["rank"] - 1)
    had = entries.select("person_id", rank_before=entries["rank"]).distinct().view()
    there = later.anti_join(had, ["person_id", "rank_before"])
    first = ibis.window(group_by=["person_id", "stage"], order_by=["entered_at", "source_file", "source_row"])
    numbered = there.mutate(place=ibis.row_number().over(first))
    return _evidence(numbered.filter(numbered.place == 0), "skipped", "person_id", numbered.previous_stage)


def backward(entries: ir.Table) -> ir.Table:
    """Entries of a stage earlier than the one that the same record entered last; evidence, and record."""
    record = ibis.window(
        group_by=["source_system", "entity_id"], order_by=["entered_at", "rank", "source_file", "source_row"]
    )
    moved = entries.mutate(
        rank_before=entries["rank"].lag().over(record), stage_before=entries.stage.lag().over(record)
    )
    back = moved.filter(moved["rank"] < moved.rank_before)
    return _evidence(back, "backward", "entity_id", back.stage_before, record=back.source_system + "|" + back.entity_id)


def outside(people: ir.Table, order: tuple[str, ...]) -> ir.Table:
    allowed = tuple(name.lower() for name in (*order, *BESIDE))
    stage = people.lifecycle_stage
    stray = people.filter(is_filled(stage), ~folded(stage).fill_null("").isin(allowed))
    return stray.select(
        contact_id=stray.contact_id,
        problem=ibis.literal("outside"),
        stage=stray.lifecycle_stage,
        **dict.fromkeys(("previous_stage", "changed_by", "changed_by_kind"), ibis.null("string")),
        source_file=stray.source_file,
        source_row=stray.source_row,
    )


def _evidence(rows: ir.Table, problem: str, own: str, before: ir.Value, **more: ir.Value) -> ir.Table:
    return rows.select(
        contact_id=rows[own],
        problem=ibis.literal(problem),
        stage=rows.stage,
        previous_stage=before,
        changed_by=rows.changed_by,
        changed_by_kind=rows.changed_by_kind,
        source_file=rows.source_file,
        source_row=rows.source_row,
        **more,
    )
