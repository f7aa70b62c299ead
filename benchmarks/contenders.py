"""Contenders in turns, so that a busy machine troubles all alike: medians of their CPU, the highest of their memory.

found = in_turns({"cmokit": lambda: run(…), "pandas": lambda: run(…)}, rounds=3)
print(told(found, promised={"cmokit": ("pandas", 0.7)}))
"""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import replace

from measuring import Cost


def in_turns(contenders: Mapping[str, Callable[[], Cost]], rounds: int) -> dict[str, Cost]:
    """Of each contender the median CPU, the highest memory and what it printed last."""
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            costs[name].append(contender())
    return {
        name: replace(
            found[-1],
            cpu_seconds=statistics.median(cost.cpu_seconds for cost in found),
            memory_mb=max(cost.memory_mb for cost in found),
        )
        for name, found in costs.items()
    }


def told(found: Mapping[str, Cost], *, ours: str, promised: Mapping[str, float]) -> str:
    """A line each, then of each peer the ratio of our CPU to its, beside what is promised at most."""
    lines = [f"  {n:24}{cost.cpu_seconds:8.2f} s CPU {cost.memory_mb:7.0f} MB peak" for n, cost in found.items()]
    for peer, most in promised.items():
        ratio = found[ours].cpu_seconds / found[peer].cpu_seconds
        missed = "" if ratio <= most else f": missed by {ratio / most - 1:.0%}"
        lines.append(f"  {ours} / {peer}: {ratio:.3f} of its CPU (promised: at most {most:.3f}{missed})")
    return "\n".join(lines)
