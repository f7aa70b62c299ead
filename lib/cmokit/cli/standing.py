"""Where one client stands: the day, what came in, what was run, and the next act as a command to type."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from cmokit.cli.due import Due, due
from cmokit.cli.issued import AwaitedCopy, awaited_copies
from cmokit.cli.reports import Published, published
from cmokit.errors import CmokitError

if TYPE_CHECKING:
    from cmokit.cli.exports import ExportStanding
    from cmokit.engagement.model import Engagement
    from cmokit.engagement.workspace import ClientFolder
    from cmokit.sources.deliveries import NewWord

Command = Callable[..., str]


@dataclass(frozen=True)
class Received:
    """Files taken in. used: in use; withdrawn: taken out of use; rows are those of the files in use.

    days: sha256 → the first day whose state that file shows.
    """

    files: int = 0
    used: int = 0
    withdrawn: int = 0
    rows_in: int = 0
    rows_used: int = 0
    rows_set_aside: int = 0
    newest_on: str | None = None
    waiting: int = 0
    days: dict[str, date] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {key: value for key, value in vars(self).items() if key != "days"}

    def until(self, as_of: date | None) -> set[str]:
        """The files in use as of a day, by hash."""
        return {sha256 for sha256, day in self.days.items() if as_of is None or day <= as_of}


@dataclass(frozen=True)
class Standing:
    """One client today. faults: lines of what is wrong in engagement.yaml (then day and phase are not known) or in
    the register of deliverables. issued: copies that wait for their acceptance.
    """

    client: str
    name: str | None
    day: int | None
    of_days: int | None
    phase: str | None
    received: Received
    reports: tuple[Published, ...]
    next_act: str
    next_command: str
    faults: tuple[str, ...] = field(default=())
    exports: tuple["ExportStanding", ...] = field(default=())
    new_words: tuple["NewWord", ...] = field(default=())
    map_command: str = ""
    issued: tuple[AwaitedCopy, ...] = field(default=())
    due: Due = field(default_factory=Due)

    def as_json(self) -> dict[str, Any]:
        return {
            "client": self.client,
            "name": self.name,
            "day": self.day,
            "of_days": self.of_days,
            "phase": self.phase,
            "received": self.received.as_json(),
            "reports": [
                {"phase": r.phase.value, "as_of": r.as_of, "verdicts": r.verdicts, "folder": str(r.folder)}
                for r in self.reports
            ],
            "unmapped_new_words": [vars(word) for word in self.new_words],
            "exports": [{**vars(export), "is_missing": export.is_missing} for export in self.exports],
            "issued": [copy.as_json() for copy in self.issued],
            **self.due.as_json(),
            "next": {"act": self.next_act, "command": self.next_command},
            "faults": list(self.faults),
        }


def standing(client: "ClientFolder", today: date, command: Command) -> Standing:
    """Where a client stands on a day; an invalid engagement.yaml is reported, not raised."""
    from cmokit.cli.exports import export_standings
    from cmokit.engagement.load import load_engagement
    from cmokit.engagement.presets import ENGAGEMENT_DAYS

    received, reports = _received(client), tuple(published(client))
    try:
        engagement = load_engagement(client.engagement_file)
    except CmokitError as error:
        faults = tuple(str(error).split("\n"))
        act = f"mend engagement.yaml ({len(faults)} fault{'s' if len(faults) > 1 else ''})"
        return Standing(
            client.slug, None, None, None, None, received, reports, act, _mend(faults, client, command), faults
        )
    unmapped, later = _unmapped(client, engagement)
    act, typed = _next(engagement, received, reports, unmapped, command)
    issued, unread = awaited_copies(client)
    return Standing(
        client=client.slug,
        name=engagement.name,
        day=engagement.day_number(today),
        of_days=ENGAGEMENT_DAYS,
        phase=_current(engagement, today),
        received=received,
        reports=reports,
        next_act=act,
        next_command=typed,
        exports=() if engagement.warehouse else export_standings(client, engagement),
        new_words=later,
        map_command=command("map", client.slug),
        faults=unread,
        issued=issued,
        due=due(client, engagement, today, command),
    )


def _unmapped(client: "ClientFolder", engagement: "Engagement") -> tuple[int, tuple["NewWord", ...]]:
    """How many words no list knows, of the tables as last made; and those that came after the first delivery."""
    from cmokit.sources.deliveries import current, open_built, still_unmapped

    name = current(client)
    try:
        built = open_built(client, name) if name else None
    except CmokitError:  # the snapshot that `current` names was cleared away
        built = None
    first, later = (
        (still_unmapped(words, engagement) for words in (built.first_words, built.new_words)) if built else ((), ())
    )
    return len(first) + len(later), later


def _mend(faults: tuple[str, ...], client: "ClientFolder", command: Command) -> str:
    is_older = any("--upgrade" in fault for fault in faults)
    return command("doctor", "--upgrade", client.slug) if is_older else command("doctor")


def _current(engagement: "Engagement", today: date) -> str | None:
    """The phase of the day; where two overlap, the later one, which has begun."""
    from cmokit.vocabulary import PHASES

    periods = [(phase.value, engagement.phase_period(phase)) for phase in PHASES]
    under_way = [phase for phase, period in periods if period and period[0] <= today <= period[1]]
    return under_way[-1] if under_way else None


def _next(
    engagement: "Engagement", received: Received, reports: tuple[Published, ...], unmapped: int, command: Command
) -> tuple[str, str]:
    """The act and its command. unmapped: how many of the client's words no list knows."""
    slug = engagement.client
    if engagement.warehouse:
        return _next_on_warehouse(slug, reports, command)
    if received.waiting:
        return f"take in {received.waiting} new in the inbox", command("ingest", slug)
    if not received.used:
        return "take in the client's exports", command("ingest", slug, "FILES…")
    if not reports:
        return before_the_audit(engagement, unmapped, command)
    latest = max(reports, key=lambda report: report.as_of or "")
    if received.until(_counts_until(engagement, latest)) != latest.sha256:
        return "run again: other files are in use now", command("run", slug, latest.phase.value)
    return "read the report", command("open", slug, latest.phase.value)


