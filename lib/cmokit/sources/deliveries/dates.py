"""The day of an export: what the file says, else --as-of, else an answer, else the last event in its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cmokit.sources.base import Note
from cmokit.sources.deliveries.load import Load

# question, allowed answers (none: a day as YYYY-MM-DD) → answer; None where the person has none
Ask = Callable[[str, tuple[str, ...]], str | None]


@dataclass(frozen=True)
class Dated:
    """extract_on, start_on, end_on of a file, where they come from (`dated_from` of received_files), and a warning."""

    extract_on: date | None
    start_on: date | None
    end_on: date | None
    dated_from: str
    warning: Note | None = None


def dated(load: Load, name: str, *, as_of: date | None, ask: Ask | None, today: date) -> Dated:
    """When this export was made or what period it covers. today: the day it is taken in, where nothing else helps."""
    period = (load.start_on, load.end_on)
    if load.extract_on:
        return Dated(load.extract_on, *period, "file")
    if as_of:
        return Dated(as_of, *period, "as_of")
    if load.end_on:
        return Dated(None, *period, "file")
    if answered := _asked(name, ask):
        return Dated(answered, *period, "asked")
    if load.latest_on:
        text = f"{name} does not say when it was exported; taken as {load.latest_on}, the last event in its rows"
        return Dated(load.latest_on, *period, "rows", Note("dated_by_rows", text))
    text = f"{name} says no day at all; taken as {today}, the day it came in"
    return Dated(today, *period, "received", Note("dated_by_arrival", text))


def _asked(name: str, ask: Ask | None) -> date | None:
    if ask is None:
        return None
    while answer := ask(f"On which day was {name} exported? (YYYY-MM-DD, or nothing)", ()):
        try:
            return date.fromisoformat(answer.strip())
        except ValueError:
            continue
    return None
