"""cmokit trace: from a printed figure back to the rows it was counted from."""

from typing import Annotated, Any

import typer

from cmokit.cli.context import Client, Json, session
from cmokit.cli.output import line, print_json, table

MOST_ROWS = 50  # shown to a person


def trace(
    ctx: typer.Context,
    client: Client,
    fact: Annotated[str, typer.Argument(help="A fact's name, or the short code printed beside it.")],
    rows: Annotated[bool, typer.Option("--rows", help="Show the evidence rows.")] = False,
    as_json: Json = False,
) -> None:
    """Show where a figure comes from: steps, files, rows."""
    folder = session(ctx).client(client)
    from cmokit.runs.trace import trace as trace_fact

    answer = trace_fact(folder, fact, rows=rows)
    if as_json:
        print_json(answer)
    else:
        _print(answer)


def _print(answer: dict[str, Any]) -> None:
    fact = answer["fact"]
    line(f"{answer['name']}  ({answer['code']})")
    interval = f", 95 % interval {fact['low']} to {fact['high']}" if fact.get("low") is not None else ""
    counted = f", n = {fact['n']}" if fact.get("n") is not None else ""
    figure = "not measured" if fact["value"] is None else f"{fact['value']} {fact['unit']}{counted}{interval}"
    line(f"{figure}; {answer['phase']}, as of {answer['as_of']}")
    if fact["value"] is None:
        line(answer["reason"])
    line()
    line(f"Definition (version {fact['definition']['version']}): {fact['definition']['text']}")
    line()
    line("Steps")
    for number, step in enumerate(answer["steps"], start=1):
        line(f"  {number}. {step}")
    line()
    table(
        ("file", "rows", "sha256"),
        ([source["file"], source["rows_count"], source["sha256"]] for source in fact["sources"]),
        right=("rows",),
    )
    _print_rows(answer)


def _print_rows(answer: dict[str, Any]) -> None:
    if "rows" not in answer:
        evidence = answer.get("evidence")
        line(f"{evidence['rows_count']} evidence rows: add --rows" if evidence else "no single rows stand behind it")
        return
    line()
    rows = answer["rows"][:MOST_ROWS]
    table(list(rows[0]) if rows else ["no evidence rows"], (list(row.values()) for row in rows))
    if len(answer["rows"]) > MOST_ROWS:
        line(f"… and {len(answer['rows']) - MOST_ROWS} more; --json shows them, the workbook holds all")