def _next_on_warehouse(slug: str, reports: tuple[Published, ...], command: Command) -> tuple[str, str]:
    """Nothing is taken in, and whether the views have moved is only known by asking them."""
    if not reports:
        return "check the client's warehouse", command("warehouse", "check", slug)
    latest = max(reports, key=lambda report: report.as_of or "")
    return "read the report", command("open", slug, latest.phase.value)


def before_the_audit(engagement: "Engagement", unmapped: int, command: Command) -> tuple[str, str]:
    """What comes first once files are in. Who answered some words may leave the others as they are."""
    has_answers = engagement.channels.mediums or any(rule.file == "*" and rule.values for rule in engagement.mapping)
    if not unmapped or has_answers:
        return "make the audit", command("run", engagement.client, "audit")
    told = "1 has" if unmapped == 1 else f"{unmapped} have"
    return f"say what the client's own words mean: {told} no meaning yet", command("map", engagement.client)


def _counts_until(engagement: "Engagement", report: Published) -> date | None:
    """The last day of which a report of this phase knows; a report that was asked for as of a later day stays that."""
    agreed, asked = engagement.phases[report.phase].as_of, report.as_of
    return max(agreed, date.fromisoformat(asked)) if agreed and asked else agreed


def _received(client: "ClientFolder") -> Received:
    """From the ledger of received files, and the inbox beside it."""
    from cmokit.sources.deliveries.ledger import read_ledger

    entries = read_ledger(client)
    used = [entry for entry in entries if not entry.is_withdrawn]
    known = {PurePosixPath(entry.path).name for entry in entries} | {n for entry in entries for n in entry.all_names}
    return Received(
        files=len(entries),
        used=len(used),
        withdrawn=len(entries) - len(used),
        rows_in=sum(entry.rows_in_count for entry in used),
        rows_used=sum(entry.rows_used_count for entry in used),
        rows_set_aside=sum(entry.rows_set_aside_count for entry in used),
        newest_on=max((str(entry.stands_on) for entry in used), default=None),
        waiting=len(_in_inbox(client) - known),
        days={e.sha256: e.stands_on for e in sorted(used, key=lambda e: e.stands_on, reverse=True)},
    )


def _in_inbox(client: "ClientFolder") -> set[str]:
    """Names of files that somebody may have put there by hand."""
    from cmokit.sources.deliveries.inbox import exports_in

    return {path.name for path in exports_in(client.inbox)} if client.inbox.is_dir() else set()
