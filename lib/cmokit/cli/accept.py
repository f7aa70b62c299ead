"""cmokit accept: what somebody answered to an issued copy, recorded in the register."""

from pathlib import Path
from typing import Annotated

import typer

from cmokit.cli.context import Client, Json, day, session
from cmokit.cli.output import line, print_json
from cmokit.errors import UsageError


def accept(
    ctx: typer.Context,
    client: Client,
    deliverable: Annotated[str, typer.Argument(help="Its id in the register, such as audit-v1-board.")],
    by: Annotated[str, typer.Option(help="Who accepted it.")],
    on: Annotated[str, typer.Option(help="The day, such as 2026-02-09.")],
    remark: Annotated[list[str] | None, typer.Option(help="A remark on the whole; may be given again.")] = None,
    rejected: Annotated[bool, typer.Option("--rejected", help="It was rejected instead.")] = False,
    returned: Annotated[
        list[Path] | None, typer.Option("--from", metavar="WORKBOOK", help="A returned workbook with remarks.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Record that an issued copy was accepted or rejected, with the remarks on it."""
    if not by.strip():
        raise UsageError("an answer needs the name of who gave it", code="no_name", mend='--by "Eva Roth"')
    said = day("--on", on)
    here = session(ctx)
    folder = here.client(client)
    from cmokit.runs.acceptance import Answer
    from cmokit.runs.acceptance import accept as record

    remarks = tuple(text.strip() for text in remark or () if text.strip())
    answer = Answer(by.strip(), said, not rejected, remarks, tuple(returned or ()))  # type: ignore[arg-type]
    done = record(folder, deliverable, answer)
    if as_json:
        print_json({"client": client, "deliverable": done.model_dump(mode="json", exclude_none=True)})
        return
    count = f", {len(done.remarks)} remark{'s' if len(done.remarks) > 1 else ''} on record" if done.remarks else ""
    line(f"{done.id} {done.version}: {done.state} by {done.decided_by} on {done.decided_on}{count}")
    for told in done.remarks:
        line(f"  {told.section or '–'}  {told.remark} ({told.by}, {told.on})")
