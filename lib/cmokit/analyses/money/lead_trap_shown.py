"""How cheap and dear leads are told: which trap comes first, the tables, the picture."""

from collections.abc import Mapping, Sequence
from typing import Any

from cmokit.analyses.called import listed
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick, required, size
from cmokit.analyses.money.by_campaign import is_whole, level_of, name_of, raw_name, whole_of
from cmokit.analyses.money.lead_trap_figures import EVIDENCE_STEPS, ID
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite
from cmokit.methods.lead_prices import CAMPAIGN, CHANNEL, POSSIBLE, TRAP
from cmokit.words import say

MOST_NAMED = 3


def step_of(fact: Fact) -> str:
    return say(f"{ID}.steps.{fact.dimensions['step']}")


def traps(facts: Sequence[Fact], word: str = TRAP) -> list[Fact]:
    """The texts that say so, the most money first."""
    said = [fact for fact in facts if fact.measure == "trap_text" and fact.value == word]
    return sorted(said, key=lambda fact: (-size(_beside(facts, fact, "spend_amount")), fact.name))


def _beside(facts: Sequence[Fact], fact: Fact, measure: str) -> Fact:
    return required(facts, measure, **fact.dimensions)


def headline(facts: Sequence[Fact]) -> tuple[str, dict[str, Any]]:
    """The word of the finding and what its sentences fill in: the trap with most money, else what a lead costs."""
    for words in (TRAP, POSSIBLE):
        if found := traps(facts, words):
            return _told(facts, found[0], words)
    whole = _whole(facts)
    if "lead" not in whole:
        return "nobody", whole
    return ("none" if having(facts, "trap_spend_share") and "each" in whole else "too_few"), whole


def _told(facts: Sequence[Fact], trap: Fact, words: str) -> tuple[str, dict[str, Any]]:
    about = dict(trap.dimensions)
    whole = {**whole_of(level_of(trap)), "step": about["step"]}
    named = {"lead": ("cost_per_lead_amount", about), "all_lead": ("cost_per_lead_amount", whole)}
    named |= {"each": ("cost_each_amount", about), "all_each": ("cost_each_amount", whole)}
    facts_ = {name: pick(facts, measure, **dims) for name, (measure, dims) in named.items()}
    said: dict[str, Any] = {name: cite(fact) for name, fact in facts_.items() if fact}
    said |= {"name": name_of(trap), "step": step_of(trap), "leads": cite(_beside(facts, trap, "leads_count"))}
    return (words if "each" in said else f"{words}_nobody"), said


def _whole(facts: Sequence[Fact]) -> dict[str, Any]:
    """What a lead costs in all, and what the deepest step costs that enough leads got to."""
    judged = {fact.dimensions["step"] for fact in having(facts, "trap_spend_share")}
    for step in (*(step for step in reversed(EVIDENCE_STEPS) if step in judged), *EVIDENCE_STEPS):
        lead = pick(facts, "cost_per_lead_amount", **whole_of(CHANNEL), step=step)
        each = pick(facts, "cost_each_amount", **whole_of(CHANNEL), step=step)
        if lead:
            return {"lead": cite(lead), "step": say(f"{ID}.steps.{step}")} | ({"each": cite(each)} if each else {})
    spent = next(fact for fact in facts if fact.measure == "spend_amount" and is_whole(fact))
    return {"spent": cite(spent)}


