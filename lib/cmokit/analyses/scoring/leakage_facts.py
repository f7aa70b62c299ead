"""The figures of the fields: how often filled, how late, how telling; and what tells accepted from rejected leads."""

from collections import defaultdict
from collections.abc import Sequence

from cmokit.analyses.figures import count, share
from cmokit.analyses.scoring.leakage_figures import ID
from cmokit.exhibits.fact import Fact
from cmokit.methods.lead_fields import (
    BY_PRESENCE,
    BY_VALUE,
    CLEAN,
    FEWEST,
    LATE,
    MOSTLY_LATE,
    VALUED,
    Group,
    decides,
    field_power,
)
from cmokit.methods.uncertainty import CONFIDENCE

ENOUGH_DECIDED = 30  # leads taken over or given back, before a value's share of them is stated


def facts_of(groups: Sequence[Group]) -> tuple[Fact, ...]:
    """Of every field that anybody fills."""
    fields: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        fields[group.field].append(group)
    filled = {name: own for name, own in sorted(fields.items()) if any(group.value is not None for group in own)}
    if not filled:
        return ()
    whole = next(iter(fields.values()))
    base = sum(g.reached for g in whole) / sum(g.leads for g in whole)
    facts = [fact for name, own in filled.items() for fact in _field(name, own, base)]
    leaking = sum(fact.measure == "leak_text" and fact.value != CLEAN for fact in facts)
    facts += [count(f"{ID}.fields_count", len(filled)), count(f"{ID}.leaking_count", leaking, n=len(filled))]
    return (*facts, *share(f"{ID}.leaking_share", leaking, len(filled)), *_decided(whole, "all", "all"), *_sums(whole))


def _field(name: str, own: list[Group], base: float) -> list[Fact]:
    has = [group for group in own if group.value is not None]
    sides = {"filled": has, "blank": [group for group in own if group.value is None]}
    reached, leads = _sum(own, "reached"), _sum(own, "leads")
    facts = [
        *share(f"{ID}.filled_share", _sum(has, "reached"), reached, field=name, of="taken_over"),
        *share(
            f"{ID}.filled_share", _sum(has, "leads") - _sum(has, "reached"), leads - reached, field=name, of="other"
        ),
    ]
    for side, some in sides.items():
        facts += share(
            f"{ID}.reached_share", _sum(some, "reached"), _sum(some, "leads"), sample=True, field=name, side=side
        )
    facts += share(f"{ID}.late_share", _sum(own, "late"), _sum(own, "timed"), field=name)
    deciding = _deciding(name, has, base)
    leak = _leak(own, sides, base) or (BY_VALUE if deciding else CLEAN)
    facts.append(Fact(f"{ID}.leak_text", leak, "text", dimensions={"field": name}))
    facts += deciding if leak == BY_VALUE else ()
    return [*facts, *_power(name, own, base), *(_values(name, has) if leak == CLEAN else ())]


def _leak(own: list[Group], sides: dict[str, list[Group]], base: float) -> str:
    """How being filled gives the outcome away; empty where it does not."""
    timed = _sum(own, "timed")
    if timed >= FEWEST and _sum(own, "late") / timed >= MOSTLY_LATE:
        return LATE
    counted = [(_sum(some, "reached"), _sum(some, "leads")) for some in sides.values()]
    both = all(leads >= FEWEST for _, leads in counted)
    return BY_PRESENCE if both and any(decides(reached, leads, base) for reached, leads in counted) else ""


def _by_value(has: list[Group]) -> dict[str, list[Group]]:
    values: dict[str, list[Group]] = defaultdict(list)
    for group in has:
        values[str(group.value)].append(group)
    return dict(sorted(values.items()))


def _deciding(name: str, has: list[Group], base: float) -> list[Fact]:
    """The single values that decide alone, of a field whose values mean something."""
    facts: list[Fact] = []
    for value, some in _by_value(has).items() if name in VALUED else ():
        reached, leads = _sum(some, "reached"), _sum(some, "leads")
        if leads < _sum(has, "leads") and decides(reached, leads, base):
            facts += share(f"{ID}.deciding_share", reached, leads, sample=True, field=name, value=value)
    return facts


def _power(name: str, own: list[Group], base: float) -> list[Fact]:
    found = field_power(own, base)
    if found is None:
        return []
    n, dims = _sum([group for group in own if group.is_later], "leads"), {"field": name}
    return [Fact(f"{ID}.discrimination_share", found.value, "share", n, found.low, found.high, CONFIDENCE, dims)]


def _values(name: str, has: list[Group]) -> list[Fact]:
    """Of the leads that were decided, those taken over, by value of a field that does not leak."""
    return [
        fact
        for value, some in (_by_value(has).items() if name in VALUED else ())
        if _sum(some, "reached") + _sum(some, "rejected") >= ENOUGH_DECIDED
        for fact in _decided(some, name, value)
    ]


def _decided(some: Sequence[Group], name: str, value: str) -> tuple[Fact, ...]:
    taken = _sum(some, "reached")
    return share(f"{ID}.accepted_share", taken, taken + _sum(some, "rejected"), sample=True, field=name, value=value)


def _sums(whole: list[Group]) -> list[Fact]:
    leads, taken, back = (_sum(whole, name) for name in ("leads", "reached", "rejected"))
    numbers = {"accepted_count": taken, "rejected_count": back, "undecided_count": leads - taken - back}
    return [count(f"{ID}.{name}", value, n=leads) for name, value in numbers.items()]


def _sum(groups: Sequence[Group], name: str) -> int:
    return sum(getattr(group, name) for group in groups)
