"""cmokit ingest: a delivery of the client's exports taken in, recognised and recorded."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, Json, Session, day, session
from cmokit.cli.due import name_the_gate
from cmokit.cli.front_door import rewrite
from cmokit.cli.output import is_terminal, line, number, print_json, table
from cmokit.errors import UsageError, one_line

if TYPE_CHECKING:
    from cmokit.engagement.model import Engagement
    from cmokit.sources.deliveries import FileReport, IngestReport, NewWord


def ingest(
    ctx: typer.Context,
    client: Client,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILES]...", help="Files or folders; the inbox if left out.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="Extract date of files that do not say it themselves.")] = None,
    partial: Annotated[bool, typer.Option("--partial", help="These files never hold all records.")] = False,
    full: Annotated[bool, typer.Option("--full", help="They hold all records, however many are missing.")] = False,
    withdraw: Annotated[
        str | None, typer.Option(metavar="FILE", help="Take a wrong file out of use; the inbox keeps it.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why that file is withdrawn.")] = None,
    today: Annotated[str | None, typer.Option(help="As if today were this day.")] = None,
    as_json: Json = False,
) -> None:
    """Take in the client's exports, and say what of each is used.

    Files are copied into the inbox and never edited. What the kit does not recognise is settled by a mapping in
    engagement.yaml.
    """
    if partial and full:
        raise UsageError("--partial and --full contradict each other", code="contradiction")
    stated, acted_on = day("--as-of", as_of), day("--today", today) or date.today()
    here = session(ctx)
    folder = here.client(client)
    given = [] if withdraw else _meant(files or [], folder.inbox, here.command("ingest", client, "FILES…"))
    from cmokit.engagement.load import load_engagement
    from cmokit.runs.leading_systems import refuse_contradictions
    from cmokit.sources import deliveries

    engagement = load_engagement(folder.engagement_file)
    refuse_contradictions(folder, engagement)
    if withdraw:
        _only_withdraw(files, reason)
        snapshot = deliveries.withdraw(folder, engagement, withdraw, str(reason), today=acted_on)
        rewrite(here, client, acted_on)
        _answer_withdrawn(here, client, withdraw, snapshot.id, as_json)
        return
    ask = _ask if is_terminal() and not as_json else None
    report = deliveries.ingest(
        folder, engagement, given, today=acted_on, as_of=stated, partial=partial, full=full, ask=ask
    )
    rewrite(here, client, acted_on)
    if as_json:
        words = [vars(word) for word in _news(report, engagement)]
        print_json({"client": client, **report.as_json(), "unmapped_new_words": words})
    else:
        _answer(here, client, report, engagement, acted_on)


def _meant(typed: list[Path], inbox: Path, mend: str) -> list[Path]:
    """The files typed, or none for the inbox's own; UsageError where there is nothing to take in."""
    found = list(existing(typed))
    if not found and (typed or not list(existing([inbox] if inbox.is_dir() else []))):
        where = ", ".join(map(str, typed)) if typed else "the inbox"
        raise UsageError(f"there is no file in {where}", code="no_file", mend=mend)
    return found


def existing(paths: Iterable[Path]) -> Iterable[Path]:
    """The files meant: those of a folder, those that a pattern fits (Windows leaves patterns to us), or UsageError."""
    from cmokit.sources.deliveries.inbox import exports_in, is_left_over

    for path in paths:
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from exports_in(path)
        elif found := sorted(path.parent.glob(path.name)):
            yield from (item for item in found if item.is_file() and not is_left_over(Path(item.name)))
        else:
            raise UsageError("there is no such file", code="no_file", file=path)


def _only_withdraw(files: list[Path] | None, reason: str | None) -> None:
    if files:
        raise UsageError(
            "--withdraw takes no other files", code="contradiction", mend="ingest them by a second command"
        )
    if not reason:
        raise UsageError("a withdrawal needs its reason", code="no_reason", mend='add --reason "wrong export"')


def _ask(question: str, choices: tuple[str, ...]) -> str | None:
    """One of the choices by its number, or free text where there are none; None where the person has no answer."""
    for position, choice in enumerate(choices, start=1):
        typer.echo(f"  {position}  {one_line(choice)}", err=True)

    def choice_of(text: str) -> str:
        if not text.strip().isdecimal() or not 1 <= int(text) <= len(choices):
            raise typer.BadParameter(f"a number from 1 to {len(choices)}")
        return choices[int(text) - 1]

    asked = one_line(question)
    if choices:
        return str(typer.prompt(asked, value_proc=choice_of, err=True))
    return str(typer.prompt(asked, default="", show_default=False, err=True)).strip() or None


def _news(report: "IngestReport", engagement: "Engagement") -> "tuple[NewWord, ...]":
    from cmokit.sources.deliveries import still_unmapped

    return still_unmapped(report.snapshot.new_words, engagement) if report.snapshot else ()


def _answer(here: Session, client: str, report: "IngestReport", engagement: "Engagement", today: date) -> None:
    headers = ("file", "recognised as", "rows in", "used", "set aside", "warnings", "")
    table(headers, map(_row, report.files), right=headers[2:6])
    for file in report.files:
        for warning in file.warnings:
            line(f"{file.file}{f', row {warning.row}' if warning.row else ''}: {warning.message}")
    for setting in report.settings:
        line(f"engagement.yaml: {setting.key}: {setting.value} (as {setting.where} says)")
    for note in report.notes:
        line(f"note: {note.message}")
    for text in told(_news(report, engagement), here.command("map", client)):
        line(f"warning: {text}")
    name_the_gate(here, client, today)
    line(f"Next: {_next(report, engagement, here)}")


def _next(report: "IngestReport", engagement: "Engagement", here: Session) -> str:
    """As `status` says it: first the client's words, where nobody has been asked for any."""
    from cmokit.cli.standing import before_the_audit
    from cmokit.sources.deliveries import still_unmapped

    first = still_unmapped(report.snapshot.first_words, engagement) if report.snapshot else ()
    return before_the_audit(engagement, len(first) + len(_news(report, engagement)), here.command)[1]


def told(words: "Iterable[NewWord]", mend: str) -> Iterable[str]:
    """A sentence a word that a later delivery brought and no list knows, with the command to type."""
    for word in words:
        where = f"{word.table}.{word.column} of {word.system}" if word.system else f"{word.table}.{word.column}"
        count = f"{number(word.records_count)} record{'' if word.records_count == 1 else 's'}"
        yield f"“{word.text}” ({where}) came first on {word.first_seen_on}, in {count}, and is not mapped: {mend}"


def _row(file: "FileReport") -> list[str]:
    counts = (file.rows_in_count, file.rows_used_count, file.rows_set_aside_count, len(file.warnings))
    status = "" if file.status == "loaded" else file.status
    return [file.file, file.kind, *map(number, counts), status]


def _answer_withdrawn(here: Session, client: str, file: str, snapshot: str, as_json: bool) -> None:
    if as_json:
        print_json({"client": client, "withdrawn": file, "snapshot": snapshot})
    else:
        line(f"{file} is out of use; the inbox keeps it. The tables are now snapshot {snapshot}")
        line(f"Next: {here.command('run', client, 'audit')}")
