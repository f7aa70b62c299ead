"""cmokit request: what the client is to send, as an e-mail, a list in Word, and a workbook for finance."""

from typing import Annotated

import typer

from cmokit.cli.context import Client, Json, day, session
from cmokit.cli.output import line, print_json, table


def request(
    ctx: typer.Context,
    client: Client,
    by: Annotated[str | None, typer.Option(help="The day to send by; day 1 if left out.")] = None,
    where: Annotated[str | None, typer.Option(help="Where to send: a folder's link, for instance.")] = None,
    as_json: Json = False,
) -> None:
    """Ask for exports: an e-mail, a list in Word, finance's workbook."""
    here = session(ctx)
    due = day("--by", by)
    workspace = here.find()
    folder = workspace.client(client)
    from cmokit.engagement.load import load_engagement
    from cmokit.runs.request import request_of
    from cmokit.runs.request_files import write_request
    from cmokit.runs.request_finance import form_of
    from cmokit.words import say

    engagement = load_engagement(folder.engagement_file)
    wanted = request_of(workspace, folder, engagement, by=due, place=where)
    written = write_request(folder, wanted, form_of(folder, engagement, wanted))
    if as_json:
        exports = [{**vars(export), "systems": list(export.systems)} for export in wanted.exports]
        files = {"files": [str(file) for file in written.files], "kept": str(written.kept) if written.kept else None}
        print_json({"client": folder.slug, "by": str(wanted.by), **files, "exports": exports})
        return
    table(("export", "kind", "period"), ([one.title, one.kind, one.period] for one in wanted.exports))
    for file in written.files:
        line(str(file))
    if written.kept:
        line(say("finance.kept", file=written.kept.name))
        line(f"Take it in: {here.command('ingest', folder.slug, str(written.kept))}")
    line(f"Next: send them by hand, then {here.command('ingest', folder.slug, 'FILES…')}")
