"""cmokit new: a client's folder from the template."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from cmokit.cli.context import pairs, session
from cmokit.cli.output import is_terminal, line
from cmokit.errors import UsageError

QUESTIONS = {
    "client": "Short name of the client (for commands and folders)",
    "name": "Name as printed on covers",
    "currency": "Reporting currency, such as EUR",
    "timezone": "Time zone, such as Europe/Berlin",
    "start_on": "Day 1 of the engagement, such as 2026-01-05",
}
OPTIONS = {"client": "CLIENT", "name": "--name", "currency": "--currency", "timezone": "--timezone"}
OPTIONS["start_on"] = "--start"


def new(
    ctx: typer.Context,
    client: Annotated[str | None, typer.Argument(help="Short name, such as acme.", show_default=False)] = None,
    name: Annotated[str | None, typer.Option(help="The client's name, as printed on covers.")] = None,
    currency: Annotated[str | None, typer.Option(help="Reporting currency, such as EUR.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Time zone, such as Europe/Berlin.")] = None,
    start: Annotated[str | None, typer.Option(help="Day 1 of the engagement, such as 2026-01-05.")] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", help="Any key of engagement.yaml: --set definitions.attribution.lookback_days=120"),
    ] = None,
) -> None:
    """Set up a client from the template; asks for what is not given."""
    from cmokit.engagement.create import create_client
    from cmokit.engagement.edit import parse_value

    here = session(ctx)
    workspace = here.find()
    settings = {key: parse_value(key, text) for key, text in pairs("--set", values or []).items()}
    given = {"client": client, "name": name, "currency": currency, "timezone": timezone, "start_on": start}
    answers = _answered({**settings, **{key: value for key, value in given.items() if value}}, _proposed(workspace))
    slug = str(answers.pop("client"))
    folder = create_client(workspace, slug, {**answers, **_without(settings, answers)})
    line(f"{answers['name']} is set up in {folder.root}")
    line("Next:")
    line(f"  read and complete  {folder.engagement_file}")
    line(f"  {here.command('request', slug)}")
    line(f"  {here.command('ingest', slug, 'FILES…')}")
    line(f"  {here.command('run', slug, 'audit')}")


def _without(settings: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if key not in answers and key != "client"}


def _proposed(workspace: Any) -> dict[str, str]:
    """What workspace.yaml says a new engagement starts from."""
    defaults = workspace.settings.defaults.model_dump(exclude_none=True)
    return {key: str(value) for key, value in defaults.items()}


def _answered(given: dict[str, Any], proposed: dict[str, str]) -> dict[str, Any]:
    """The five answers, and what the workspace proposes beside them; asked for on a terminal, else UsageError."""
    missing = [key for key in QUESTIONS if key not in given]
    if missing and is_terminal():
        asked = {key: _ask(key, proposed.get(key)) for key in missing}
        given, missing = {**given, **asked}, []
    known = {**proposed, **given}
    lacking = [key for key in missing if key not in proposed]
    if lacking:
        raise UsageError(
            f"not given: {', '.join(OPTIONS[key] for key in lacking)}",
            code="missing_answers",
            mend='cmokit new acme --name "Acme GmbH" --currency EUR --timezone Europe/Berlin --start 2026-01-05',
        )
    return {key: known[key] for key in (*QUESTIONS, *proposed) if key in known} | {"start_on": _day(known["start_on"])}


def _ask(key: str, proposed: str | None) -> Any:
    return typer.prompt(QUESTIONS[key], default=proposed, value_proc=_checked(key))


def _checked(key: str) -> Callable[[str], str]:
    """An answer is checked at once and asked for again where it cannot stand."""
    from pydantic import TypeAdapter, ValidationError

    from cmokit.engagement.model import Engagement
    from cmokit.engagement.slugs import WANTED, check_slug

    def check(text: str) -> str:
        text = text.strip()
        field = Engagement.model_fields[key]
        try:
            TypeAdapter(field.rebuild_annotation()).validate_python(text)
            return check_slug(text) if key == "client" else text
        except (ValidationError, UsageError) as error:
            wanted = WANTED if key == "client" else field.description
            raise typer.BadParameter(str(wanted)) from error

    return check


def _day(value: Any) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value
