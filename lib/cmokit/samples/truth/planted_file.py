"""planted.yaml."""

from typing import Any

from cmokit.samples.plan import DELIVERIES, Trace


def planted_yaml(slug: str, world: Any, traces: tuple[Trace, ...]) -> str:
    """planted.yaml of one client."""
    lines = ["deliveries:"] + [f"  - {{delivery: {d.number}, as_of: {d.on}}}" for d in DELIVERIES]
    return "\n".join([*lines, "facts: []", "evidence: []", ""])
