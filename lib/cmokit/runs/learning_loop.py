"""Where what was learned goes: results to briefs, objections to content, complaints to messages, failures to controls.

A link says which entries use it, or that none does yet: a lesson that nothing uses is found by looking for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmokit.registers.base import Item
from cmokit.registers.catalog import BY_NAME
from cmokit.registers.fields import Mark, marks, names, values
from cmokit.registers.incidents import Kind as IncidentKind
from cmokit.registers.knowledge import Kind as KnowledgeKind

Held = Mapping[str, Sequence[tuple[int, Item]]]  # register → its items, each with its line


@dataclass(frozen=True)
class Link:
    """why: `names` or `named_by` for ids that one writes down; else what of the loop it is. ids: empty where nothing
    uses it yet.
    """

    why: str
    register: str
    ids: tuple[str, ...]


# What is learned where → (why, the register in which it should show).
_OF_REGISTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "experiments": (("results_to_briefs", "campaign_briefs"), ("results_to_briefs", "content_briefs")),
    "decisions": (("decisions_to_backlog", "backlog"),),
    "claims": (("claims_to_campaigns", "campaign_briefs"),),
}
_OF_ANALYSES: dict[str, tuple[tuple[str, str], ...]] = {
    "voice.themes": (("complaints_to_messages", "claims"), ("objections_to_content", "content_briefs")),
    "funnel.rejections": (("objections_to_content", "content_briefs"),),
    "funnel.conversion": (("conversion_to_audiences", "campaign_briefs"),),
    "segments.icp": (("conversion_to_audiences", "campaign_briefs"),),
    "pilot.effect": (("results_to_briefs", "campaign_briefs"),),
}


def links_of(source: str, item: Item | None, held: Held) -> tuple[Link, ...]:
    """The links of an entry. source: its register, or the analysis of a section; then item is None."""
    if item is None:
        return tuple(Link(why, to, _resting_on(source, to, held)) for why, to in _OF_ANALYSES.get(source, ()))
    direct = [*_names(item), *_named_by(source, item, held)]
    used = {(link.register, id_) for link in direct for id_ in link.ids}
    loop = [
        Link(why, target, tuple(id_ for register, id_ in sorted(used) if register == target))
        for why, target in _loop(source, item)
    ]
    return (*direct, *loop)


def _resting_on(analysis: str, register: str, held: Held) -> tuple[str, ...]:
    """The entries that name a figure of an analysis."""
    model = BY_NAME[register].model
    fields = [field for field in model.model_fields if Mark.FIGURE in marks(model, field)]
    rows = held.get(register, ())
    return tuple(item.id for _, item in rows if any(str(getattr(item, f)).startswith(analysis) for f in fields))


def _names(item: Item) -> Iterator[Link]:
    """What it names itself."""
    found: dict[str, list[str]] = {}
    for field in type(item).model_fields:
        register = names(type(item), field)
        if register and values(item, field):
            found.setdefault(register, []).extend(map(str, values(item, field)))
    for register, ids in found.items():
        yield Link("names", register, tuple(dict.fromkeys(ids)))


def _named_by(source: str, item: Item, held: Held) -> Iterator[Link]:
    """Who names it."""
    for register, rows in held.items():
        fields = [
            field for field in BY_NAME[register].model.model_fields if names(BY_NAME[register].model, field) == source
        ]
        ids = [other.id for _, other in rows if any(item.id in values(other, field) for field in fields)]
        if ids:
            yield Link("named_by", register, tuple(ids))


def _loop(source: str, item: Any) -> tuple[tuple[str, str], ...]:
    if source == "knowledge" and item.kind in (KnowledgeKind.OBJECTIONS, KnowledgeKind.SALES_QUESTIONS):
        return (("objections_to_content", "content_briefs"),)
    if source == "incidents":
        is_complaint = item.kind in (IncidentKind.COMPLAINT, IncidentKind.PUBLIC_CRITICISM)
        return (("complaints_to_messages", "claims"),) if is_complaint else (("failures_to_controls", "workflows"),)
    return _OF_REGISTERS.get(source, ())
