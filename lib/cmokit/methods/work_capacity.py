"""How much work came, how much was done, and how much has been shown to be possible, week by week.

What was done in an ordinary week says nothing about what could be: it is what came. So capacity is what the best weeks
in a row have shown, which nobody has to take on trust.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cmokit.methods.weeks import Week

WEEKS = 12  # of work that came, and of the time ahead
BACK = 26  # weeks in which the best ones are looked for
BEST = 4  # weeks in a row


@dataclass(frozen=True)
class Load:
    """needed: what came in twelve weeks and what lies open, to be done in as many ahead. available: what three times
    the best four weeks come to. done: what was done in the twelve weeks.
    """

    came: int
    open: int
    done: int
    available: int

    @property
    def needed(self) -> int:
        return self.came + self.open

    @property
    def share(self) -> float | None:
        return self.needed / self.available if self.available else None


def load_of(came: Iterable[datetime], done: Iterable[datetime], open_: int, weeks: Sequence[Week]) -> Load:
    """weeks: whole ones, in order, at most BACK; the last WEEKS of them are those that count."""
    began, ended = (_by_week(moments, weeks) for moments in (came, done))
    return Load(sum(began[-WEEKS:]), open_, sum(ended[-WEEKS:]), best(ended) * WEEKS // BEST)


def best(counts: Sequence[int]) -> int:
    """The most that was done in four weeks in a row."""
    return max((sum(counts[n : n + BEST]) for n in range(max(len(counts) - BEST + 1, 1))), default=0)


def _by_week(moments: Iterable[datetime], weeks: Sequence[Week]) -> list[int]:
    dated = list(moments)
    return [sum(week.start <= moment < week.end for moment in dated) for week in weeks]
