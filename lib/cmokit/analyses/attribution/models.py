"""Who had a part in the outcomes: every usual model, on the same journeys.

Asks
    Which channels had a part in what was won, and how far does the answer depend on the model?
Measures
    Outcomes of the agreed kind; a person's touches up to an outcome, and after the outcome before it, are its journey,
    as far back as the agreed look-back; later touches take no part. Unknown share, said first: outcomes without any
    touch, and what falls to the channel unknown under linear, over all outcomes. Credit in outcomes and in money by
    first touch, last touch, linear, time decay (half for each half-life before the outcome), position (two fifths to
    each end), Markov chains of order one to three (removal effect by exact solution, journeys without an outcome
    included) and Shapley (an outcome in equal parts to the different channels on its way). Intervals by drawing the
    journeys again. Rank move: a channel's largest less its smallest rank by credit, over the models. Money at the
    stated rate of the outcome's month.
Read it as
    What every model agrees on is safe to act on; where they disagree, the width of the range is what attribution does
    not know. Where most journeys hold one touch the models cannot differ, and their agreement proves nothing.
Do next
    Mend what makes outcomes unknown before moving money between channels; then test the channel whose place depends
    most on the model, by leaving it out somewhere for a while.
Limits
    No model shows what a channel caused. Devices, private channels, conversations and everything that no system
    recorded are missing, and people who would have bought anyway are not told apart. Touches of one person at one
    moment stand in the order of their channels' names. Channels are taken as the exports write them.
"""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cmokit.analyses.attribution.journey_sample import sample_table
from cmokit.analyses.attribution.model_figures import FEW, ID, facts_of, is_one_touch
from cmokit.analyses.attribution.model_tables import (
    diagnosis_table,
    model_tables,
    range_chart,
    range_table,
    widest,
)
from cmokit.analyses.attribution.outcomes import credited, nobody, until
from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, having, number, pick, required, size
from cmokit.analyses.reporting_currency import rates_of, rates_to_send
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods.attribution.journeys import Journeys, gather
from cmokit.methods.attribution.models import credit_of
from cmokit.methods.attribution.purses import rates_by_purse
from cmokit.methods.attribution.shares import SHARES, with_shares
from cmokit.methods.attribution.touches import touches_before
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

SEED = 7_041  # of the intervals' draws
EVIDENCE = ("role", "conversion_id", "converted_at", "contact_id", "channel", "touched_at", "touchpoint_id")
_KEY = ("role", "converted_at", "conversion_id", "touched_at", "channel", "touchpoint_id")


@dataclass(frozen=True)
class Models:
    """evidence: each touch of each outcome's journey with its part by five models, and outcomes without a touch."""

    facts: tuple[Fact, ...]
    evidence: pa.Table
    kind: str
    timezone: str
    missing: tuple[Missing, ...]
    unrated: str


def measure(touchpoints: Any, conversions: Any, entity_links: Any, fx_rates: Any, definitions: Definitions) -> Models:
    rules = definitions.attribution
    won = credited(conversions, definitions)
    touched = until(touchpoints, "touched_at", definitions)
    settings = {"lookback_days": rules.lookback_days, "half_life_days": rules.half_life_days}
    try:
        found = gather(
            touched, won, entity_links, reporting=definitions.currency, timezone=definitions.timezone, **settings
        )
    except ValueError:
        ask = Missing("touchpoints", ("channel",), say(f"{ID}.asks_channel"))
        raise CannotAnswer(say(f"{ID}.no_channels"), ask) from None
    rates, lacking = _rates(found, fx_rates, definitions)
    unrated, ask = rates_to_send(lacking, definitions)
    evidence = _evidence(touched, won, entity_links, definitions)
    return Models(
        facts=facts_of(found, credit_of(found, rates, seed=SEED), evidence, nobody(touched), definitions.currency),
        evidence=evidence,
        kind=rules.conversion,
        timezone=definitions.timezone,
        missing=(ask,) if unrated else (),
        unrated=unrated,
    )


def _rates(found: Journeys, fx_rates: Any, definitions: Definitions) -> tuple[Any, Any]:
    purses = {*found.amounts, *found.untouched.amounts}
    foreign = any(currency != definitions.currency for currency, _ in purses)
    return rates_by_purse(purses, rates_of(fx_rates, definitions, are_needed=foreign))


def _evidence(touched: Any, won: Any, links: Any, definitions: Definitions) -> pa.Table:
    rules = definitions.attribution
    rows = touches_before(touched, won, links, lookback_days=rules.lookback_days)
    shared = with_shares(rows, rules.half_life_days)
    told = (*(name for name in EVIDENCE if name != "role"), "source_file", "source_row")
    own = shared.select(*told, *SHARES).to_pyarrow()
    keys = rows.select("source_system", "conversion_id").distinct()
    alone = won.anti_join(keys, ["source_system", "conversion_id"])
    bare = alone.select("conversion_id", "converted_at", "contact_id", "source_file", "source_row").to_pyarrow()
    both = [_role(own, "touch"), _role(bare, "untouched")]
    every = pa.concat_tables(both, promote_options="default").select([*EVIDENCE, "source_file", "source_row", *SHARES])
    return every.sort_by([(name, "ascending") for name in (*_KEY, "source_file", "source_row")])


