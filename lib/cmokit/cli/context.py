"""What all commands share: the workspace that was asked for, and how to answer."""

import shlex
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.errors import UsageError

if TYPE_CHECKING:
    from cmokit.engagement.workspace import ClientFolder, Workspace
    from cmokit.vocabulary import Phase


@dataclass
class Session:
    """One invocation. workspace: as typed behind --workspace. json: the verb answers in JSON, errors too."""

    workspace: Path | None = None
    debug: bool = False
    json: bool = False

    def find(self) -> "Workspace":
        from cmokit.engagement.workspace import find

        return find(self.workspace)

    def client(self, slug: str) -> "ClientFolder":
        return self.find().client(slug)

    def command(self, *words: str) -> str:
        """A command to type next, in this workspace."""
        named = ["--workspace", str(self.workspace)] if self.workspace else []
        return " ".join(["cmokit", *map(shlex.quote, named), *words])


def session(ctx: typer.Context) -> Session:
    found = ctx.find_root().obj
    return found if isinstance(found, Session) else Session()


def _answer_in_json(ctx: typer.Context, value: bool) -> bool:
    session(ctx).json = value
    return value


Json = Annotated[
    bool, typer.Option("--json", help="Answer with one JSON document on stdout.", callback=_answer_in_json)
]
Client = Annotated[str, typer.Argument(help="The client's short name.", show_default=False)]
PhaseName = Annotated[str, typer.Argument(help="audit, baseline, pilot, scale or handover.", show_default=False)]
PhaseOrAll = Annotated[str, typer.Argument(help="audit, baseline, pilot, scale, handover, or all.", show_default=False)]


def day(option: str, text: str | None) -> date | None:
    """A date typed behind an option, or UsageError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} is no date", code="bad_date", found=text, wanted="2026-01-31") from error


def phase(text: str) -> "Phase":
    """A phase typed by name, or UsageError with the nearest."""
    import difflib

    from cmokit.vocabulary import PHASES, Phase

    names = [phase.value for phase in PHASES]
    if text in names:
        return Phase(text)
    near = difflib.get_close_matches(text.lower(), names, n=1)
    raise UsageError(
        "this is no phase",
        code="unknown_phase",
        found=text,
        wanted=", ".join(names),
        mend=f"did you mean {near[0]}?" if near else None,
    )


def pairs(option: str, typed: list[str]) -> dict[str, str]:
    """key=value, as often as typed; the last of a key counts."""
    found = {}
    for text in typed:
        key, sign, value = text.partition("=")
        if not sign or not key.strip():
            raise UsageError(f"{option} wants key=value", code="bad_pair", found=text)
        found[key.strip()] = value.strip()
    return found
