"""A client of a few people whose registers are given by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.known import Known
from cmokit.engagement.parts import Person
from cmokit.registers.catalog import BY_NAME

TODAY = date(2026, 3, 6)
PEOPLE = (
    Person(role="head_of_marketing", name="Ada"),
    Person(role="sales_manager", name="Ben"),
    Person(role="marketing_analyst", name="Cleo", left_on=date(2026, 2, 1)),
    Person(role="consultant", name="Dora"),
)
WHOLE_WORKFLOW = {
    "id": "routing",
    "name": "Routing",
    "process": "leads",
    "trigger": "A form",
    "input_sources": ["Contacts"],
    "output_format": "An owner",
    "review_points": ["Ada looks"],
    "exception_handling": "The queue",
    "access_controls": "Sales",
    "owner": "Ada",
    "backup": "Ben",
    "service_level": "A day",
    "usefulness_metric": "routing_time",
    "error_response": "By hand",
    "tier": "low",
    "stop_method": "Switch it off",
    "tools": ["crm"],
    "state": "live",
}


def knowing(**registers: list[dict[str, Any]]) -> Definitions:
    """Definitions that know these items: `knowing(workflows=[{…}])`."""
    held = {
        name: tuple(BY_NAME[name].model.model_validate(item) for item in items) for name, items in registers.items()
    }
    return replace(DEFAULTS, as_of=TODAY, known=Known(held, people=PEOPLE))
