"""cmokit facts: every figure as one tidy table."""

from typing import Annotated

import typer

from cmokit.cli.context import Client, Json, session
from cmokit.cli.output import line, print_json, table

COLUMNS = ("name", "value", "unit", "n", "low", "high", "phase", "as_of", "run")


def facts(
    ctx: typer.Context,
    client: Client,
    pattern: Annotated[str, typer.Option("--id", metavar="PATTERN", help="Ids or names, such as 'crm.*'.")] = "*",
    history: Annotated[bool, typer.Option("--history", help="Over all runs, not only the published ones.")] = False,
    as_json: Json = False,
) -> None:
    """List the figures of published reports, or of all runs."""
    here = session(ctx)
    folder = here.client(client)
    from cmokit.runs.history import facts as tidy_facts

    rows = tidy_facts(folder, pattern=pattern, history=history)
    if as_json:
        print_json(rows)
    elif rows:
        table(COLUMNS, ([row[column] for column in COLUMNS] for row in rows), right=("value", "n", "low", "high"))
    else:
        line(f"no figure fits {pattern!r} in what was run; {here.command('run', client, 'audit')} makes the first")
