"""cmokit register: one person's questions, interview guides, and the agreements to sign."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, Json, Session, day, session
from cmokit.cli.output import line, print_json
from cmokit.errors import UsageError

if TYPE_CHECKING:
    from cmokit.engagement.workspace import ClientFolder

Today = Annotated[str | None, typer.Option(help="As if today were this day.")]
ROLES = ("marketing", "sales", "operations", "finance", "management")


def questions_for(
    here: Session,
    folder: "ClientFolder",
    name: str,
    registers: Sequence[str],
    on: date,
    to: Path | None,
    *,
    as_json: bool,
) -> None:
    """`register export --for NAME`: write one person's questions, and say how many."""
    from cmokit.runs.question_export import export_questions
    from cmokit.runs.registers import chosen

    sent = export_questions(folder, name, chosen(registers), on, to)
    asked = [one.about for one in sent.questions]
    if as_json:
        print_json({"file": str(sent.path) if sent.path else None, "person": sent.person, "questions": asked})
    elif sent.path is None:
        line(f"nothing is open for {sent.person}")
    else:
        line(f"{len(asked)} question{'' if len(asked) == 1 else 's'} for {sent.person}")
        line(str(sent.path))
        line(f"Next: send it; then {here.command('register', 'import', folder.slug, str(sent.path))}")


def guide(
    ctx: typer.Context,
    client: Client,
    roles: Annotated[list[str] | None, typer.Argument(help=f"{', '.join(ROLES)}; all if left out.")] = None,
    today: Today = None,
    as_json: Json = False,
) -> None:
    """Write interview guides with boxes for the answers, beside what the reports say."""
    on, asked = day("--today", today) or date.today(), roles or list(ROLES)
    for role in asked:
        if role not in ROLES:
            raise UsageError("this is no role", code="unknown_role", found=role, wanted=", ".join(ROLES))
    here = session(ctx)
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.interview_guide import write_guides

    paths = write_guides(open_engagement(client, workspace=here.find().root), asked, on)
    _print_files(paths, here.command("register", "export", client, "interviews"), as_json)


def agreement(ctx: typer.Context, client: Client, today: Today = None, as_json: Json = False) -> None:
    """Draft the engagement agreement and the marketing-to-revenue contract, to be signed."""
    on, here = day("--today", today) or date.today(), session(ctx)
    from cmokit.runs.agreement import write_agreements
    from cmokit.runs.desk import open_engagement

    paths = write_agreements(open_engagement(client, workspace=here.find().root), on)
    _print_files(paths, here.command("register", "check", client), as_json)


def _print_files(paths: Sequence[Path], command: str, as_json: bool) -> None:
    if as_json:
        print_json({"files": [str(path) for path in paths]})
        return
    for path in paths:
        line(str(path))
    line(f"Next: read and complete; then {command}")