def _role(rows: pa.Table, role: str) -> pa.Table:
    return rows.append_column("role", pa.array([role] * rows.num_rows, pa.string()))


def judge(found: Models, limits: Limits) -> Verdict:
    """By the unknown share; what keeps the models from telling anything is said, and is no pass."""
    facts = found.facts
    verdict = about(limits.verdict(required(facts, "unknown_share")), say(f"{ID}.about"))
    more = [found.unrated] if found.unrated else []
    touched = pick(facts, "touched_count")
    if number(touched) == 0:
        return Verdict(Severity.FAIL, f"{verdict.reason} {say(f'{ID}.nobody_touched')}")
    if touched and number(touched) < FEW:
        more.append(say(f"{ID}.few", number(touched), figure=cite(touched), enough=limit(FEW, "count")))
    if is_one_touch(facts):
        more.append(say(f"{ID}.cannot_differ", figure=cite(required(facts, "single_touch_share"))))
    if len(having(facts, "rank_move_count")) == 1:
        more.append(say(f"{ID}.one_channel"))
    severity = Severity.WARN if more and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join((verdict.reason, *more)))


def exhibit(found: Models, verdict: Verdict) -> Section:
    facts = found.facts
    unknown, outcomes = required(facts, "unknown_share"), required(facts, "outcomes_count")
    said = {"unknown": cite(unknown), "outcomes": cite(outcomes)}
    wide = widest(facts)
    told = {**said, **(_range(wide) if wide else {})}
    words = "range" if wide else "unknown"
    moved = [fact for fact in having(facts, "rank_move_count") if size(fact) > 0]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", number(outcomes), **told),
        brief=say(f"{ID}.brief", number(outcomes), **said),
        narrative=_narrative(found),
        charts=range_chart(facts, told) if wide else (),
        tables=(
            *range_table(facts),
            *diagnosis_table(facts),
            *sample_table(found.evidence, found.timezone),
            *model_tables(facts),
        ),
        next_steps=(*([say(f"{ID}.do_unknown")] if size(unknown) > 0 else []), *say_all(f"{ID}.do")),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (unknown, *moved[:1])),  # results stand in the headline
        owner_role=Responsibility.MARKETING,
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision"),
    )


def _range(wide: tuple[Fact, Fact, Fact]) -> dict[str, str]:
    _, low, high = wide
    return {"channel": called(low.dimensions["channel"], "channel"), "low": cite(low), "high": cite(high)}


def _narrative(found: Models) -> tuple[str, ...]:
    """What the figures say; each sentence only where its figure is more than nothing."""
    facts = found.facts
    told = [say(f"{ID}.share_untouched", figure=cite(required(facts, "untouched_share")))]
    moved = having(facts, "rank_move_count")
    if len(moved) > 1:
        channel = called(moved[0].dimensions["channel"], "channel")
        word = "moved" if number(moved[0]) else "not_moved"
        told.append(say(f"{ID}.{word}", number(moved[0]), channel=channel, figure=cite(moved[0])))
    effects = [f for f in having(facts, "removal_effect_share") if f.dimensions["order"] == "1"]
    if effects and size(effects[0]) > 0 and len(effects) > 1:
        channel = called(effects[0].dimensions["channel"], "channel")
        told.append(say(f"{ID}.removal", channel=channel, figure=cite(effects[0])))
    for name in ("repeated_share", "tied_count", "spelling_count", "nameless_count"):
        fact = pick(facts, name)
        if fact and size(fact) > 0:
            count = number(fact) if fact.unit == "count" else None
            told.append(say(f"{ID}.{name}", count, figure=cite(fact)))
    return tuple(told)


ANALYSIS = Analysis(
    id=ID,
    rows=("ATT-07", "ATT-08", "ATT-10"),
    phases=("baseline",),
    sheet="Attribution models",
    needs=("touchpoints", "conversions"),
    uses=("entity_links", "fx_rates"),
    measures={
        "unknown_share": "share",
        "untouched_share": "share",
        "untouched_count": "count",
        "touched_count": "count",
        "outcomes_count": "count",
        "journeys_count": "count",
        "single_touch_share": "share",
        "repeated_share": "share",
        "tied_count": "count",
        "spelling_count": "count",
        "nameless_count": "count",
        "credit_count": "count",
        "credit_amount": "money",
        "removal_effect_share": "share",
        "rank_move_count": "count",
    },
    # A fifth unknown is as much as what usually lies between two channels, so their order is open; with half unknown,
    # what is not known outweighs all that is.
    limits=Limits(warn=0.20, fail=0.50, on="unknown_share"),
    evidence_key=("role", "conversion_id", "touchpoint_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
