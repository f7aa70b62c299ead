"""cmokit calendar: the engagement's meetings, gates and due days as a calendar file."""

from pathlib import Path
from typing import Annotated

import typer

from cmokit.cli.context import Client, Json, session
from cmokit.cli.output import line, print_json


def calendar(
    ctx: typer.Context,
    client: Client,
    to: Annotated[Path | None, typer.Option(help="The file; else calendar.ics of the client.")] = None,
    as_json: Json = False,
) -> None:
    """Write meetings, gates and due days as an .ics file."""
    folder = session(ctx).client(client)
    from cmokit.engagement.load import load_engagement
    from cmokit.engagement.plan import plan_of
    from cmokit.engagement.writing import write_bytes
    from cmokit.runs.calendar_file import calendar_file
    from cmokit.words import speaking

    engagement = load_engagement(folder.engagement_file)
    with speaking(engagement.language):
        content = calendar_file(folder, engagement, plan_of(folder.root, engagement.preset))
    path = write_bytes(to or folder.root / "calendar.ics", content)
    events = content.count(b"BEGIN:VEVENT")
    if as_json:
        print_json({"file": str(path), "events_count": events})
        return
    line(f"{path} ({events} events)")
    line("Next: open it, or import it into the calendar of those who take part")
