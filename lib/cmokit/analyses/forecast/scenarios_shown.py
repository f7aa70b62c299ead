"""A forecast as sentences, charts and tables: the range, the options side by side, the assumptions by influence."""

from collections.abc import Mapping
from typing import Any, Protocol

from cmokit.analyses.called import called, mid_sentence
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick, required, size
from cmokit.analyses.forecast.levers import MONTHS, STANDS_ON, Plan
from cmokit.analyses.forecast.options import AS_NOW, MOVED, STEP, TARGET, open_targets
from cmokit.analyses.forecast.scenario_facts import ID
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite, limit, quote
from cmokit.words import say

# Where a measured lever comes from.
FROM = {
    "spend": STANDS_ON[0], "cost": STANDS_ON[0], "free": STANDS_ON[0], "capacity": STANDS_ON[0],
    "to_deal": STANDS_ON[1], "win": STANDS_ON[1], "value": STANDS_ON[2], "retention": STANDS_ON[2],
    "answered": STANDS_ON[4],
}  # fmt: skip


class Found(Protocol):
    """What `forecast.scenarios` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def plan(self) -> Plan: ...

    @property
    def options(self) -> tuple[str, ...]: ...

    @property
    def targets(self) -> Mapping[str, Any]: ...


def said_of(found: Found) -> dict[str, Any]:
    facts = found.facts
    now, most = required(facts, "result_amount", option=AS_NOW), having(facts, "influence_amount")[0]
    return {
        "result": cite(now),
        "low": limit(now.low or 0, now.unit),
        "high": limit(now.high or 0, now.unit),
        "sure": limit(now.confidence or 0, "share"),
        "months": limit(MONTHS, "count"),
        "customers": cite(required(facts, "customers_count", option=AS_NOW)),
        "lever": _lever(most.dimensions["lever"]),
        "swing": cite(most),
        "origin": say(f"{ID}.origins.{_origin(found, most.dimensions['lever'])}"),
        "value_of": say(f"{ID}.value_of.{found.plan.value_of}"),
        "step": limit(STEP, "share"),
    }


def _lever(name: str) -> str:
    return mid_sentence(say(f"{ID}.levers.{name}"))


def _origin(found: Found, lever: str) -> str:
    return str(required(found.facts, "origin_text", lever=lever).value)


def told(found: Found, said: Mapping[str, Any]) -> tuple[str, ...]:
    sentences = [say(f"{ID}.customers.{found.plan.basis}", **said), say(f"{ID}.influence", **said)]
    best = next((f for f in having(found.facts, "gain_amount") if size(f) > 0), None)
    if best and best.low is not None:
        words = "sure" if float(best.low) > 0 else "unsure"
        name = say(f"{ID}.options.{best.dimensions['option']}", step=said["step"])
        ends: dict[str, Any] = {"low": limit(best.low, best.unit), "high": limit(best.high or 0, best.unit)}
        spends = {"spend": {"option": best.dimensions["option"]}, "spend_now": {"option": AS_NOW}}
        ends |= {name: cite(required(found.facts, "spend_amount", **where)) for name, where in spends.items()}
        sentences.append(say(f"{ID}.best.{words}", option=mid_sentence(name), gain=cite(best), **ends))
    if MOVED in found.options:
        ends_of = {"cheap": found.plan.channels[0].channel, "dear": found.plan.channels[-1].channel}
        names: dict[str, Any] = {end: called(channel, "channel") for end, channel in ends_of.items()}
        sentences.append(say(f"{ID}.moved", step=said["step"], **names))
    if TARGET in found.options:
        origins = "; ".join(sorted({str(t.origin) for t in open_targets(found.plan, found.targets).values()}))
        sentences.append(say(f"{ID}.target", origin=quote(origins)))
    sentences += [
        say(f"{ID}.target_met", target=limit(target.value, "share"), origin=quote(target.origin))
        for name, target in sorted(found.targets.items())
        if name not in open_targets(found.plan, found.targets)
    ]
    return (*sentences, *(say(f"{ID}.left_out.{name}") for name in found.plan.left_out))


def charts(found: Found, said: Mapping[str, Any]) -> tuple[Chart, ...]:
    """The options as ranges, and the levers by what they move."""
    ranges = [(name, required(found.facts, "result_amount", option=name)) for name in found.options]
    rows = [{"option": _option(name), "result": f.value, "low": f.low, "high": f.high} for name, f in ranges]
    unit = ranges[0][1].unit
    moved = having(found.facts, "influence_amount")
    bars = [{"lever": say(f"{ID}.levers.{f.dimensions['lever']}"), "swing": f.value} for f in moved]
    return (
        *chart(f"{ID}.charts.options", "interval", rows, axes=("option", "result", unit), said=said),
        *chart(f"{ID}.charts.influence", "bar", bars, axes=("lever", "swing", unit), said=said),
    )


def _option(name: str) -> str:
    return say(f"{ID}.names.options.{name}")


def tables(found: Found) -> tuple[Table, ...]:
    """Options, influence, and the assumptions by their unit, the one that moves the result most first."""
    by_unit = (one for measure in ("share", "amount", "count") for one in _assumed(found, f"assumed_{measure}"))
    return (*_options(found), *_gains(found), *_influence(found), *by_unit)


def _options(found: Found) -> tuple[Table, ...]:
    facts, rows = found.facts, []
    for name in found.options:
        result = required(facts, "result_amount", option=name)
        ends = {"low": result.low, "middle": result, "high": result.high}
        rows.append({"option": _option(name), "customers": pick(facts, "customers_count", option=name), **ends})
    money = required(facts, "result_amount", option=AS_NOW).unit
    units = {"option": "text", "customers": "count", "low": money, "middle": money, "high": money}
    return table(f"{ID}.tables.options", units, rows)


def _gains(found: Found) -> tuple[Table, ...]:
    """What each option spends, and what it brings more than the plan as it is."""
    facts, rows = found.facts, []
    for name in found.options:
        gain = pick(facts, "gain_amount", option=name)
        ends = {"gain_low": gain.low if gain else None, "gain": gain, "gain_high": gain.high if gain else None}
        rows.append({"option": _option(name), "spend": pick(facts, "spend_amount", option=name), **ends})
    money = required(facts, "result_amount", option=AS_NOW).unit
    units = {"option": "text", "spend": money, "gain_low": money, "gain": money, "gain_high": money}
    return table(f"{ID}.tables.gains", units, rows)


def _influence(found: Found) -> tuple[Table, ...]:
    swings = having(found.facts, "influence_amount")
    rows = [
        {
            "lever": say(f"{ID}.levers.{swing.dimensions['lever']}"),
            "at_low": pick(found.facts, "at_low_amount", **swing.dimensions),
            "at_high": pick(found.facts, "at_high_amount", **swing.dimensions),
            "influence": swing,
            "origin": say(f"{ID}.origins.{_origin(found, swing.dimensions['lever'])}"),
        }
        for swing in swings
    ]
    money = swings[0].unit
    units = {"lever": "text", "at_low": money, "at_high": money, "influence": money, "origin": "text"}
    return table(f"{ID}.tables.influence", units, rows)


def _assumed(found: Found, measure: str) -> tuple[Table, ...]:
    order = [swing.dimensions["lever"] for swing in having(found.facts, "influence_amount")]
    own = [fact for name in order if (fact := pick(found.facts, measure, lever=name))]
    rows = []
    for fact in own:
        name = fact.dimensions["lever"]
        origin = _origin(found, name)
        source = say(f"{FROM[name]}.title") if origin == "measured" else ""
        words = {"lever": say(f"{ID}.levers.{name}"), "origin": say(f"{ID}.origins.{origin}"), "source": source}
        rows.append({**words, "low": fact.low, "middle": fact, "high": fact.high})
    unit = own[0].unit if own else "text"
    units = {"lever": "text", "low": unit, "middle": unit, "high": unit, "origin": "text", "source": "text"}
    return table(f"{ID}.tables.{measure}", units, rows)
