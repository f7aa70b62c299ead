"""The rule by which an engagement is proposed to end, written down before anybody knows what comes out [HND-04]."""

from dataclasses import dataclass
from enum import StrEnum

INDEPENDENT_SHARE = 0.75  # of the independence score: below, the team does not run it alone
PACKED_SHARE = 0.60  # of the pieces of the package that are whole
UNHELD_COUNT = 3  # areas and live workflows without an owner: so much work is nobody's that it is somebody's job


class Ending(StrEnum):
    """STOP: nothing was shown and nothing is under way. EXTEND: a readout is still to come, or the client does not run
    it alone yet. HIRE: what was shown needs somebody whom the company does not have. SCALE: shown, and run alone.
    """

    STOP = "stop"
    EXTEND = "extend"
    SCALE = "scale"
    HIRE = "hire"


class Why(StrEnum):
    """Which line of the rule fitted first."""

    NOTHING_SHOWN = "nothing_shown"
    READOUT_AHEAD = "readout_ahead"
    NOBODY_HOLDS_IT = "nobody_holds_it"
    NOT_ALONE_YET = "not_alone_yet"
    SHOWN_AND_ALONE = "shown_and_alone"


@dataclass(frozen=True)
class Standing:
    """What the rule is asked with. shown, open: pilots. None: not measured, which never counts as good."""

    shown: int
    open: int
    unheld: int
    independence: float | None
    package: float | None


def ending_of(stands: Standing) -> tuple[Ending, Why]:
    """The first line that fits."""
    if not stands.shown:
        return (Ending.EXTEND, Why.READOUT_AHEAD) if stands.open else (Ending.STOP, Why.NOTHING_SHOWN)
    if stands.unheld >= UNHELD_COUNT:
        return Ending.HIRE, Why.NOBODY_HOLDS_IT
    if (stands.independence or 0) < INDEPENDENT_SHARE or (stands.package or 0) < PACKED_SHARE:
        return Ending.EXTEND, Why.NOT_ALONE_YET
    return Ending.SCALE, Why.SHOWN_AND_ALONE
