"""cmokit register: what people know, checked."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, Json, day, session
from cmokit.cli.output import line, print_json

if TYPE_CHECKING:
    from cmokit.registers.check import Found

register = typer.Typer(no_args_is_help=True, help="What people know: registers, checked and exchanged as a workbook.")

Names = Annotated[list[str] | None, typer.Argument(help="Registers by name; all if left out.", show_default=False)]


@register.command("check")
def check(
    ctx: typer.Context,
    client: Client,
    names: Names = None,
    today: Annotated[str | None, typer.Option(help="As if today were this day.")] = None,
    as_json: Json = False,
) -> None:
    """List what is missing, late, or points at nothing."""
    on, here = day("--today", today) or date.today(), session(ctx)
    folder = here.client(client)
    from cmokit.runs.registers import check_registers

    found = check_registers(folder, on, names or ())
    if as_json:
        print_json([one.as_json() for one in found])
    else:
        _print(found)
    raise typer.Exit(1 if found else 0)


def _print(found: "tuple[Found, ...]") -> None:
    for one in found:
        mend = f" | do: {one.mend}" if one.mend else ""
        item = f" {one.id}" if one.id else ""
        line(f"registers/{one.register}.yaml, row {one.line}:{item} {one.field}: {one.message}{mend}")
    if not found:
        line("nothing is missing or late")
