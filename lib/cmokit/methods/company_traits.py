"""What is known of a person's or a deal's company: its segment, industry, country and size. Ibis over the tables."""

from typing import Any

import ibis

from cmokit.methods.linkage import leaders, with_leading_id
from cmokit.methods.spelling import is_filled, squashed

# The European classes of size, by employees; the last one is open.
SIZES = ((1, "1-9"), (10, "10-49"), (50, "50-249"), (250, "250-999"), (1000, "1000+"))
TRAITS = ("segment", "size", "industry", "country")


def with_company(rows: Any, companies: Any, entity_links: Any) -> Any:
    """The rows with segment (their own first), size, industry, country (of the company first, blank: null) and
    employees.

    rows: records with source_system and company_id, perhaps with segment and country of their own.
    """
    who = with_leading_id(rows, entity_links, "company", "company_id", "of_company")
    firms = leaders(companies, entity_links, "company").select(
        of_company_known="leading_id",
        firm_segment=_told("segment"),
        firm_industry=_told("industry"),
        firm_country=_told("country"),
        employees="employee_count",
    )
    once = firms.distinct(on="of_company_known", keep="first")
    joined = who.left_join(once, who.of_company == once.of_company_known)
    own = {name: _filled(joined[name]) if name in rows.columns else ibis.null(str) for name in ("segment", "country")}
    kept = [name for name in rows.columns if name not in (*TRAITS, "employees")]
    return joined.select(
        *kept,
        "employees",
        segment=own["segment"].coalesce(joined.firm_segment),
        size=size_of(joined.employees),
        industry=joined.firm_industry,
        country=joined.firm_country.coalesce(own["country"]),
    )


def with_usual_spelling(rows: Any, columns: tuple[str, ...] = ("industry", "country")) -> Any:
    """The rows with one spelling of each value, the most frequent of those that differ only in case or punctuation."""
    for column in columns:
        named = rows.filter(rows[column].notnull())
        counted = named.group_by(value=named[column], key=squashed(named[column])).aggregate(rows_count=named.count())
        usual: dict[str, str] = {}
        other: dict[str, str] = {}
        for row in counted.order_by(ibis.desc("rows_count"), "value").to_pyarrow().to_pylist():
            first = usual.setdefault(row["key"] or row["value"], row["value"])
            if first != row["value"]:
                other[row["value"]] = first
        rows = rows.mutate(**{column: rows[column].substitute(other)}) if other else rows
    return rows


def size_of(employees: Any) -> Any:
    """The class of size of a number of employees; null where it is unknown or none."""
    classes = ((employees >= fewest, name) for fewest, name in reversed(SIZES))
    return ibis.cases(*classes, else_=ibis.null(str))


def _told(name: str) -> Any:
    return lambda t: _filled(t[name])


def _filled(column: Any) -> Any:
    return ibis.ifelse(is_filled(column), column.strip(), ibis.null(str))
