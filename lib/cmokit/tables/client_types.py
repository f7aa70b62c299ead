"""How the columns of a client's own view become canonical: as they are, out of a narrower type, or not at all."""

from typing import TYPE_CHECKING, Any

from cmokit.tables.contract import PROVENANCE, SNAPSHOT_DATES, CanonicalTable, Column

if TYPE_CHECKING:
    import ibis

# What a view may leave out: its own name, and the dates of records that have gone, where it shows only those that are.
# `source_row` it may not: evidence names a row by it, and analyses tell rows apart by it.
MAY_LACK = ("source_file", *SNAPSHOT_DATES)


def required(table: CanonicalTable) -> tuple[Column, ...]:
    """The columns that a view must have; one that holds nothing is a typed NULL."""
    return tuple(column for column in table.all_columns if column.name not in MAY_LACK)


def canonical_type(column: Column) -> Any:
    import ibis.expr.datatypes as dt

    return dt.DataType.from_pyarrow(column.type)


def unfit(column: Column, type_: Any) -> str:
    """Why a view's column of this type cannot be read as the canonical one, and what to make it; empty where it can."""
    wanted = canonical_type(column)
    if wanted.is_decimal():
        return _unfit_decimal(wanted, type_)
    if wanted.is_timestamp():
        if not type_.is_timestamp():
            return "is no moment: wanted a timestamp with time zone"
        return "" if type_.timezone else "has no time zone: 09:00 of which place? wanted a timestamp with time zone"
    fits = {
        "is_string": type_.is_string() or type_.is_uuid(),
        "is_date": type_.is_date(),
        "is_boolean": type_.is_boolean(),
        "is_integer": type_.is_integer(),
        "is_floating": type_.is_floating() or type_.is_integer() or type_.is_decimal(),
    }
    kind = next(name for name in fits if getattr(wanted, name)())
    return "" if fits[kind] else f"is {type_}: wanted {_WANTED[kind]}"


_WANTED = {
    "is_string": "text",
    "is_date": "a date",
    "is_boolean": "true or false",
    "is_integer": "a whole number",
    "is_floating": "a number",
}


def _unfit_decimal(wanted: Any, type_: Any) -> str:
    exact = f"wanted a decimal({wanted.precision}, {wanted.scale}) or a narrower one"
    if type_.is_floating():
        return f"is a floating number, which loses cents: {exact}"
    if type_.is_integer():
        return ""
    if not type_.is_decimal():
        return f"is {type_}: {exact}"
    whole = wanted.precision - wanted.scale
    fits = type_.scale is not None and type_.scale <= wanted.scale and type_.precision - type_.scale <= whole
    return "" if fits else f"may hold more digits than are counted, and would be rounded: {exact}"


def canonical(rows: "ibis.Table", table: CanonicalTable, name: str) -> "ibis.Table":
    """A client's view with every canonical column, in its type and order. name: what `source_file` says where the view
    does not; a column that it lacks is null."""
    import ibis

    found = {}
    for column in table.all_columns:
        wanted = canonical_type(column)
        if column.name in rows.columns:
            own = rows[column.name]
            found[column.name] = own if _is_same(own.type(), wanted) else own.cast(wanted)
        elif column.name == PROVENANCE[0]:
            found[column.name] = ibis.literal(name)
        else:
            found[column.name] = ibis.null(wanted)
    return rows.select(**found)


def _is_same(type_: Any, wanted: Any) -> bool:
    if type_.is_timestamp() and wanted.is_timestamp():
        return bool(type_.timezone)
    return bool(type_.copy(nullable=True) == wanted.copy(nullable=True))
