"""PostgreSQL, through a session that orders text as the other engines do.

Text is ordered by its code points everywhere else, here by the database's own collation: each comparison of text asks
for "C". sqlglot leaves every second of several semi or anti joins as it is, which Postgres does not know.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import ibis.backends.sql.compilers as compilers
import ibis.expr.datatypes as dt
import psycopg
import pyarrow as pa
import sqlglot.expressions as sge
from ibis.backends.postgres import Backend

from cmokit.errors import ConfigurationError, ProviderError
from cmokit.tables.engines import Connection
from cmokit.vocabulary import Engine

WAIT_SECONDS = 10


def _plain(text: Any) -> Any:
    return sge.Collate(this=text, expression=sge.to_identifier("C", quoted=True))


class PlainCompiler(compilers.postgres.PostgresCompiler):
    """Postgres's SQL, with text in the order of its code points and every semi and anti join as EXISTS."""

    __slots__ = ()

    def to_sqlglot(self, expr: Any, **options: Any) -> Any:
        query = super().to_sqlglot(expr, **options)
        for select in list(query.find_all(sge.Select)):
            _with_exists(select)
        return query

    def visit_SortKey(self, op: Any, *, arg: Any, ascending: bool, nulls_first: bool) -> Any:
        key = _plain(arg) if op.arg.dtype.is_string() else arg
        return super().visit_SortKey(op, arg=key, ascending=ascending, nulls_first=nulls_first)

    def visit_Cast(self, op: Any, *, arg: Any, to: Any) -> Any:
        """Postgres makes of yes and no a 32-bit number only."""
        is_flag = op.arg.dtype.is_boolean() and to.is_numeric()
        return super().visit_Cast(op, arg=self.cast(arg, dt.int32) if is_flag else arg, to=to)

    def visit_First(self, op: Any, *, arg: Any, where: Any, order_by: Any, include_null: bool) -> Any:
        """Postgres has no FIRST: the first of a list of those that are there."""
        there = arg.is_(sge.Not(this=sge.Null()))
        listed = self.agg.array_agg(
            arg, where=there if where is None else sge.And(this=there, expression=where), order_by=order_by
        )
        return sge.Bracket(this=sge.Paren(this=listed), expressions=[sge.convert(1)], offset=1)

    def visit_Min(self, op: Any, *, arg: Any, where: Any) -> Any:
        return super().visit_Min(op, arg=_plain(arg) if op.arg.dtype.is_string() else arg, where=where)

    def visit_Max(self, op: Any, *, arg: Any, where: Any) -> Any:
        return super().visit_Max(op, arg=_plain(arg) if op.arg.dtype.is_string() else arg, where=where)

    def visit_Less(self, op: Any, *, left: Any, right: Any) -> Any:
        return super().visit_Less(op, left=_compared(op, left), right=right)

    def visit_LessEqual(self, op: Any, *, left: Any, right: Any) -> Any:
        return super().visit_LessEqual(op, left=_compared(op, left), right=right)

    def visit_Greater(self, op: Any, *, left: Any, right: Any) -> Any:
        return super().visit_Greater(op, left=_compared(op, left), right=right)

    def visit_GreaterEqual(self, op: Any, *, left: Any, right: Any) -> Any:
        return super().visit_GreaterEqual(op, left=_compared(op, left), right=right)

    def visit_Greatest(self, op: Any, *, arg: Any) -> Any:
        return super().visit_Greatest(op, arg=_of_text(op, arg))

    def visit_Least(self, op: Any, *, arg: Any) -> Any:
        return super().visit_Least(op, arg=_of_text(op, arg))


def _compared(op: Any, left: Any) -> Any:
    return _plain(left) if op.left.dtype.is_string() else left


def _of_text(op: Any, arg: Any) -> Any:
    return (_plain(arg[0]), *arg[1:]) if op.dtype.is_string() else arg


def _with_exists(select: Any) -> None:
    """Semi and anti joins of one SELECT as conditions."""
    for join in list(select.args.get("joins") or ()):
        condition = join.args.get("on")
        if condition is None or join.kind not in ("SEMI", "ANTI"):
            continue
        kind = join.kind
        join.pop()
        found = sge.Exists(this=sge.select("1").from_(join.this).where(condition))
        select.where(found if kind == "SEMI" else found.not_(), copy=False)


class PlainPostgres(Backend):
    """Ibis's Postgres with that SQL; what Postgres gives as numeric where a double is meant becomes one."""

    compiler = PlainCompiler()

    def to_pyarrow(self, expr: Any, /, *, params: Any = None, limit: Any = None, **options: Any) -> Any:
        self._run_pre_execute_hooks(expr)
        whole = expr.as_table()
        with self.con.cursor() as cursor, self.con.transaction():
            rows = cursor.execute(self.compile(whole, limit=limit, params=params)).fetchall()
        found = [_column([row[n] for row in rows], field.type) for n, field in enumerate(whole.schema().to_pyarrow())]
        return expr.__pyarrow_result__(pa.Table.from_arrays(found, schema=whole.schema().to_pyarrow()))


def _column(values: list[Any], type_: pa.DataType) -> pa.Array:
    if pa.types.is_floating(type_):
        values = [None if value is None else float(value) for value in values]
    return pa.array(values, type_)


def connect(address: str, schema: str | None, spill: Path) -> Connection:
    """address: `postgresql://user:password@host:port/database`, or libpq's `host=… dbname=…`."""
    try:
        session = psycopg.connect(address, autocommit=True, connect_timeout=WAIT_SECONDS)
    except psycopg.ProgrammingError as error:
        raise ConfigurationError(
            "this is no address of a Postgres database",
            code="bad_address",
            wanted="postgresql://user@host:5432/database",
        ) from error
    except psycopg.OperationalError as error:
        raise ProviderError(
            "the warehouse did not answer",
            code="warehouse_refused",
            found=_without_password(str(error).strip().splitlines()[0], address),
            mend="check address, network and rights; psql with the same address must work",
        ) from error
    backend = PlainPostgres.from_connection(session)
    return Connection(Engine.POSTGRES, backend, schema or "public", backend.disconnect)


def _without_password(text: str, address: str) -> str:
    password = urlparse(address).password
    return text.replace(password, "…") if password else text
