"""Files in use to canonical tables: each by its own rule, then what follows from several of them."""

from collections.abc import Callable

from cmokit.sources.deliveries import (
    derived_conversions,
    derived_touchpoints,
    derived_work,
    history,
    links,
    order_channels,
    payment_orders,
    told_twice,
)
from cmokit.sources.deliveries.currencies import check_currencies
from cmokit.sources.deliveries.engine import Engine
from cmokit.sources.deliveries.finance import check_control_totals
from cmokit.sources.deliveries.logs import each_line_once, merge_payments, union_by_key
from cmokit.sources.deliveries.newest import Doubt, newest_rows
from cmokit.sources.deliveries.windows import newest_windows
from cmokit.tables.catalog import TABLES
from cmokit.vocabulary import Combine

OF_THE_FILES = ("received_files", "entity_links")  # made from what was received and combined, not as the others are


def combine(
    engine: Engine, leading: dict[str, str], systems: tuple[str, ...] = (), *, is_strict: bool = True
) -> list[Doubt]:
    """Make every canonical table that the files in use fill; gives the exports that were taken as partial in doubt.

    leading: entity → leading system. systems: the client's systems, in the order of its engagement. is_strict: a
    currency without any rate stops; else it is noted, and the analyses say what they cannot answer. Raises
    DataNotReadable: same_day_disagreement, overlapping_periods, mixed_currencies.
    """
    doubts: list[Doubt] = []
    for name, table in TABLES.items():
        if name in OF_THE_FILES or not engine.loads_with(name):
            continue
        if table.combine is Combine.SNAPSHOT:
            doubts += newest_rows(engine, name)
        else:
            _OTHERS[table.combine](engine, name)
    _note_gone(engine)
    order_channels.fill(engine)
    payment_orders.fill(engine)
    links.make(engine, leading, systems)
    told_twice.count_once(engine)
    history.fill(engine)
    derived_conversions.fill(engine)
    derived_touchpoints.fill(engine)
    derived_work.fill(engine)
    check_currencies(engine, is_strict=is_strict)
    check_control_totals(engine)
    return doubts


def _log(engine: Engine, table: str) -> None:
    merge_payments(engine) if table == "payments" else union_by_key(engine, table)


_OTHERS: dict[Combine, Callable[[Engine, str], None]] = {
    Combine.LOG: _log,
    Combine.RESTATED_WINDOW: newest_windows,
    Combine.MOVEMENTS: each_line_once,
}


def _note_gone(engine: Engine) -> None:
    for name in engine.made:
        if TABLES[name].combine is Combine.SNAPSHOT:
            gone = f"SELECT source_system, gone_on, count(*) FROM {name} WHERE gone_on IS NOT NULL"
            for system, day, count in engine.rows(f"{gone} GROUP BY ALL ORDER BY ALL"):
                engine.note("gone", f"{name} of {system}: {count} rows are no longer in the export of {day}")
