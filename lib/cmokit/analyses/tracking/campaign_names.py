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
    Checks form, not truth: a name may follow the rule and still name the wrong offer. Ad groups and ads are not checked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import CampaignNames as Rule
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, having, pick, share
from cmokit.analyses.reporting_currency import converter
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Missing, Section, Table, TableColumn, Verdict
from cmokit.exhibits.text import cite, limit, quote
from cmokit.methods.order_ledger import ZERO, Convert, total_of
from cmokit.tables.contract import AMOUNT
from cmokit.vocabulary import Severity
from cmokit.words import has, say, say_all

ID = "tracking.campaign_names"
CRM = "crm"
MOST_ROWS = 20
_LOOSE = re.compile(r"[\s_-]+")


@dataclass(frozen=True)
class Campaign:
    """One distinct campaign of a source: a platform's name, or a campaign record of the CRM."""

    source: str
    campaign_id: str | None
    name: str
    spend: Decimal | None = None
    is_orphan: bool = False
    source_file: str | None = None
    source_row: int | None = None


@dataclass(frozen=True)
class CampaignNames:
    facts: tuple[Fact, ...]
    evidence: pa.Table  # source, campaign_id, campaign, problem, spend_amount, source_file, source_row
    rule: Rule
    wrong: tuple[tuple[Campaign, str], ...]  # campaign and problem, most spend first
    currency: str


def measure(ad_spend: Any, campaigns: Any, fx_rates: Any, definitions: Definitions) -> CampaignNames:
    rule, currency = definitions.campaign_names, definitions.currency
    found = _advertised(ad_spend, converter(fx_rates, definitions), currency) + _recorded(campaigns)
    if not found:
        asks = tuple(Missing(name, ("campaign",), say(f"asks.{name}")) for name in ("ad_spend", "campaigns"))
        raise CannotAnswer(say("verdict.missing_tables", tables="ad_spend, campaigns"), *asks)
    respelled = _respelled(found)
    wrong = [(c, "unparsed") for c in found if not follows(c.name, rule)]
    wrong += [(c, "orphan") for c in found if c.is_orphan]
    wrong += [(c, "variant") for c in found if (c.source, c.name) in respelled]
    wrong.sort(
        key=lambda pair: (-(pair[0].spend or ZERO), pair[0].source, pair[0].name, str(pair[0].campaign_id), pair[1])
    )
    return CampaignNames(_facts(found, wrong, currency), _evidence(wrong), rule, tuple(wrong), currency)


def _advertised(ad_spend: Any, convert: Convert, currency: str) -> list[Campaign]:
    """Each platform's distinct campaign names with what was spent on them."""
    named = ad_spend.filter(ad_spend.campaign.notnull())
    sums = named.group_by("platform", "campaign", "currency", month=named.period_start_on.truncate("M")).aggregate(
        spend=named.spend_amount.sum(), campaign_id=named.campaign_id.min()
    )
    found: dict[tuple[str, str], Campaign] = {}
    for row in sums.order_by("platform", "campaign", "currency", "month").to_pyarrow().to_pylist():
        key = (row["platform"] or "", row["campaign"])
        before = found.get(key, Campaign(key[0], row["campaign_id"], key[1], ZERO))
        spend = convert(row["spend"] or ZERO, row["currency"] or currency, row["month"])
        ids = [number for number in (before.campaign_id, row["campaign_id"]) if number]
        found[key] = Campaign(key[0], min(ids, default=None), key[1], (before.spend or ZERO) + spend)
    return list(found.values())


def _recorded(campaigns: Any) -> list[Campaign]:
    columns = ("source_system", "campaign_id", "name", "parent_campaign_id", "source_file", "source_row")
    rows = campaigns.select(*columns).order_by("source_system", "campaign_id").to_pyarrow().to_pylist()
    known = {(row["source_system"], row["campaign_id"]) for row in rows}
    return [
        Campaign(
            source=CRM,
            campaign_id=row["campaign_id"],
            name=row["name"] or "",
            is_orphan=bool(row["parent_campaign_id"])
            and (row["source_system"], row["parent_campaign_id"]) not in known,
            source_file=row["source_file"],
            source_row=row["source_row"],
        )
        for row in rows
    ]


def follows(name: str, rule: Rule) -> bool:
    """Enough parts, none of them blank, and a known first one (in any case)."""
    parts = [part.strip() for part in name.strip().split(rule.separator)]
    heads = {head.casefold() for head in rule.heads}
    return len(parts) >= rule.parts and all(parts) and parts[0].casefold() in heads


def _loose(name: str) -> str:
    return _LOOSE.sub("", name.casefold())


