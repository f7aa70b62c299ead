"""How the client builds campaign names: the distinct patterns, with how many names and how much spend follow each."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cmokit.analyses.definitions import definitions_of
from cmokit.engagement.model import Engagement
from cmokit.methods.campaign_list import follows
from cmokit.tables.warehouse import Warehouse
from cmokit.words import say

if TYPE_CHECKING:
    from cmokit.runs.client_words import ClientWord

WHAT = "campaign_name"
SPACED = (" - ", " | ", " / ")  # with blanks around, a separator wherever it stands
SEPARATORS = ("_", "|", "/", "-", ":", " ")
PART = "word"  # what stands for any text between two separators
MOST_PARTS = 8  # of a pattern that is shown whole


def campaign_patterns(data: Warehouse, engagement: Engagement) -> list["ClientWord"]:
    """One word a system and pattern; its money is what was spent under names of this pattern."""
    names: dict[tuple[str, str], list[str]] = {}
    money: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in (*_advertised(data), *_recorded(data)):
        key = row["system"] or "", pattern_of(row["name"], engagement)
        if row["name"] not in names.setdefault(key, []):
            names[key].append(row["name"])
        if row.get("spend"):
            by_currency = money.setdefault(key, {})
            currency = row["currency"] or engagement.currency
            by_currency[currency] = by_currency.get(currency, Decimal(0)) + row["spend"]
    most = {system: max(len(found) for (of, _), found in names.items() if of == system) for system, _ in names}
    return [
        _word(key, found, money.get(key, {}), engagement, is_usual=len(found) == most[key[0]])
        for key, found in names.items()
    ]


def _word(
    key: tuple[str, str], names: list[str], amounts: Mapping[str, Decimal], engagement: Engagement, *, is_usual: bool
) -> "ClientWord":
    """is_usual: no other pattern of the system has more names, so that it may be the rule that should be agreed."""
    from cmokit.runs.client_words import KNOWN, UNMAPPED, ClientWord

    system, pattern = key
    agreed = engagement.definitions.campaign_names.pattern
    is_known = pattern == agreed
    return ClientWord(
        WHAT, WHAT, system, (system,), pattern, len(names), dict(sorted(amounts.items())),
        meaning=agreed if is_known else "", state=KNOWN if is_known else UNMAPPED,
        choices=(), keeps=is_usual and parts_of(pattern) is not None and not is_known,
        reason=say("map.reasons.example", name=min(names)),
    )  # fmt: skip


def pattern_of(name: str, engagement: Engagement) -> str:
    """The agreed pattern where the name follows it, else its separators with `word` for what stands between them."""
    rule = definitions_of(engagement, engagement.start_on).campaign_names
    if follows(name, separator=rule.separator, parts=rule.parts, heads=rule.heads):
        return engagement.definitions.campaign_names.pattern
    bare = name.strip()
    spaced = [mark for mark in SPACED if mark in bare]
    separator = spaced[0] if spaced else max(SEPARATORS, key=lambda mark: (bare.count(mark), -SEPARATORS.index(mark)))
    count = len([part for part in bare.split(separator) if part.strip()])
    return separator.join([PART] * min(count, MOST_PARTS)) if count > 1 else PART


def parts_of(pattern: str) -> tuple[str, int] | None:
    """Separator and number of parts that a pattern of `word`s shows; None where it has one part only."""
    found = re.fullmatch(rf"{PART}(?:(\W+|_){PART})(?:\1{PART})*", pattern)
    return (found.group(1), pattern.count(PART)) if found else None


def _advertised(data: Warehouse) -> list[dict[str, Any]]:
    spend = data.table("ad_spend")
    named = spend.filter(spend.campaign.notnull())
    sums = named.group_by("platform", "campaign", "currency").aggregate(spend=lambda t: t.spend_amount.sum())
    rows = sums.order_by("platform", "campaign", "currency").to_pyarrow().to_pylist()
    return [{**row, "system": row["platform"], "name": row["campaign"]} for row in rows]


def _recorded(data: Warehouse) -> list[dict[str, Any]]:
    campaigns = data.table("campaigns")
    named = campaigns.filter(campaigns.name.notnull()).select("name", system=campaigns.source_system).distinct()
    found: list[dict[str, Any]] = named.order_by("system", "name").to_pyarrow().to_pylist()
    return found
