"""Calendar presets: on which days of the engagement a phase runs, by the plan that was agreed.

Plan A is three times thirty days, plan B twelve weeks, plan C starts building late, plan D has stages without days.
Within a plan's blocks the split between two phases is a suggestion: an engagement's own dates win.
"""

from datetime import date, timedelta
from enum import StrEnum

from cmokit.vocabulary import Phase


class Preset(StrEnum):
    PLAN_A = "plan_a"
    PLAN_B = "plan_b"
    PLAN_C = "plan_c"
    PLAN_D = "plan_d"


ENGAGEMENT_DAYS = 90

# Phase -> first and last day; day 1 is the engagement's start_on.
DAYS: dict[Preset, dict[Phase, tuple[int, int]]] = {
    Preset.PLAN_A: {
        Phase.AUDIT: (1, 20),
        Phase.BASELINE: (15, 30),
        Phase.PILOT: (31, 60),
        Phase.SCALE: (61, 80),
        Phase.HANDOVER: (75, 90),
    },
    Preset.PLAN_B: {
        Phase.AUDIT: (1, 7),
        Phase.BASELINE: (8, 14),
        Phase.PILOT: (15, 42),
        Phase.SCALE: (43, 70),
        Phase.HANDOVER: (71, 84),
    },
    Preset.PLAN_C: {
        Phase.AUDIT: (1, 20),
        Phase.BASELINE: (15, 30),
        Phase.PILOT: (31, 75),
        Phase.SCALE: (70, 85),
        Phase.HANDOVER: (80, 90),
    },
    Preset.PLAN_D: {},
}


def period(preset: Preset, phase: Phase, start_on: date) -> tuple[date, date] | None:
    """First and last day of a phase by the preset, or None where the plan sets no days."""
    days = DAYS[preset].get(phase)
    if days is None:
        return None
    first, last = days
    return start_on + timedelta(days=first - 1), start_on + timedelta(days=last - 1)
