"""What an Ibis expression does with money: every operation on a decimal that Ibis would type, and round, silently."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import ibis.expr.operations as ops
from ibis.backends.duckdb import Backend

# Filtered, compared, added, subtracted, negated, counted, min, max and summed; and what only passes a value on.
ALLOWED = (
    *(ops.Equals, ops.NotEquals, ops.Greater, ops.GreaterEqual, ops.Less, ops.LessEqual, ops.Between, ops.IdenticalTo),
    *(
        ops.Add,
        ops.Subtract,
        ops.Negate,
        ops.Count,
        ops.CountDistinct,
        ops.Min,
        ops.Max,
        ops.Sum,
        ops.Greatest,
        ops.Least,
    ),
    *(ops.Field, ops.Alias, ops.Cast, ops.Literal, ops.IsNull, ops.NotNull, ops.NullIf, ops.Coalesce, ops.InValues),
    *(ops.IfElse, ops.SimpleCase, ops.SearchedCase, ops.SortKey, ops.WindowFunction, ops.Lag, ops.Lead, ops.First),
    *(ops.Last, ops.Arbitrary, ops.ScalarSubquery, ops.InSubquery),
)


def forbidden(expression: Any) -> list[str]:
    """Names of operations that take a decimal and may not, sorted; a cast to float is the stated way out."""
    found = set()
    for node in expression.op().find(ops.Value):
        takes_money = any(isinstance(a, ops.Value) and a.dtype.is_decimal() for a in node.__args__)
        if takes_money and not isinstance(node, ALLOWED):
            found.add(type(node).__name__)
    return sorted(found)


@contextmanager
def watched() -> Iterator[list[Any]]:
    """Every expression that is run meanwhile."""
    seen: list[Any] = []
    names = ("to_pyarrow", "to_pyarrow_batches", "execute", "_cached_table")

    def watching(run: Any) -> Any:
        def watch(self: Any, expr: Any, *args: Any, **kwargs: Any) -> Any:
            seen.append(expr)
            return run(self, expr, *args, **kwargs)

        return watch

    with (
        patch.object(Backend, names[0], watching(getattr(Backend, names[0]))),
        patch.object(Backend, names[1], watching(getattr(Backend, names[1]))),
        patch.object(Backend, names[2], watching(getattr(Backend, names[2]))),
        patch.object(Backend, names[3], watching(getattr(Backend, names[3]))),
    ):
        yield seen
