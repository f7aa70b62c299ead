"""Attribution beside a pass of packed keys in numpy and beside another package: CPU seconds and peak memory, in turns.

    python benchmarks/attribution.py                10 million touches, two rounds; growth from 1 to 50 million
    python benchmarks/attribution.py --touches 1000000 --rounds 3 --growth 100000 1000000

Each contender runs in a process of its own, reads the same two Parquet files (people and channels as text) and gives
credit by first, last, linear, time decay and position and the removal effects of a Markov chain of order one: see
`attribution_contenders.py`. Credit is compared before any time is believed, and the removal effects once more with the
same chain solved in fractions.
"""

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import attribution_contenders as contenders
from measuring import Cost, run
from peers import python_of

HERE = Path(__file__).resolve().parent
PEER = "marketing-attribution-models"
KIT, ALL, NUMPY, CUT = "cmokit", "cmokit, all models", "numpy", f"{PEER}, journeys cut for it"
SLOPE, MOST_MB = 1.1, 2300  # at 50 million touches, DuckDB's own limit being 2 GB
EXACT, NEAR = 1e-9, 1e-7  # relative; the peer counts a journey's hours from its last touch
Credit = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Promise:
    """At most so many times the other's CPU, and memory where it is promised."""

    of: str
    to: str
    cpu: float
    memory: float | None = None


PROMISES = (Promise(KIT, NUMPY, 1.7), Promise(ALL, NUMPY, 4.0), Promise(KIT, PEER, 1 / 4, 1 / 5))


def written(folder: Path, touches: int) -> tuple[Path, Path]:
    """The two files, made by a process of their own."""
    command = [sys.executable, str(HERE / "attribution_data.py"), str(folder), str(touches)]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return Path(found[0]), Path(found[1])


def measure(folder: Path, touches: int, rounds: int) -> dict[str, Cost]:
    """Contender → median CPU seconds, highest memory; in turns, so that a busy machine troubles all alike."""
    files, own, peer = written(folder, touches), sys.executable, python_of(PEER)
    run(own, contenders.PEER_FILE, *files, folder)
    codes = {
        NUMPY: (own, contenders.NUMPY),
        KIT: (own, contenders.KIT),
        ALL: (own, contenders.KIT_ALL),
        PEER: (peer, contenders.PEER),
        CUT: (peer, contenders.PEER_CUT),
    }
    runs: dict[str, list[Cost]] = {name: [] for name in codes}
    apart = 0.0
    for _ in range(rounds):
        for name, (python, code) in codes.items():
            runs[name].append(run(python, code, *files, folder))
        apart = max(apart, _compare({name: found[-1].printed.splitlines() for name, found in runs.items()}))
    print(f"removal effects beside the same chain solved in fractions: at most {apart:.0e} apart")
    return {
        name: Cost(statistics.median(c.cpu_seconds for c in found), max(c.memory_mb for c in found), "")
        for name, found in runs.items()
    }


def _compare(said: Mapping[str, list[str]]) -> float:
    """How far the kit's effects are from the exact ones. Raises SystemExit where these or two contenders differ."""
    credit: dict[str, Credit] = {name: json.loads(lines[-1]) for name, lines in said.items()}
    exact = exact_effects(sorted(credit[NUMPY]["last"]), **json.loads(said[NUMPY][0]))
    apart = {name: agree(credit[NUMPY], own) for name, own in credit.items()}
    apart["exact solution"] = agree({"removal_1": exact}, credit[KIT])
    for name, difference in apart.items():
        if difference > (NEAR if name in (PEER, CUT) else EXACT):
            raise SystemExit(f"{name} differs by {difference:.1e}: no time is believed")
    whole = [credit[NUMPY][model] == credit[KIT][model] for model in ("first", "last")]
    if not all(whole):
        raise SystemExit("first and last touch are not equal to the unit: no time is believed")
    return apart["exact solution"]


