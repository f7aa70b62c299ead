"""cmokit update: the page of every week."""

from datetime import date
from typing import Annotated

import typer

from cmokit.cli.context import Client, Json, day, session
from cmokit.cli.front_door import rewrite
from cmokit.cli.output import line, print_json, progress


def update(
    ctx: typer.Context,
    client: Client,
    as_of: Annotated[str | None, typer.Option(help="The last day that counts, such as 2026-01-31.")] = None,
    meeting: Annotated[str, typer.Option(help="What it is made for: weekly, sales-marketing or board.")] = "weekly",
    force: Annotated[bool, typer.Option("--force", help="Run even where nothing has changed.")] = False,
    today: Annotated[str | None, typer.Option(help="As if today were this day; no figure asks for it.")] = None,
    as_json: Json = False,
) -> None:
    """Make the page of every week on the newest deliveries."""
    stated, on = day("--as-of", as_of), day("--today", today) or date.today()
    here = session(ctx)
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.update import meeting_named
    from cmokit.runs.update import update as run_update

    chosen = meeting_named(meeting)
    desk = open_engagement(client, workspace=here.find().root)
    done = run_update(desk, chosen, as_of=stated, force=force, say=progress)
    rewrite(here, client, on)
    if as_json:
        told = {"client": client, "meeting": str(chosen), "run": done.run_id, "status": done.status}
        files = [str(path) for path in done.files]
        print_json({**told, "folder": str(done.folder), "files": files, "severities": done.severities})
        return
    word = "nothing has changed; the update stands" if done.status == "unchanged" else "update published"
    line(f"{word}: {done.folder}")
    for path in done.files:
        if path.suffix in (".pdf", ".html", ".xlsx", ".docx", ".pptx", ".txt"):
            line(f"  {path.name}")
