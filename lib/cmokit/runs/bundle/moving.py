"""What the consultant answers for becomes the receiver's: as new text of registers, workspace.yaml and engagement.yaml.

A role moves: whoever owns, stands in, approves what is still open. What somebody did stays as it was (fields whose name
ends in `_by`), and so does what is closed. An account or a training is a person's own: it is named, not given away.
Nothing is written here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.analyses.known import CONSULTANT
from cmokit.engagement.edit import flow
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.yaml_text import composed, decoded
from cmokit.errors import UsageError
from cmokit.registers.alerts import ALERTS
from cmokit.registers.base import Item, Register, read_register
from cmokit.registers.catalog import CATALOG
from cmokit.registers.fields import Mark, marks
from cmokit.registers.written import text_with

if TYPE_CHECKING:
    from cmokit.engagement.model import Engagement
    from cmokit.engagement.parts import Person

_DONE = "_by"  # the end of a field that tells who did something
_OWN = "person"  # whose account, whose training
_LISTED = "consulted"
_STANDS_IN = "backup"


@dataclass(frozen=True, order=True)
class Role:
    """One role in a register. now: who has it in the archive; empty where the receiver is to name somebody."""

    register: str
    item: str
    field: str
    before: str
    now: str


@dataclass(frozen=True)
class Moves:
    """texts: new text of files, by their path. roles: what moved. kept: what still names the consultant, and why it
    may: a person's own (`person`) to be ended by the receiver, all else is what was done.
    """

    texts: Mapping[Path, str]
    roles: tuple[Role, ...]
    kept: tuple[Role, ...]


def receiver_of(engagement: "Engagement", name: str) -> "Person":
    """The person of engagement.yaml by this name. Raises UsageError: unknown, gone, or the consultant."""
    staying = [p for p in engagement.people if not is_consultant(p) and p.left_on is None]
    found = next((person for person in staying if person.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise UsageError(
            "nobody of this name is there to receive the system",
            code="unknown_receiver",
            found=name,
            wanted=", ".join(person.name for person in staying) or "somebody of the client under people:",
            mend="add the person to people: in engagement.yaml",
        )
    return found


def is_consultant(person: "Person") -> bool:
    return CONSULTANT in person.role.casefold()


def moves_of(client: ClientFolder, engagement: "Engagement", receiver: "Person", today: date) -> Moves:
    """Every role of the consultant in the registers, moved; and the consultant's line in engagement.yaml with the day
    of leaving. Raises ManyErrors for a register with faults.
    """
    leaving = [person for person in engagement.people if is_consultant(person)]
    names = {person.name for person in leaving}
    addresses = {text: receiver.email or receiver.name for p in leaving for text in (p.email,) if text}
    texts: dict[Path, str] = {}
    roles: list[Role] = []
    kept: list[Role] = []
    for register in CATALOG:
        changed = []
        for item in read_register(client, register):
            found = list(_roles(register, item, names, receiver.name))
            moved = [role for role in found if not _stays(item, role.field)]
            roles += moved
            kept += [role for role in found if _stays(item, role.field)]
            if update := _update(item, moved) | _channel(
                register, item, {**dict.fromkeys(names, receiver.name), **addresses}
            ):
                changed.append(item.model_copy(update=update))
        if changed:
            path = register.file(client)
            texts[path] = text_with(decoded(path), path, register, changed)
    file = client.engagement_file
    texts[file] = with_day_of_leaving(decoded(file), file, names, today)
    return Moves(texts, tuple(sorted(roles)), tuple(sorted(kept)))


def with_day_of_leaving(text: str, path: Path, names: Iterable[str], today: date) -> str:
    """engagement.yaml with `left_on` behind each of these people who has none; every other character as it was."""
    wanted = set(names)
    root = composed(path, text)
    listed = next((value for key, value in root.value if key.value == "people"), None)
    for node in reversed(listed.value if listed is not None and listed.id == "sequence" else ()):
        fields = {key.value: value for key, value in node.value}
        if "name" in fields and fields["name"].value in wanted and "left_on" not in fields:
            last = fields[next(reversed(fields))]
            between = ", " if node.flow_style else "\n" + " " * node.value[0][0].start_mark.column
            end = last.start_mark.index + len(text[last.start_mark.index : last.end_mark.index].rstrip())
            text = f"{text[:end]}{between}left_on: {today.isoformat()}{text[end:]}"
    return text


def workspace_text(engagement: "Engagement", receiver: "Person", logo: str | None) -> str:
    """workspace.yaml of the receiver: the client's own brand in place of the consultant's. logo: its place, if any."""
    brand = engagement.brand
    contact = ", ".join(filter(None, (receiver.name, receiver.email)))
    said = {"name": brand.name or engagement.name, "logo": logo, "color": brand.color, "contact": contact}
    lines = [f"  {key}: {flow(value)}" for key, value in said.items() if value]
    return "\n".join(("brand:", *lines, ""))


def _roles(register: Register[Any], item: Item, names: set[str], receiver: str) -> Iterator[Role]:
    for field in type(item).model_fields:
        value = getattr(item, field)
        is_named = bool(marks(type(item), field) & {Mark.OWNER, Mark.PERSON})
        if is_named and value in names:
            now = receiver if not _is_taken(item, field, receiver, names) else ""
            yield Role(register.name, item.id, field, str(value), now)
        elif field == _LISTED:
            yield from (Role(register.name, item.id, field, one, receiver) for one in value if one in names)


def _is_taken(item: Item, field: str, receiver: str, names: set[str]) -> bool:
    """Nobody stands in for themselves."""
    owner = getattr(item, "owner", None)
    return field == _STANDS_IN and (owner == receiver or owner in names)


def _stays(item: Item, field: str) -> bool:
    return item.is_closed or field.endswith(_DONE) or field == _OWN


def _update(item: Item, moved: Iterable[Role]) -> dict[str, Any]:
    update: dict[str, Any] = {}
    for role in moved:
        if role.field == _LISTED:
            listed = update.get(_LISTED, getattr(item, _LISTED))
            others = tuple(one for one in listed if one not in (role.before, role.now))
            update[_LISTED] = (*others, role.now)
        else:
            update[role.field] = role.now or None
    return update


def _channel(register: Register[Any], item: Item, instead: Mapping[str, str]) -> dict[str, str]:
    """The place to which an alert goes, where it names the consultant or the consultant's address."""
    before = getattr(item, "channel", None) if register is ALERTS and not item.is_closed else None
    now = before
    for old, new in instead.items():
        now = now.replace(old, new) if now else now
    return {"channel": now} if now and now != before else {}