def exact_effects(channels: list[str], moves: list[list[int]], wins: list[int], nulls: list[int]) -> dict[str, float]:
    """moves: from (the last row: the start) to a channel. By elimination in fractions, each channel in turn removed."""
    totals = [sum(row) + won + lost for row, won, lost in zip(moves, [*wins, 0], [*nulls, 0], strict=True)]

    def chance(without: int | None) -> Fraction:
        kept = [state for state in range(len(moves)) if state != without]
        table = [
            [int(a == b) - (Fraction(moves[a][b], totals[a]) if b < len(channels) else 0) for b in kept]
            + [Fraction([*wins, 0][a], totals[a])]
            for a in kept
        ]
        for i, row in enumerate(table):
            table[i] = row = [value / row[i] for value in row]
            for n, other in enumerate(table):
                if n != i and other[i]:
                    table[n] = [value - other[i] * own for value, own in zip(other, row, strict=True)]
        return Fraction(table[-1][-1])

    whole = chance(None)
    return {name: float(1 - chance(number) / whole) for number, name in enumerate(channels)}


def agree(one: Credit, other: Credit) -> float:
    """The largest relative difference of any credit that both give."""
    pairs = [(one[m][c], other[m][c]) for m in one.keys() & other.keys() for c in one[m]]
    return max(abs(a - b) / max(abs(b), 1e-12) for a, b in pairs)


def report(touches: int, costs: Mapping[str, Cost]) -> None:
    print(f"\n{touches:,} touches")
    for name, cost in costs.items():
        ratio = cost.cpu_seconds / costs[NUMPY].cpu_seconds
        print(f"  {name:50} {cost.cpu_seconds:7.2f} s CPU {cost.memory_mb:6.0f} MB peak {ratio:6.2f} times numpy's CPU")
    for p in PROMISES:
        cpu = costs[p.of].cpu_seconds / costs[p.to].cpu_seconds
        _promised(f"{p.of}: CPU beside {p.to}", cpu, p.cpu)
        if p.memory:
            _promised(f"{p.of}: memory beside {p.to}", costs[p.of].memory_mb / costs[p.to].memory_mb, p.memory)
    _promised(f"{KIT}: CPU beside {CUT}", costs[KIT].cpu_seconds / costs[CUT].cpu_seconds, None)


def _promised(words: str, found: float, most: float | None, digits: int = 2) -> None:
    told = "" if most is None else f"at most {most:g}: {'met' if found <= most else 'MISSED'}"
    print(f"  {words:72} {found:8.{digits}f}  {told}".rstrip())


def grow(folder: Path, sizes: list[int]) -> None:
    """How the kit's CPU grows, five heuristics and order one; and its memory at the largest size."""
    costs = [run(sys.executable, contenders.KIT, *written(folder, size), folder) for size in sizes]
    points = list(zip(sizes, costs, strict=True))
    print("\ngrowth of cmokit")
    for n, (size, cost) in enumerate(points):
        since = f"   slope since the size before {_slope(points[n - 1], points[n]):.2f}" if n else ""
        print(f"  {size:>11,} touches {cost.cpu_seconds:8.2f} s CPU {cost.memory_mb:6.0f} MB peak{since}")
    slope = _slope(points[0], points[-1])
    _promised(f"slope of CPU from {sizes[0]:,} to {sizes[-1]:,} touches", slope, SLOPE)
    _promised(f"peak memory at {sizes[-1]:,} touches in MB, DuckDB limited to 2 GB", costs[-1].memory_mb, MOST_MB, 0)


def _slope(small: tuple[int, Cost], large: tuple[int, Cost]) -> float:
    return math.log(large[1].cpu_seconds / small[1].cpu_seconds) / math.log(large[0] / small[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--touches", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--growth", type=int, nargs="+", default=[1_000_000, 10_000_000, 50_000_000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report(options.touches, measure(Path(folder), options.touches, options.rounds))
    with tempfile.TemporaryDirectory() as folder:
        grow(Path(folder), options.growth)


if __name__ == "__main__":
    main()
