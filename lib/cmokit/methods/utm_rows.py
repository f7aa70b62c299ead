"""Records that may carry UTM values, and what is wrong with each. Ibis over the canonical tables."""

from typing import Any

import ibis

from cmokit.methods.months import local_month
from cmokit.methods.spelling import is_filled

TABLES = ("contacts", "touchpoints", "orders", "web_sessions")
UTM = ("utm_source", "utm_medium", "utm_campaign")
TO_BE_TAGGED = ("paid_search", "paid_social", "display", "affiliate", "email")
# A medium that names its channel, without blanks, hyphens and underscores.
CHANNEL_OF_MEDIUM = {
    **dict.fromkeys(("cpc", "ppc", "paidsearch"), "paid_search"),
    "email": "email",
    "paidsocial": "paid_social",
}
FLAGS = ("should_tag", "is_untagged", "has_medium", "is_outside", "is_mismatch")
_KEPT = ("table", "record_id", "source_file", "source_row")


def rows_with_utm(contacts: Any, touchpoints: Any, orders: Any, web_sessions: Any, timezone: str) -> Any:
    """One row per record: table, record_id, month (local), channel, the three values, where it stands.

    A web session has no id of its own: its day, channel and UTM values stand for one. A touchpoint that the kit derived
    repeats the tag of another record, and does not count.
    """
    touchpoints = touchpoints.filter(touchpoints.derived_from.isnull())
    day = web_sessions.session_on.strftime("%Y-%m-%d")
    session = ibis.literal("|").join([day, *(web_sessions[name].fill_null("") for name in ("channel", *UTM))])
    parts = (
        (contacts, contacts.contact_id, local_month(contacts, "created_at", timezone)),
        (touchpoints, touchpoints.touchpoint_id, local_month(touchpoints, "touched_at", timezone)),
        (orders, orders.order_id, local_month(orders, "ordered_at", timezone)),
        (web_sessions, session, day.substr(0, 7)),
    )
    columns = ("channel", *UTM, "source_file", "source_row", "source_system")
    tables = zip(TABLES, parts, strict=True)
    return ibis.union(
        *(
            table.select(*columns, table=ibis.literal(name), record_id=record_id, month=month)
            for name, (table, record_id, month) in tables
        )
    )


def tables_of(rows: Any, *, tagged: bool = False) -> tuple[str, ...]:
    """The tables that have rows; with `tagged`, only those of which any row carries a UTM value."""
    if tagged:
        rows = rows.filter(is_filled(rows.utm_source) | is_filled(rows.utm_medium) | is_filled(rows.utm_campaign))
    found = set(rows.select("table").distinct().to_pyarrow()["table"].to_pylist())
    return tuple(table for table in TABLES if table in found)


def judged(rows: Any, mediums: tuple[str, ...]) -> Any:
    """The rows with FLAGS: to be tagged, without a whole tag, with a medium, with one off the list, contradicting."""
    allowed = [*mediums, *(medium.lower() for medium in mediums)]
    medium, has_medium = rows.utm_medium.strip(), is_filled(rows.utm_medium)
    should_tag = rows.channel.isin(TO_BE_TAGGED).fill_null(False)
    named = _loose(medium).substitute(CHANNEL_OF_MEDIUM, else_=ibis.null(str))
    known = is_filled(rows.channel) & (rows.channel != "unknown")
    return rows.mutate(
        should_tag=should_tag,
        is_untagged=should_tag & ~(is_filled(rows.utm_source) & has_medium),
        has_medium=has_medium,
        is_outside=has_medium & ~(medium.isin(allowed) | medium.lower().isin(allowed)).fill_null(False),
        is_mismatch=(known & named.notnull() & (named != rows.channel)).fill_null(False),
    )


def spellings(rows: Any) -> Any:
    """Spellings of one value that are not its usual one: table, column, value, usual, rows_count, usual_count."""
    values = ibis.union(*(rows.select("table", column=ibis.literal(name), value=rows[name]) for name in UTM))
    filled = values.filter(is_filled(values.value))
    seen = filled.group_by("table", "column", "value").aggregate(rows_count=lambda t: t.count())
    # Of equally frequent spellings the one in lower case is the usual one: that is what link builders write.
    seen = seen.mutate(loose=_loose(seen.value), is_lower=seen.value == seen.value.lower())
    order = [ibis.desc("rows_count"), ibis.desc("is_lower"), "value"]
    usual_first = ibis.window(group_by=["table", "column", "loose"], order_by=order)
    ranked = seen.mutate(
        usual=seen.value.first().over(usual_first),
        usual_count=seen.rows_count.first().over(usual_first),
        rank=ibis.row_number().over(usual_first),
    )
    return ranked.filter(ranked["rank"] > 0).select("table", "column", "value", "usual", "rows_count", "usual_count")


def wrong_rows(rows: Any, extra: Any) -> Any:
    """One row per record and problem: table, record_id, problem, column, value, source_file, source_row.

    rows: what `judged` gave. extra: what `spellings` gave.
    """
    blank = ibis.ifelse(is_filled(rows.utm_source), ibis.literal("utm_medium"), ibis.literal("utm_source"))
    parts = [_part(rows.filter(rows.is_untagged), "untagged", blank, ibis.null(str))]
    for problem, flag in (("outside", "is_outside"), ("mismatch", "is_mismatch")):
        parts.append(_part(rows.filter(rows[flag]), problem, ibis.literal("utm_medium"), ibis._.utm_medium))
    for name in UTM:
        own = extra.filter(extra["column"] == name).select("table", "value")
        written = rows.select(*_KEPT, value=rows[name]).semi_join(own, ["table", "value"])
        parts.append(_part(written, "case_variant", ibis.literal(name), ibis._.value))
    shown = ("table", "record_id", "problem", "column", "value", "source_file", "source_row")
    return ibis.union(*parts).select(*shown).order_by(*shown[:4], "source_file", "source_row")


def respelled(rows: Any, extra: Any, table: str) -> Any:
    """The records of one table whose value is spelled in an unusual way, as `repairs.respellings` takes them."""
    names = ("table", "record_id", "source_system", "source_file", "source_row")
    values = ibis.union(
        *(rows.filter(rows.table == table).select(*names, field=ibis.literal(n), value=rows[n]) for n in UTM)
    )
    usual = extra.select("table", "value", "usual", "rows_count", "usual_count", field=extra["column"])
    return values.inner_join(usual, ["table", "field", "value"])


def _part(rows: Any, problem: str, column: Any, value: Any) -> Any:
    return rows.select(*_KEPT, problem=ibis.literal(problem), column=column, value=value)


def _loose(column: Any) -> Any:
    """Case, blanks, hyphens and underscores left out; nothing else, so that `v1.0` and `v10` stay two."""
    return column.lower().re_replace(r"[\s_-]+", "")
