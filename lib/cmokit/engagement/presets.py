"""Calendar presets: on which days of the engagement a phase runs, by the plan that was agreed.

Within a plan's blocks the split between two phases is a suggestion: an engagement's own dates win.
"""

from datetime import date
from enum import StrEnum

from cmokit.vocabulary import Phase


class Preset(StrEnum):
    PLAN_A = "plan_a"
    PLAN_B = "plan_b"
    PLAN_C = "plan_c"
    PLAN_D = "plan_d"


ENGAGEMENT_DAYS = 90


def period(preset: Preset, phase: Phase, start_on: date) -> tuple[date, date] | None:
    """First and last day of a phase by the preset, or None where the plan sets no days."""
    from cmokit.engagement.plan import shipped_plan

    return shipped_plan(preset).period(phase, start_on)
