"""Whether campaign names say what a campaign is, and whether campaigns hang where they belong.

Asks
    Do campaign names parse to channel, initiative and offer, and does every campaign's parent exist?
Measures
    Per ad platform and for the CRM: share and number of the distinct campaign names that follow the naming rule (at
    least so many parts joined by the separator, the first part out of a list); spend on names that do not; campaigns
    whose parent is not among the campaigns; names beyond the first that equal another one of the same source once
    case, blanks, hyphens and underscores are left out.
Read it as
    What cannot be parsed cannot be grouped: its spend and results are missing from every report by channel or offer.
Do next
    Rename the campaigns with most spend first; agree the rule on one page and name who may create campaigns.
Limits
    Checks form, not truth: a name may follow the rule and still name the wrong offer. Ad groups and ads are not
    checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import exports
from cmokit.analyses.definitions import CampaignNames as Rule
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import about, count, having, number, pick, share
from cmokit.analyses.reporting_currency import converter
from cmokit.analyses.shown import MOST_BARS, table
from cmokit.analyses.tracked import Tracked
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit, quote
from cmokit.methods.campaign_list import CRM, Campaign, advertised, follows, recorded, respelled
from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.tables.contract import AMOUNT
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import has, say

ID = "tracking.campaign_names"


@dataclass(frozen=True)
class CampaignNames:
    """wrong: campaign and problem, most spend first."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # source, campaign_id, campaign, problem, spend_amount, source_file, source_row
    rule: Rule
    wrong: tuple[tuple[Campaign, str], ...]
    currency: str


def measure(ad_spend: Any, campaigns: Any, fx_rates: Any, definitions: Definitions) -> CampaignNames:
    rule, currency = definitions.campaign_names, definitions.currency
    found = advertised(ad_spend, converter(fx_rates, definitions), currency) + recorded(campaigns)
    if not found:
        asks = tuple(Missing(name, (), say(f"asks.{name}")) for name in ("ad_spend", "campaigns"))
        raise CannotAnswer(say("verdict.missing_tables", tables=exports(("ad_spend", "campaigns"))), *asks)
    terms: dict[str, Any] = {"separator": rule.separator, "parts": rule.parts, "heads": rule.heads}
    twins = respelled(found)
    wrong = [(c, "unparsed") for c in found if not follows(c.name, **terms)]
    wrong += [(c, "orphan") for c in found if c.is_orphan]
    wrong += [(c, "variant") for c in found if (c.source, c.name) in twins]
    wrong.sort(key=lambda pair: (-(pair[0].spend or ZERO), pair[0].source, pair[0].name, str(pair[0].campaign_id)))
    return CampaignNames(_facts(found, wrong, currency), _evidence(wrong), rule, tuple(wrong), currency)


def _facts(found: Sequence[Campaign], wrong: Sequence[tuple[Campaign, str]], currency: str) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    unparsed = [campaign for campaign, problem in wrong if problem == "unparsed"]
    for source in sorted({campaign.source for campaign in found}):
        tables = ("campaigns",) if source == CRM else ("ad_spend",)
        whole = sum(campaign.source == source for campaign in found)
        bad = sum(campaign.source == source for campaign in unparsed)
        facts += share(f"{ID}.parsed_share", whole - bad, whole, source=source, tables=tables)
        facts.append(count(f"{ID}.unparsed_count", bad, n=whole, source=source, tables=tables))
    if any(campaign.spend is not None for campaign in found):
        spend = total_of(campaign.spend or ZERO for campaign in unparsed)
        facts.append(Fact(f"{ID}.unparsed_spend_amount", spend, currency, len(unparsed), tables=("ad_spend",)))
    if any(campaign.source == CRM for campaign in found):
        orphans = sum(problem == "orphan" for _, problem in wrong)
        facts.append(count(f"{ID}.orphan_count", orphans, tables=("campaigns",)))
    facts.append(count(f"{ID}.variant_count", sum(problem == "variant" for _, problem in wrong), n=len(found)))
    return tuple(facts)


def _evidence(wrong: Sequence[tuple[Campaign, str]]) -> pa.Table:
    texts = {"source": "source", "campaign_id": "campaign_id", "campaign": "name", "source_file": "source_file"}
    columns = {name: pa.array([getattr(c, field) for c, _ in wrong], pa.string()) for name, field in texts.items()}
    columns["problem"] = pa.array([problem for _, problem in wrong], pa.string())
    columns["spend_amount"] = pa.array([campaign.spend for campaign, _ in wrong], AMOUNT)
    columns["source_row"] = pa.array([campaign.source_row for campaign, _ in wrong], pa.int64())
    shown = ("source", "campaign_id", "campaign", "problem", "spend_amount", "source_file", "source_row")
    return pa.table({name: columns[name] for name in shown})


