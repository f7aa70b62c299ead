"""planted.yaml: what is true about a sample client after each delivery, and which records must be named."""

from decimal import Decimal
from typing import Any

from cmokit.samples.plan import B2B, DELIVERIES
from cmokit.samples.planted.registers import GAPS, PlantedGap
from cmokit.samples.truth import b2b, shop
from cmokit.samples.truth.facts import Named, Truth

CENT, STEP = Decimal("0.01"), Decimal("0.0001")  # amounts are written to the cent, shares of cents to their step

_HEAD = """# The truth about this client, counted over the invented world and never over its exports.
# `delivery: n` means deliveries 1 to n together, as of the n-th one's day. Written by `python -m cmokit.samples`.
# `registers`: all that `register check` finds on the last delivery's day.
"""


def planted_yaml(slug: str, world: Any) -> str:
    """The whole file, each fact, evidence entry and gap of a register on one line."""
    known = {d.number: (b2b.known if slug == B2B else shop.known)(world, d.number) for d in DELIVERIES}
    lines = ["deliveries:"] + [f"  - {{delivery: {d.number}, as_of: {d.on}}}" for d in DELIVERIES]
    lines += ["facts:"]
    lines += [_fact(fact, n) for n, (facts, _) in known.items() for fact in sorted(facts, key=_order)]
    lines += ["evidence:"]
    lines += [_evidence(entry, n) for n, (_, entries) in known.items() for entry in entries]
    lines += ["registers:"] + [_gap(gap) for gap in GAPS[slug]]
    return _HEAD + "\n".join(lines) + "\n"


def _order(fact: Truth) -> tuple[str, tuple[tuple[str, str], ...]]:
    return fact.id, fact.dimensions


def _fact(fact: Truth, delivery: int) -> str:
    dims = ", ".join(f"{name}: {_text(value)}" for name, value in fact.dimensions)
    return f"  - {{id: {fact.id}, dimensions: {{{dims}}}, delivery: {delivery}, value: {_value(fact.value)}}}"


def _evidence(entry: Named, delivery: int) -> str:
    where = ", ".join(f"{name}: {_text(value)}" for name, value in entry.where)
    told = f", where: {{{where}}}" if entry.where else ""
    values = ", ".join(map(_text, entry.values))
    return f"  - {{analysis: {entry.analysis}, delivery: {delivery}, key: {entry.key}{told}, values: [{values}]}}"


def _gap(gap: PlantedGap) -> str:
    return f"  - {{register: {gap.register}, id: {gap.id or _text('')}, field: {gap.field}, code: {gap.code}}}"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _value(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        exact = value.quantize(STEP)
        return f"{value:.2f}" if exact == exact.quantize(CENT) else f"{exact.normalize():f}"
    return repr(round(value, 12)) if isinstance(value, float) else str(value)
