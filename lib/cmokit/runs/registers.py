"""A client's registers beside its engagement and its published figures: what they are checked against."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from cmokit.engagement.load import load_engagement
from cmokit.engagement.plan import plan_of
from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import UsageError
from cmokit.registers.base import Around, Register
from cmokit.registers.catalog import BY_NAME, CATALOG
from cmokit.registers.check import Found, around, check
from cmokit.runs.gates import gates, in_front
from cmokit.runs.history import published_facts


def check_registers(folder: ClientFolder, today: date, names: Collection[str] = ()) -> tuple[Found, ...]:
    """What stands against the named registers, or all; see `check`. Raises UsageError for an unknown name."""
    return check(folder, chosen(names), surroundings(folder, today))


def surroundings(folder: ClientFolder, today: date) -> Around:
    """People and days of the engagement, ids of all registers, and the figures and verdicts last published."""
    published = published_facts(folder)
    figures = {*published, *_metrics()} if published else set()
    verdicts = {item["id"]: item["severity"] for document in _documents(published) for item in document["analyses"]}
    return around(folder, load_engagement(folder.engagement_file), CATALOG, today, figures, verdicts.items())


def chosen(names: Collection[str]) -> tuple[Register[Any], ...]:
    """Registers by name in the order of the catalogue; all where none is named."""
    for name in names:
        if name not in BY_NAME:
            raise _unknown(name)
    return tuple(register for register in CATALOG if not names or register.name in names)


def needed(folder: ClientFolder, today: date) -> tuple[Register[Any], ...]:
    """The registers that the gate in front asks for, and those in which something stands: nobody gets forty sheets."""
    engagement = load_engagement(folder.engagement_file)
    found = surroundings(folder, today)
    gate = in_front(gates(folder, engagement, plan_of(folder.root, engagement.preset), found))
    asked = set(gate.registers) if gate else set()
    return tuple(register for register in CATALOG if register.name in asked or found.ids[register.name])


def _documents(published: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The documents behind the figures, each once."""
    yield from {id(document): document for _, document, _ in published.values()}.values()


def _metrics() -> Iterator[str]:
    from cmokit.analyses.metric_list import METRICS

    yield from (metric.id for metric in METRICS)


def _unknown(name: str) -> UsageError:
    import difflib

    near = difflib.get_close_matches(name, list(BY_NAME), n=1)
    mend = f"did you mean {near[0]}?" if near else None
    return UsageError("this is no register", "unknown_register", found=name, wanted=", ".join(BY_NAME), mend=mend)
