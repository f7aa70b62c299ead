"""cmokit map: what the client's own words mean, asked one by one, or in a workbook that comes back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cmokit.cli.context import Client, Json, Session, session
from cmokit.cli.output import is_terminal, line, number, print_json, progress, table
from cmokit.errors import UsageError, one_line

if TYPE_CHECKING:
    from cmokit.engagement.workspace import ClientFolder
    from cmokit.runs.client_words import ClientWord
    from cmokit.runs.word_answers import Answer

LEAVE, STOP = "-", "q"


def map_words(
    ctx: typer.Context,
    client: Client,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where --xlsx writes; the client's request folder if left out."),
    ] = None,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Write a workbook for the client's people to fill.")] = False,
    answers: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Take the answers of a workbook that came back.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what the client's own words mean.

    Lists every stage, source, medium, campaign-name pattern, status, reason, owner and payment method as the client
    writes it, with records and money; proposes a meaning; writes the answers into engagement.yaml. In a terminal it
    asks word by word: Enter takes the proposal, - leaves the word unmapped, q stops and keeps what was answered.
    """
    _only_one_way(file, xlsx, answers)
    here = session(ctx)
    folder = here.client(client)
    from cmokit.engagement.load import load_engagement
    from cmokit.runs.client_words import client_words_of
    from cmokit.sources.deliveries import build_snapshot, current, refuse_exports

    engagement = load_engagement(folder.engagement_file)
    refuse_exports(engagement)
    if current(folder) is None:
        raise UsageError("nothing has been taken in yet", "no_data", mend=here.command("ingest", client, "FILES…"))
    progress("reading the client's words …")
    snapshot = build_snapshot(folder, engagement)
    words = client_words_of(engagement, snapshot)
    if xlsx:
        _write_workbook(here, folder, words, file, as_json)
    elif answers:
        from cmokit.runs.word_files import answers_in

        _keep(here, folder, answers_in(answers, words, engagement), as_json)
    elif as_json:
        print_json({"client": folder.slug, "snapshot": snapshot.id, "words": [_as_json(word) for word in words]})
    elif is_terminal():
        _keep(here, folder, _asked(words), as_json)
    else:
        _list(here, folder, words)


def _only_one_way(file: Path | None, xlsx: bool, answers: Path | None) -> None:
    if xlsx and answers:
        raise UsageError("--xlsx and --from contradict each other", "contradiction")
    if file and not xlsx:
        mend = "type --xlsx to write the workbook there, or --from FILE to take its answers"
        raise UsageError("a file alone says not what to do with it", "contradiction", found=str(file), mend=mend)


def _list(here: Session, folder: "ClientFolder", words: "Sequence[ClientWord]") -> None:
    """All words, and how to answer: nobody sits there to be asked."""
    headers = ("kind of word", "system", "written as", "records", "money", "state", "read as", "proposed", "why")
    table(headers, map(_row, words), right=("records", "money"))
    waiting = sum(word.is_asked for word in words)
    line(f"{number(len(words))} words, {number(waiting)} to answer")
    if waiting:
        line(f"Next: {here.command('map', folder.slug)} in a terminal, or with --xlsx for a workbook")


def _row(word: "ClientWord") -> list[str]:
    from cmokit.words import say

    state = say(f"map.states.{word.state}")
    shown = [say(f"map.whats.{word.what}"), word.system, word.text, number(word.records_count), _money(word)]
    return [*shown, state, word.meaning, word.proposal, word.reason]


def _money(word: "ClientWord") -> str:
    return ", ".join(f"{amount:,.0f} {currency}".replace(",", " ") for currency, amount in word.amounts.items())


def _as_json(word: "ClientWord") -> dict[str, Any]:
    return {**vars(word), "amounts": dict(word.amounts), "is_asked": word.is_asked}


def _write_workbook(
    here: Session, folder: "ClientFolder", words: "Sequence[ClientWord]", file: Path | None, as_json: bool
) -> None:
    from cmokit.engagement.load import load_engagement
    from cmokit.engagement.writing import write_bytes
    from cmokit.runs.word_files import FILE, workbook_of

    engagement = load_engagement(folder.engagement_file)
    target = file or folder.root / "request" / FILE
    written = write_bytes(target, workbook_of(words, engagement, engagement.brand.color or ""))
    waiting = sum(word.is_asked for word in words)
    if as_json:
        print_json({"client": folder.slug, "file": str(written), "words": len(words), "to_answer": waiting})
        return
    line(f"{written}: {number(len(words))} words, {number(waiting)} to answer")
    line(f"Next, when it comes back: {here.command('map', folder.slug, '--from', 'FILE')}")


def _asked(words: "Sequence[ClientWord]") -> "list[Answer]":
    """One word at a time; what was answered before somebody stops is kept."""
    from cmokit.runs.word_answers import Answer

    asked, found = [word for word in words if word.is_asked], []
    for place, word in enumerate(asked, start=1):
        try:
            meaning = _ask(word, f"{place} of {len(asked)}")
        except (typer.Abort, KeyboardInterrupt):
            break
        if meaning == STOP:
            break
        found += [Answer(word, meaning)] if meaning else []
    return found


def _ask(word: "ClientWord", place: str) -> str | None:
    """The meaning of one word; None to leave it, STOP to stop. Asked again until the answer is one of those offered."""
    from cmokit.runs.word_answers import offers, understood
    from cmokit.words import say

    money = f", {_money(word)}" if word.amounts else ""
    system = f" of {word.system}" if word.system else ""
    progress("")
    progress(f"{place}  {say(f'map.whats.{word.what}')}{system}: “{word.text}”")
    progress(f"  {number(word.records_count)} records{money}; may mean: {', '.join(offers(word)) or LEAVE}")
    if word.reason:
        progress(f"  {word.reason}")
    while True:
        proposed = word.proposal or LEAVE
        offer = f"Enter for {word.proposal}, {LEAVE} to leave" if word.proposal else f"Enter or {LEAVE} to leave"
        typed = typer.prompt(one_line(f"  {offer}, {STOP} to stop"), default=proposed,
                             show_default=False, err=True).strip()  # fmt: skip
        if typed in (LEAVE, STOP):
            return STOP if typed == STOP else None
        try:
            return understood(word, typed)
        except UsageError as fault:
            progress(f"  {fault}")


def _keep(here: Session, folder: "ClientFolder", answers: "Sequence[Answer]", as_json: bool) -> None:
    from cmokit.runs.word_answers import write_answers

    written = write_answers(folder, answers)
    if as_json:
        said = [
            {"what": a.word.what, "system": a.word.system, "text": a.word.text, "meaning": a.meaning} for a in written
        ]
        print_json({"client": folder.slug, "written": said})
        return
    for answer in written:
        line(f"{answer.word.text} → {answer.meaning}")
    if not written:
        line("nothing new to write")
        return
    line(f"{number(len(written))} written into {folder.engagement_file}")
    line(f"Next: {here.command('run', folder.slug, 'audit')}")
