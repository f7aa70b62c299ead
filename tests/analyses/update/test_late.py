"""What is late, from every register of a client."""

from dataclasses import replace
from datetime import date
from typing import Any

from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.figures import required
from cmokit.analyses.known import Known
from cmokit.analyses.update import late
from cmokit.registers.training import Training

TODAY = date(2026, 3, 6)


def knowing(**registers: Any) -> Definitions:
    return replace(DEFAULTS, as_of=TODAY, known=Known(registers))


def counted(found: Any, name: str) -> Any:
    return required(found.facts, name).value


def test_what_is_past_its_day_is_late_the_oldest_first_and_what_is_closed_is_not() -> None:
    items = (
        Training(id="a", subject="routing", due_on=date(2026, 3, 1)),
        Training(id="b", subject="routing", owner="Cem", due_on=date(2026, 2, 1)),
        Training(id="c", subject="routing", person="Dan", due_on=TODAY),
        Training(id="d", subject="routing", person="Eve", due_on=date(2026, 1, 1), state="done"),
    )
    found = late.measure(knowing(training=items))
    assert [(item.id, item.since) for item in found.items] == [("b", date(2026, 2, 1)), ("a", date(2026, 3, 1))]
    assert counted(found, "longest_days") == 33
    assert counted(found, "ownerless_count") == 1
    assert found.evidence.column("days").to_pylist() == [33, 5]
