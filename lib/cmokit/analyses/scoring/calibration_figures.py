"""The figures of a score's calibration, found again for its charts and tables."""

from collections.abc import Iterable
from typing import Any, Protocol

from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import pick
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.methods.scores import Band
from cmokit.words import say

ID = "scoring.calibration"
PARTS = ("score", "reliability", "resolution", "uncertainty", "spread")
NUMBERS = ("skill_share", "slope_share", "intercept_share", "drift_share", "drift_by_chance_share", "drift_p_share")


class Found(Protocol):
    """What `scoring.calibration` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...


def band_name(band: Band) -> str:
    """`37-52`, the lowest and the highest score; all digits, so that no two bands are called alike."""
    return f"{band.lowest:.12g}-{band.highest:.12g}"


def charts(found: Found, said: dict[str, Any]) -> tuple[Chart, ...]:
    dots = [
        {"band": f.dimensions["band"], "share": f.value, "low": f.low, "high": f.high} for f in _of(found, "band_share")
    ]
    lines = [
        {"quarter": f.dimensions["quarter"], "share": f.value, "third": say(f"{ID}.thirds.{f.dimensions['third']}")}
        for f in _of(found, "third_share")
    ]
    words = f"{ID}.charts"
    return (
        *chart(f"{words}.bands", "interval", dots, axes=("band", "share", "share"), said=said),
        *(
            chart(f"{words}.quarters", "line", lines, axes=("quarter", "share", "share"), said=said, series="third")
            if len({line["quarter"] for line in lines}) > 1
            else ()
        ),
    )


def tables(found: Found) -> tuple[Table, ...]:
    return (*_bands(found), *_quarters(found), *_bins(found), *_numbers(found))


def _of(found: Found, measure: str) -> list[Fact]:
    """In the order in which they were measured: bands from the lowest, quarters from the first."""
    return [fact for fact in found.facts if fact.measure == measure]


def _bands(found: Found) -> tuple[Table, ...]:
    rows = (
        {"band": f.dimensions["band"], "leads": f.n, "share": f, "low": f.low, "high": f.high}
        | {"lift": pick(found.facts, "lift_share", band=f.dimensions["band"])}
        for f in _of(found, "band_share")
    )
    units = {"band": "text", "leads": "count", "share": "share", "low": "share", "high": "share", "lift": "share"}
    return table(f"{ID}.tables.bands", units, rows)


def _quarters(found: Found) -> tuple[Table, ...]:
    rows = [
        {"quarter": f.dimensions["quarter"], "leads": f.n, "power": f}
        | {t: pick(found.facts, "third_share", quarter=f.dimensions["quarter"], third=t) for t in ("low", "high")}
        for f in _of(found, "discrimination_share")
        if f.dimensions["quarter"] != "all"
    ]
    units = {"quarter": "text", "leads": "count", "low": "share", "high": "share", "power": "share"}
    return table(f"{ID}.tables.quarters", units, rows)


def _bins(found: Found) -> tuple[Table, ...]:
    rows = (
        {"expected": pick(found.facts, "expected_share", bin=f.dimensions["bin"]), "observed": f, "leads": f.n}
        | {"low": f.low, "high": f.high}
        for f in _of(found, "observed_share")
        if f.dimensions["bin"] != "all"
    )
    units = {"expected": "share", "observed": "share", "low": "share", "high": "share", "leads": "count"}
    return table(f"{ID}.tables.bins", units, rows)


def _numbers(found: Found) -> tuple[Table, ...]:
    def told() -> Iterable[dict[str, Any]]:
        for measure in NUMBERS:
            if fact := pick(found.facts, measure):
                yield {"what": say(f"{ID}.measures.{measure}"), "value": fact}
        for part in PARTS:
            if fact := pick(found.facts, "brier_share", part=part):
                yield {"what": say(f"{ID}.parts.{part}"), "value": fact}

    return table(f"{ID}.tables.numbers", {"what": "text", "value": "share"}, told())
