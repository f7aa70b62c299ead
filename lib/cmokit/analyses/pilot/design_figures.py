"""The figures of what pilots can show, and of what is wrong with their lists."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from cmokit.analyses.figures import count
from cmokit.analyses.pilot.list_faults import COLUMNS, Fault, Found
from cmokit.exhibits.fact import Fact
from cmokit.methods.pilot.before import Outlook
from cmokit.methods.uncertainty import CONFIDENCE, wilson
from cmokit.registers.experiments import Experiment
from cmokit.registers.plans import FrozenPlan

ID = "pilot.design"
OF_UNITS = {
    "two_arms_count": Fault.TWO_ARMS,
    "other_in_crm_count": Fault.OTHER_IN_CRM,
    "crossed_count": Fault.CROSSED,
    "elsewhere_count": Fault.ELSEWHERE,
}
UNCOUNTED = (Fault.UNKNOWN_ARM, Fault.NO_DAY, Fault.NOT_FOUND, Fault.AFTER_ITS_DAYS, Fault.REPEATED)


class Can(StrEnum):
    """What an experiment can show. ENOUGH: an effect just worth having is seen as often as the plan asks. LARGER: only
    larger ones, yet believable. IMPLAUSIBLE: only such as nobody would believe. UNKNOWN: too few people before the
    start tell. NO_CONTROL: none. INCOMPLETE: the register says too little.
    """

    ENOUGH = "enough"
    LARGER = "larger"
    IMPLAUSIBLE = "implausible"
    UNKNOWN = "unknown"
    NO_CONTROL = "no_control"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class Looked:
    """One experiment. outlook: of its main measure; None where the register says too little. leading: of the nearest
    measure that could be seen, where the main one could not. business: of the outcome beside it. is_open: its day has
    not come.
    """

    id: str
    question: str
    item: Experiment | None
    plan: FrozenPlan | None
    outlook: Outlook | None
    leading: Outlook | None
    business: Outlook | None
    is_open: bool

    @property
    def can(self) -> Can:
        if self.outlook is None:
            return Can.INCOMPLETE
        if not self.outlook.has_control:
            return Can.NO_CONTROL
        if not self.outlook.is_known:
            return Can.UNKNOWN
        if not self.outlook.is_believable:
            return Can.IMPLAUSIBLE
        rise, minimum = self.outlook.rise, self.outlook.planned.minimum
        return Can.ENOUGH if rise is not None and rise <= minimum else Can.LARGER


def facts(every: Sequence[Looked], faults: Sequence[Found]) -> tuple[Fact, ...]:
    """What each can show, and how many of its units have which fault."""
    whole = [
        count(f"{ID}.experiments_count", len(every)),
        count(f"{ID}.open_count", sum(one.is_open for one in every), n=len(every)),
        count(f"{ID}.without_plan_count", _of(faults, Fault.NOT_FROZEN), n=len(every)),
        count(f"{ID}.without_control_count", sum(one.can is Can.NO_CONTROL for one in every), n=len(every)),
        count(f"{ID}.faults_count", sum(bool(fault.unit_id) for fault in faults)),
    ]
    return (*whole, *(fact for one in every for fact in _of_one(one, faults)))


def _of_one(one: Looked, faults: Sequence[Found]) -> Iterator[Fact]:
    dims = {"experiment": one.id}
    yield Fact(f"{ID}.can_text", str(one.can), "text", dimensions=dims)
    if one.plan is not None:
        own = Counter(fault.fault for fault in faults if fault.experiment == one.id)
        yield from (count(f"{ID}.{name}", own[fault], experiment=one.id) for name, fault in OF_UNITS.items())
        yield count(f"{ID}.uncounted_count", sum(own[fault] for fault in UNCOUNTED), experiment=one.id)
    if one.outlook is not None:
        yield from _of_outlook(one.outlook, dims)
    for name, other in (("business", one.business), ("leading", one.leading)):
        if other is not None and other.is_known:
            yield from _share(f"{name}_detectable_share", other.rise, dims)
            yield from _share(f"{name}_believable_share", other.believable, dims)


def _of_outlook(outlook: Outlook, dims: Mapping[str, str]) -> Iterator[Fact]:
    yield Fact(f"{ID}.before_count", outlook.rows, "count", dimensions=dims)
    if outlook.rows:
        low, high = wilson(outlook.yes, outlook.rows)
        value = outlook.yes / outlook.rows
        yield Fact(f"{ID}.before_share", value, "share", outlook.rows, low, high, CONFIDENCE, dims)
    yield Fact(f"{ID}.expected_count", round(outlook.expected), "count", dimensions=dims)
    yield Fact(f"{ID}.worth_it_share", outlook.planned.minimum, "share", dimensions=dims)
    if not outlook.is_known or not outlook.has_control:
        return
    if outlook.clusters is not None and outlook.groups is not None:
        yield Fact(f"{ID}.clusters_count", outlook.clusters, "count", dimensions=dims)
        effective = outlook.expected / outlook.groups.design_effect
        yield Fact(f"{ID}.effective_count", round(effective), "count", dimensions=dims)
    yield from _share("detectable_share", outlook.rise, dims)
    yield from _share("believable_share", outlook.believable, dims)
    yield from _share("missed_share", outlook.missed, dims)
    if outlook.needed is not None:
        yield Fact(f"{ID}.needed_count", outlook.needed, "count", dimensions=dims)
    if outlook.needed_days is not None:
        yield Fact(f"{ID}.needed_days", outlook.needed_days, "days", dimensions=dims)


def _share(measure: str, value: float | None, dims: Mapping[str, str]) -> Iterator[Fact]:
    if value is not None:
        yield Fact(f"{ID}.{measure}", value, "share", dimensions=dims)


def _of(faults: Sequence[Found], fault: Fault) -> int:
    return sum(one.fault is fault for one in faults)


def shown(faults: Sequence[Found]) -> pa.Table:
    """One row a fault of a unit."""
    kinds = {"source_row": pa.int64()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
    return pa.Table.from_pylist([fault.row() for fault in faults if fault.unit_id], schema=schema)
