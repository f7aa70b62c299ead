"""RUNBOOK.md, one page for whoever opens the archive; and the list of what moved and what stayed behind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cmokit.render.formats import day
from cmokit.runs.bundle.contents import Behind
from cmokit.runs.bundle.lock import Platform
from cmokit.runs.bundle.moving import Moves, Role
from cmokit.vocabulary import Phase
from cmokit.words import joined, say

if TYPE_CHECKING:
    from cmokit.engagement.parts import Person
    from cmokit.runs.desk import Desk

_OWN = "person"


@dataclass(frozen=True)
class Told:
    """What the archive says about itself. behind: why → how many files."""

    desk: "Desk"
    receiver: "Person"
    today: date
    phases: tuple[Phase, ...]
    platforms: tuple[Platform, ...]
    with_rows: bool
    moves: Moves
    behind: dict[Behind, int]

    @property
    def language(self) -> str:
        return self.desk.engagement.language

    @property
    def slug(self) -> str:
        return self.desk.folder.slug

    def say(self, word: str, count: int | None = None, **values: object) -> str:
        return say(f"bundle.{word}", count, self.language, **values)


def runbook(told: Told) -> str:
    """Markdown, in the client's language; commands are the same in every language."""
    engagement = told.desk.engagement
    on = day(told.today, engagement.locale, told.language)
    said: dict[str, Any] = {"client": engagement.name, "receiver": told.receiver.name, "day": on, "slug": told.slug}
    blocks = (
        f"# {told.say('title', **said)}",
        told.say("what", **said),
        f"**{told.say('personal' if told.with_rows else 'personal_without_rows', **said)}**",
        f"## {told.say('install.title')}",
        told.say("install.python", version=_version(), **said),
        *_install(told),
        f"## {told.say('again.title')}",
        told.say("again.lead" if told.with_rows else "again.no_rows", **said),
        *([_code(_again(told))] if told.with_rows else []),
        f"## {told.say('next.title')}",
        told.say("next.lead", **said),
        _code((f"cmokit ingest {told.slug} exports", f"cmokit update {told.slug} --meeting weekly")),
        told.say("next.where", **said),
        f"## {told.say('who.title')}",
        *_who(told, said),
    )
    return "\n\n".join(blocks) + "\n"


def handed_over(told: Told) -> str:
    """Every role that moved, what the receiver still has to do, and what was left out and why."""
    on = day(told.today, told.desk.engagement.locale, told.language)
    own = [role for role in told.moves.kept if role.field == _OWN]
    done = [role for role in told.moves.kept if role.field != _OWN]
    blocks = [f"# {told.say('list.title', receiver=told.receiver.name, day=on)}"]
    for name, roles in (("moved", told.moves.roles), ("own", own), ("done", done)):
        lines = [_line(role, told) for role in roles] or [f"- {told.say('list.none')}"]
        blocks += [f"## {told.say(f'list.{name}')}", "\n".join(lines)]
    blocks += [f"## {told.say('list.behind')}", "\n".join(f"- {line}" for line in left_behind(told))]
    return "\n\n".join(blocks) + "\n"


def left_behind(told: Told) -> Iterator[str]:
    """A sentence a reason; the brand is always one."""
    yield told.say("behind.brand")
    for why, number in told.behind.items():
        yield told.say(f"behind.{why}", number, number=number)


def _install(told: Told) -> Iterator[str]:
    wheels = "python -m pip install --no-index --find-links wheels cmokit"
    index = "python -m pip install --require-hashes -r requirements.lock"
    lines = [wheels] if told.platforms else [index, f"{wheels} --no-deps"]
    if told.platforms:
        yield told.say("install.offline", platforms=joined(map(str, told.platforms), told.language))
    else:
        yield told.say("install.online")
    yield told.say("install.unix")
    yield _code((f"cd {told.slug}-handover", "python3 -m venv .venv", ". .venv/bin/activate", *lines))
    yield told.say("install.windows")
    yield _code((f"cd {told.slug}-handover", "py -m venv .venv", ".venv\\Scripts\\activate", *lines))


def _again(told: Told) -> Iterator[str]:
    yield "cmokit verify ."
    yield from (f"cmokit run {told.slug} {phase}" for phase in told.phases)
    yield f"cmokit verify {told.slug}"


def _who(told: Told, said: dict[str, Any]) -> Iterator[str]:
    moved = len(told.moves.roles)
    yield told.say("who.moved", moved, number=moved, list=f"engagements/{told.slug}/handed-over.md", **said)
    unnamed = sum(not role.now for role in told.moves.roles)
    if unnamed:
        yield told.say("who.unnamed", unnamed, number=unnamed)
    yield told.say("who.behind", what=" ".join(left_behind(told)))


def _line(role: Role, told: Told) -> str:
    now = role.now or told.say("list.to_name")
    arrow = f" → {now}" if role in told.moves.roles else ""
    return f"- `{role.register}` `{role.item}` `{role.field}`: {role.before}{arrow}"


def _code(lines: Iterable[str]) -> str:
    return "\n".join(("```", *lines, "```"))


def _version() -> str:
    """The Python for which the wheels are."""
    import platform

    return platform.python_version()
