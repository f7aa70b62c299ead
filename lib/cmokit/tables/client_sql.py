"""A person's own query over canonical tables, as the client's engine understands it.

The tables are put in front of the query (WITH), each as the rows that count, so that nothing has to be made in the
warehouse.
"""

from collections.abc import Callable
from typing import Any

import sqlglot
import sqlglot.expressions as sge

from cmokit.errors import UsageError
from cmokit.tables.catalog import TABLES
from cmokit.tables.warehouse import EVERYTHING


def with_tables(query: str, dialect: Any, compiled: Callable[[str, bool], str]) -> str:
    """compiled: a table's SQL, of the rows that count or (True) of all. UsageError where this is no reading query."""
    try:
        statements = sqlglot.parse(query, read=dialect)
    except sqlglot.errors.SqlglotError as error:
        raise UsageError(str(error).splitlines()[0], code="sql") from error
    if len(statements) != 1 or not isinstance(statements[0], sge.Query):
        raise UsageError("this is not one reading query", code="not_a_query", wanted="one SELECT")
    asked: Any = statements[0]
    own = {name.alias_or_name for name in asked.find_all(sge.CTE)}
    needed: dict[str, tuple[str, bool]] = {}
    for table in list(asked.find_all(sge.Table)):
        if table.name in own or table.name not in TABLES:
            continue
        is_everything = table.db == EVERYTHING
        name = f"{EVERYTHING}_{table.name}" if is_everything else table.name
        needed[name] = (table.name, is_everything)
        table.replace(sge.alias_(sge.to_table(name), table.alias_or_name, table=True))
    for name, (table_name, is_everything) in needed.items():
        asked = asked.with_(name, as_=sqlglot.parse_one(compiled(table_name, is_everything), read=dialect))
    if needed:  # in front of the query's own, which may ask them
        every = asked.find(sge.With)
        every.set("expressions", every.expressions[-len(needed) :] + every.expressions[: -len(needed)])
    return str(asked.sql(dialect=dialect))
