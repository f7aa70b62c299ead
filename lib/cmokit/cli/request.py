"""cmokit request: what the client is to send, as an e-mail and as a list in Word."""

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
    """Ask for the exports: an e-mail, and a list in Word."""
    here = session(ctx)
    due = day("--by", by)
    workspace = here.find()
    folder = workspace.client(client)
    from cmokit.engagement.load import load_engagement
    from cmokit.runs.request import request_of
    from cmokit.runs.request_files import write_request

    wanted = request_of(workspace, folder, load_engagement(folder.engagement_file), by=due, place=where)
    files = write_request(folder, wanted)
    if as_json:
        exports = [{**vars(export), "systems": list(export.systems)} for export in wanted.exports]
        print_json(
            {"client": folder.slug, "by": str(wanted.by), "files": [str(file) for file in files], "exports": exports}
        )
        return
    table(("export", "kind", "period"), ([one.title, one.kind, one.period] for one in wanted.exports))
    for file in files:
        line(str(file))
    line(f"Next: send both by hand, then {here.command('ingest', folder.slug, 'FILES…')}")
