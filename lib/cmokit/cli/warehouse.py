"""cmokit warehouse check: can the client's own warehouse carry the analyses, and what does it still need."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cmokit.cli.context import Client, Json, session
from cmokit.cli.output import line, number, print_json, progress, table
from cmokit.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from cmokit.engagement.parts import Warehouse as Named
    from cmokit.tables.warehouse_check import Fault, ViewCheck


def warehouse(
    ctx: typer.Context,
    act: Annotated[str, typer.Argument(metavar="check", help="check", show_default=False)],
    client: Client,
    as_json: Json = False,
) -> None:
    """Check the tables of a client's own warehouse.

    Those that `warehouse:` in engagement.yaml names: columns, types, keys, moments, money.

    Everything that is missing or wrong is named in one pass; nothing is written there, and no row leaves it.
    """
    if act != "check":
        raise UsageError("a warehouse can only be checked", "unknown_act", found=act, wanted="check")
    here = session(ctx)
    folder = here.client(client)
    from cmokit.engagement.load import load_engagement
    from cmokit.tables.client_warehouse import open_warehouse
    from cmokit.tables.warehouse_check import WRONG, check, engine_faults

    engagement = load_engagement(folder.engagement_file)
    named = engagement.warehouse
    if named is None:
        raise ConfigurationError(
            "no warehouse is named",
            code="no_warehouse",
            file=folder.engagement_file,
            wanted="warehouse: {engine: postgres, url_environment: NAME_OF_A_VARIABLE, schema: analytics}",
            mend="docs/scale.md says when to move and how; without a warehouse, exports are read",
        )
    progress(f"reading {_where(named)} …")
    with open_warehouse(named, timezone=engagement.timezone, spill=folder.tables / ".spill") as there:
        views, own = check(there, named.tables), engine_faults(there)
    is_fine = not own and all(view.state != WRONG for view in views)
    if as_json:
        print_json(_document(client, named, views, own, is_fine))
    else:
        _show(views, own, here.command("run", client, "audit"), is_fine)
    raise typer.Exit(0 if is_fine else 1)


def _where(named: "Named") -> str:
    return f"{named.schema_ or 'the default schema'} on {named.engine}"


def _document(
    client: str, named: "Named", views: "tuple[ViewCheck, ...]", own: "tuple[Fault, ...]", is_fine: bool
) -> dict[str, Any]:
    return {
        "client": client,
        "engine": str(named.engine),
        "schema": named.schema_,
        "ok": is_fine,
        "faults": [vars(fault) for fault in own],
        "tables": [{**view.as_json(), "analyses": _waiting(view.table)} for view in views],
    }


def _show(views: "tuple[ViewCheck, ...]", own: "tuple[Fault, ...]", next_command: str, is_fine: bool) -> None:
    from cmokit.tables.warehouse_check import ABSENT

    there = [view for view in views if view.state != ABSENT]
    table(("view", "state", "rows"), ((v.name, v.state, number(v.rows)) for v in there), right=("rows",))
    for fault in own:
        line(f"the engine: {fault.message}{_mend(fault)}")
    for view in there:
        for fault in view.faults:
            line(f"{view.name}{'.' if fault.column else ''}{fault.column}: {fault.message}{_mend(fault)}")
    for view in views:
        if view.state == ABSENT and (waiting := _waiting(view.table)):
            line(f"{view.name} is not there; without it cannot answer: {', '.join(waiting)}")
    if is_fine:
        line(f"Next: {next_command}")


def _mend(fault: "Fault") -> str:
    return f" | do: {fault.mend}" if fault.mend else ""


def _waiting(name: str) -> list[str]:
    """The analyses that cannot answer without a table."""
    from cmokit.analyses.catalog import CATALOG

    return [analysis.id for analysis in CATALOG if name in analysis.needs]