def judge(found: CampaignNames, limits: Limits) -> Verdict:
    """By the source with the smallest share of names that follow the rule; orphans and twins alone make a WARN."""
    worst = having(found.facts, "parsed_share")[-1]
    verdict = about(limits.verdict(worst), say(f"{ID}.about", source=_called(worst.dimensions["source"])))
    others = [f for m in ("orphan_count", "variant_count") for f in having(found.facts, m) if f.value]
    if verdict.severity is Severity.PASS and others:
        words = say(f"{ID}.{others[0].measure}", count=number(others[0]), figure=cite(others[0]))
        return Verdict(Severity.WARN, words)
    return verdict


def exhibit(found: CampaignNames, verdict: Verdict) -> Section:
    worst, spend = having(found.facts, "parsed_share")[-1], pick(found.facts, "unparsed_spend_amount")
    stake: Any = spend.value if spend and spend.value else None
    said: dict[str, Any] = {"source": _called(worst.dimensions["source"]), "share": cite(worst)}
    said |= {"spend": cite(spend)} if spend else {}
    state = "spend" if stake else "share" if worst.value != 1 else "clean"
    twins = [f for m in ("orphan_count", "variant_count") if (f := pick(found.facts, m)) and f.value]
    parts, heads = limit(found.rule.parts, "count"), quote(", ".join(found.rule.heads))
    shares = (
        {"platform": _label(f.dimensions["source"]), "share": f.value} for f in having(found.facts, "parsed_share")
    )
    dear = [c for c, problem in found.wrong if problem == "unparsed" and c.spend][:MOST_BARS]
    costs = ({"campaign": campaign.name, "spend": campaign.spend} for campaign in dear)
    charts = f"{ID}.charts"
    by_spend = chart(f"{charts}.spend", "bar", costs, axes=("campaign", "spend", found.currency), said=said)
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{state}", **said),
        brief="" if state == "clean" else say(f"{ID}.brief.{state}", **said),
        narrative=(
            *(say(f"{ID}.{f.measure}", count=number(f), figure=cite(f)) for f in twins),
            say(f"{ID}.rule", separator=quote(found.rule.separator), parts=parts, heads=heads),
        ),
        charts=by_spend or chart(f"{charts}.parsed", "bar", shares, axes=("platform", "share", "share"), said=said),
        tables=(*_source_table(found), *_name_table(found)),
        next_steps=_next_steps(found),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (spend if stake else None, worst) if fact),
        owner_role=Responsibility.MARKETING,
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision"),
        money_at_stake_amount=stake,
        money_formula=say(f"{ID}.money_formula") if stake else "",
    )


def _next_steps(found: CampaignNames) -> tuple[str, ...]:
    problems = {problem for _, problem in found.wrong}
    return tuple(
        say(f"{ID}.do.{what}") for what in ("unparsed", "always", "orphan", "variant") if what in {*problems, "always"}
    )


def _label(source: str) -> str:
    """A source as its users call it: `google` and `google_ads` are Google Ads."""
    if source == CRM:
        return say(f"{ID}.crm")
    name = f"report.names.system.{source if source.endswith('_ads') else f'{source}_ads'}"
    return say(name) if has(name) else source


def _called(source: str) -> str:
    return say(f"{ID}.crm") if source == CRM else quote(_label(source))


def _source_table(found: CampaignNames) -> tuple[Any, ...]:
    rows = (
        {
            "platform": _label(fact.dimensions["source"]),
            "parsed_share": fact,
            "unparsed_count": pick(found.facts, "unparsed_count", source=fact.dimensions["source"]),
        }
        for fact in reversed(having(found.facts, "parsed_share"))
    )
    units = {"platform": "text", "parsed_share": "share", "unparsed_count": "count"}
    return table(f"{ID}.tables.sources", units, rows)


def _name_table(found: CampaignNames) -> tuple[Any, ...]:
    rows = (
        {
            "platform": _label(campaign.source),
            "campaign": campaign.name,
            "problem": say(f"{ID}.problems.{problem}"),
            "spend": campaign.spend,
        }
        for campaign, problem in found.wrong
    )
    units = {"platform": "text", "campaign": "text", "problem": "text", "spend": found.currency}
    return table(f"{ID}.tables.names", units, rows)


ANALYSIS = Analysis(
    id=ID,
    rows=("ATT-03",),
    phases=("audit",),
    sheet="Campaign names",
    needs=(),
    uses=("ad_spend", "campaigns", "fx_rates"),
    measures={
        "parsed_share": "share",
        "unparsed_count": "count",
        "unparsed_spend_amount": "money",
        "orphan_count": "count",
        "variant_count": "count",
    },
    limits=Limits(warn=0.95, fail=0.80, on="parsed_share", higher_is_better=True),
    evidence_key=("source", "campaign", "campaign_id", "problem"),
    tracked=Tracked(
        key=("source", "campaign", "campaign_id", "problem"),
        record="campaign_id",
        among="source",
        amount="spend_amount",
    ),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
