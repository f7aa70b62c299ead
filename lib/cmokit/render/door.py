"""What stands on a client's front door, as plain values."""

import base64
import string
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class File:
    """One deliverable. path: below the client's reports, with `/`."""

    path: str

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Folder:
    """Files that belong together: a published report, a copy, an update. title: what it is; day: as of when."""

    title: str
    files: tuple[File, ...]
    day: date | None = None
    note: str = ""


@dataclass(frozen=True)
class PhaseLine:
    """A phase on the line of the engagement. state: done, now, late or ahead. report: None where none is published."""

    phase: str
    start_on: date | None
    end_on: date | None
    state: str
    report: Folder | None = None


@dataclass(frozen=True)
class Score:
    """A figure of the newest report that states it, beside target and baseline, as they are shown.

    state: reached or missed of its target; empty where there is none.
    """

    label: str
    value: str
    target: str = ""
    baseline: str = ""
    origin: str = ""
    state: str = ""


@dataclass(frozen=True)
class Point:
    """A line of a list: what, who, by when. owner: None where nobody is asked for one. note: what was decided."""

    text: str
    owner: str | None = ""
    due_on: date | None = None
    is_late: bool = False
    note: str = ""


@dataclass(frozen=True)
class FrontDoor:
    """Everything on the page. gate: what holds behind the gate in front; logo: a `data:` address or empty."""

    client: str
    consultant: str
    today: date
    start_on: date
    end_on: date
    phases: tuple[PhaseLine, ...] = ()
    late: tuple[Point, ...] = ()
    scores: tuple[Score, ...] = ()
    decisions: tuple[Point, ...] = ()
    gate: str = ""
    gaps: tuple[Point, ...] = ()
    updates: tuple[Folder, ...] = ()
    issued: tuple[Folder, ...] = ()
    copies: tuple[Folder, ...] = ()
    faults: tuple[str, ...] = ()
    logo: str = ""

    @property
    def day_number(self) -> int:
        return (self.today - self.start_on).days + 1

    @property
    def days(self) -> int:
        return (self.end_on - self.start_on).days + 1


def logo_of(address: str) -> str:
    """A logo that is small enough for a page that is written again and again, else none."""
    most = 400_000
    if len(address) > most or not address.startswith("data:image/"):
        return ""
    body = address.partition(",")[2]
    is_sound = not set(body) - set(string.ascii_letters + string.digits + "+/=")
    return address if is_sound and base64.b64decode(body, validate=True) else ""
