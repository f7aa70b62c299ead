"""cmokit accept: what somebody answered to an issued copy, or which findings somebody accepts, in the register."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from cmokit.cli.context import Client, Json, day, session
from cmokit.cli.front_door import rewrite
from cmokit.cli.output import line, print_json
from cmokit.errors import UsageError


def accept(
    ctx: typer.Context,
    client: Client,
    deliverable: Annotated[
        str, typer.Argument(help="Its id, such as audit-v1-board; or an analysis, such as crm.duplicates.")
    ],
    by: Annotated[str, typer.Option(help="Who accepted it.")],
    on: Annotated[str, typer.Option(help="The day, such as 2026-02-09.")],
    remark: Annotated[list[str] | None, typer.Option(help="A remark on the whole; may be given again.")] = None,
    rejected: Annotated[bool, typer.Option("--rejected", help="It was rejected instead.")] = False,
    returned: Annotated[
        list[Path] | None, typer.Option("--from", metavar="WORKBOOK", help="A returned workbook with remarks.")
    ] = None,
    records: Annotated[
        str | None, typer.Option(metavar="A,B", help="Of an analysis: the records accepted, or all.")
    ] = None,
    why: Annotated[str | None, typer.Option(help="Of an analysis: why its findings are accepted.")] = None,
    decision: Annotated[str | None, typer.Option(help="Of an analysis: the decision behind it, by its id.")] = None,
    today: Annotated[str | None, typer.Option(help="As if today were this day.")] = None,
    as_json: Json = False,
) -> None:
    """Record the answer to an issued copy, or accepted findings."""
    if not by.strip():
        raise UsageError("an answer needs the name of who gave it", code="no_name", mend='--by "Eva Roth"')
    said, asked = day("--on", on), day("--today", today) or date.today()
    here = session(ctx)
    folder = here.client(client)
    if "." in deliverable and "/" not in deliverable:
        _accept_findings(folder, deliverable, records, by.strip(), said, why, decision, as_json)
        rewrite(here, client, asked)
        return
    if records or why or decision:
        raise UsageError(
            "--records, --why and --decision belong to an analysis",
            "bad_option",
            found=deliverable,
            wanted="crm.duplicates",
        )
    from cmokit.runs.acceptance import Answer
    from cmokit.runs.acceptance import accept as record

    remarks = tuple(text.strip() for text in remark or () if text.strip())
    answer = Answer(by.strip(), said, not rejected, remarks, tuple(returned or ()))  # type: ignore[arg-type]
    done = record(folder, deliverable, answer)
    rewrite(here, client, asked)
    if as_json:
        print_json({"client": client, "deliverable": done.model_dump(mode="json", exclude_none=True)})
        return
    count = f", {len(done.remarks)} remark{'s' if len(done.remarks) > 1 else ''} on record" if done.remarks else ""
    line(f"{done.id} {done.version}: {done.state} by {done.decided_by} on {done.decided_on}{count}")
    for told in done.remarks:
        line(f"  {told.section or '–'}  {told.remark} ({told.by}, {told.on})")


def _accept_findings(
    folder: Any,
    analysis: str,
    records: str | None,
    by: str,
    on: date | None,
    why: str | None,
    decision: str | None,
    as_json: bool,
) -> None:
    if not (why or "").strip():
        raise UsageError("an accepted finding needs its reason", code="no_reason", mend='--why "known and harmless"')
    from cmokit.runs.accept_finding import accept_finding

    named = [part.strip() for part in (records or "").split(",") if part.strip()]
    done = accept_finding(folder, analysis, named, by=by, on=on, why=str(why).strip(), decision=decision)  # type: ignore[arg-type]
    if as_json:
        print_json({"client": folder.slug, "finding": done.model_dump(mode="json", exclude_none=True)})
        return
    many = "every finding" if done.accepts == ("all",) else f"{len(done.accepts)} record{'s' * (len(done.accepts) > 1)}"
    line(f"{done.id}: {many} of {analysis} accepted by {done.by} on {done.on}; they stay counted and listed")