def key_figures(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Most spend in traps, and what a lead and somebody further costs in all."""
    step = next(step for step in EVIDENCE_STEPS if pick(facts, "spend_amount", **whole_of(CHANNEL), step=step))
    found = [*having(facts, "trap_spend_share")[:1], *having(facts, "leadless_spend_amount")[:1]]
    found += [
        fact
        for name in ("cost_per_lead_amount", "cost_each_amount", "spend_amount")
        if (fact := pick(facts, name, **whole_of(CHANNEL), step=step))
    ]
    return tuple(fact.name for fact in found[:3])


def narrative(facts: Sequence[Fact]) -> tuple[str, ...]:
    """The other traps, what may be one, tired campaigns, and money that no lead names."""
    words, _ = headline(facts)
    told = []
    for word in (TRAP, POSSIBLE):
        found = traps(facts, word)[1 if words.startswith(word) else 0 :][:MOST_NAMED]
        if found:
            named = [say(f"{ID}.named", name=name_of(fact), step=step_of(fact)) for fact in found]
            told.append(say(f"{ID}.narrative.{word}", named=listed(named)))
    tired = [fact for fact in having(facts, "later_cost_share") if fact.low is not None and float(fact.low) > 1]
    if tired:
        named = [say(f"{ID}.tired", name=name_of(fact), figure=cite(fact)) for fact in tired[:MOST_NAMED]]
        told.append(say(f"{ID}.narrative.tired", named=listed(named)))
    if silent := having(facts, "leadless_spend_amount"):
        named = [say(f"{ID}.tired", name=name_of(f), figure=cite(f)) for f in silent if not is_whole(f)]
        named = named[:MOST_NAMED]
        told.append(say(f"{ID}.narrative.leadless", whole=cite(silent[0]), named=listed(named)))
    return tuple(told)


def next_steps(facts: Sequence[Fact]) -> tuple[str, ...]:
    """What always holds, and what to do about what was found."""
    is_found = {
        "trap": bool(traps(facts) or traps(facts, POSSIBLE)),
        "leadless": bool(having(facts, "leadless_spend_amount")),
    }
    return tuple(
        say(f"{ID}.next_steps.{step}") for step in ("deepest", *(step for step, found in is_found.items() if found))
    )


def charts(facts: Sequence[Fact]) -> tuple[Chart, ...]:
    """What somebody at the first step costs, by campaign where there are several, else by channel."""
    for by in (CAMPAIGN, CHANNEL):
        for step in EVIDENCE_STEPS:
            own = [f for f in having(facts, "cost_each_amount") if level_of(f) == by and f.dimensions["step"] == step]
            parts = [fact for fact in own if not is_whole(fact)]
            if len(parts) > 1:
                rows = ({by: raw_name(f), "amount": f.value, "low": f.low, "high": f.high} for f in parts)
                whole = required(facts, "cost_each_amount", **whole_of(by), step=step)
                said = {"step": step_of(parts[0]), "worst": name_of(parts[0]), "figure": cite(parts[0])}
                said["whole"] = cite(whole)
                return chart(f"{ID}.charts.each", "interval", rows, axes=(by, "amount", parts[0].unit), said=said)
    return ()


def tables(facts: Sequence[Fact]) -> tuple[Table, ...]:
    return (*_prices(facts, CHANNEL), *_prices(facts, CAMPAIGN), *_drift(facts))


def _prices(facts: Sequence[Fact], by: str) -> tuple[Table, ...]:
    """Step by step: leads and their cost beside those who got there and theirs."""
    rows = []
    for fact in (fact for step in EVIDENCE_STEPS for fact in _spent(facts, by, step)):
        about = dict(fact.dimensions)
        columns = {"leads": "leads_count", "lead": "cost_per_lead_amount", "reached": "reached_count"}
        found = {
            name: pick(facts, measure, **about) for name, measure in (*columns.items(), ("each", "cost_each_amount"))
        }
        word = pick(facts, "trap_text", **about)
        said = say(f"{ID}.words.{word.value}") if word else ""
        rows.append({"step": step_of(fact), by: raw_name(fact), **found, "word": said})
    money = next((fact.unit for fact in facts if fact.measure == "spend_amount"), "text")
    units = {
        "step": "text",
        by: "text",
        "leads": "count",
        "lead": money,
        "reached": "count",
        "each": money,
        "word": "text",
    }
    return table(f"{ID}.tables.{by}", units, rows)


def _spent(facts: Sequence[Fact], by: str, step: str) -> list[Fact]:
    own = (f for f in having(facts, "spend_amount") if level_of(f) == by and f.dimensions["step"] == step)
    return sorted(own, key=is_whole)


def _drift(facts: Sequence[Fact]) -> tuple[Table, ...]:
    rows: list[Mapping[str, Any]] = [
        {"channel": fact.dimensions["channel"], "campaign": fact.dimensions["campaign"], "later": fact}
        | {"low": fact.low, "high": fact.high, "leads": fact.n}
        for fact in having(facts, "later_cost_share")
    ]
    units = {"channel": "text", "campaign": "text", "leads": "count", "later": "share", "low": "share", "high": "share"}
    return table(f"{ID}.tables.drift", units, rows)