def _respelled(found: Sequence[Campaign]) -> set[tuple[str, str]]:
    """(source, name) of names that are another one spelled differently; the one with most spend is the usual one."""
    by_source = sorted(found, key=lambda c: (-(c.spend or ZERO), c.name))
    usual: dict[tuple[str, str], str] = {}
    for campaign in by_source:
        usual.setdefault((campaign.source, _loose(campaign.name)), campaign.name)
    return {(c.source, c.name) for c in found if _loose(c.name) and usual[c.source, _loose(c.name)] != c.name}


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
        facts.append(Fact(f"{ID}.unparsed_spend_amount", spend, currency, tables=("ad_spend",)))
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
    verdict = limits.verdict(having(found.facts, "parsed_share")[-1])
    others = [f for m in ("orphan_count", "variant_count") for f in having(found.facts, m) if f.value]
    if verdict.severity is Severity.PASS and others:
        return Verdict(
            Severity.WARN, say(f"{ID}.{others[0].measure}", count=int(others[0].value), figure=cite(others[0]))
        )  # type: ignore[arg-type]
    return verdict


def exhibit(found: CampaignNames, verdict: Verdict) -> Section:
    worst, spend = having(found.facts, "parsed_share")[-1], pick(found.facts, "unparsed_spend_amount")
    source, stake = _called(worst.dimensions["source"]), spend.value if spend and spend.value else None
    words = {"source": source, "share": cite(worst)} | ({"spend": cite(spend)} if spend else {})
    narrative = [
        say(f"{ID}.{measure}", count=int(fact.value), figure=cite(fact))  # type: ignore[arg-type]
        for measure in ("orphan_count", "variant_count")
        if (fact := pick(found.facts, measure)) and fact.value
    ]
    rule = found.rule
    parts = limit(rule.parts, "count")
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{'spend' if stake else 'share' if worst.value != 1 else 'clean'}", **words),
        narrative=(
            *narrative,
            say(f"{ID}.rule", separator=quote(rule.separator), parts=parts, heads=quote(", ".join(rule.heads))),
        ),
        charts=tuple(chart for chart in _charts(found, words) if chart.data),
        tables=tuple(table for table in (_source_table(found), _name_table(found)) if table.rows),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(f.name for f in (worst, spend) if f),
        owner_role="marketing",
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision"),
        money_at_stake_amount=stake,  # type: ignore[arg-type]
        money_formula=say(f"{ID}.money_formula") if stake else "",
    )


def _called(source: str) -> str:
    return say(f"{ID}.crm") if source == CRM else quote(_platform(source))


def _platform(source: str) -> str:
    """A platform as its users call it: `google` and `google_ads` are Google Ads."""
    name = source if source.endswith("_ads") else f"{source}_ads"
    return say(f"report.names.system.{name}") if has(f"report.names.system.{name}") else source


def _charts(found: CampaignNames, words: dict[str, str]) -> tuple[Chart, ...]:
    shares = tuple({"platform": f.dimensions["source"], "share": f.value} for f in having(found.facts, "parsed_share"))
    dear = [c for c, problem in found.wrong if problem == "unparsed" and c.spend][:MOST_ROWS]
    spend = tuple({"campaign": campaign.name, "spend": campaign.spend} for campaign in dear)
    titles, alts = f"{ID}.charts", f"{ID}.alts"
    charts = [
        Chart("bar", say(f"{titles}.parsed"), say(f"{alts}.parsed", **words), shares, "platform", "share", "share")
    ]
    if spend:
        title, alt = say(f"{titles}.spend"), say(f"{alts}.spend", **words)
        charts.append(Chart("bar", title, alt, spend, "campaign", "spend", found.currency))
    return tuple(charts)


def _source_table(found: CampaignNames) -> Table:
    heads = (("platform", "text"), ("parsed_share", "share"), ("unparsed_count", "count"))
    columns = tuple(TableColumn(name, say(f"{ID}.heads.{name}"), unit) for name, unit in heads)
    rows = tuple(
        {
            "platform": say(f"{ID}.crm") if source == CRM else _platform(source),
            "parsed_share": fact,
            "unparsed_count": pick(found.facts, "unparsed_count", source=source),
        }
        for fact in reversed(having(found.facts, "parsed_share"))
        if (source := fact.dimensions["source"])
    )
    return Table(say(f"{ID}.tables.sources"), columns, rows)


def _name_table(found: CampaignNames) -> Table:
    heads = (("platform", "text"), ("campaign", "text"), ("problem", "text"), ("spend", found.currency))
    columns = tuple(TableColumn(name, say(f"{ID}.heads.{name}"), unit) for name, unit in heads)
    rows = tuple(
        {
            "platform": say(f"{ID}.crm") if campaign.source == CRM else _platform(campaign.source),
            "campaign": campaign.name,
            "problem": say(f"{ID}.problems.{problem}"),
            "spend": campaign.spend,
        }
        for campaign, problem in found.wrong[:MOST_ROWS]
    )
    return Table(say(f"{ID}.tables.names"), columns, rows)


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
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
