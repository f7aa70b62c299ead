"""Figures of channels and of campaigns, told apart by their dimensions.

A channel's figure is of all its campaigns (`campaign=all`); a campaign's names its channel too. What all campaigns with
outcomes come to is `campaign=named`, since it is less than what the channels come to.
"""

from collections.abc import Mapping

from cmokit.analyses.called import called
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.text import quote
from cmokit.methods.acquisition import ALL
from cmokit.methods.campaign_costs import NAMED
from cmokit.methods.lead_prices import CAMPAIGN, CHANNEL

LEVELS = (CHANNEL, CAMPAIGN)


def dimensions(by: str, name: str, channels: Mapping[str, str]) -> dict[str, str]:
    """Of a channel or campaign, or of the whole of them (ALL). channels: of each campaign."""
    if by == CHANNEL:
        return {"channel": name, "campaign": ALL}
    return {"channel": ALL, "campaign": NAMED} if name == ALL else {"channel": channels[name], "campaign": name}


def level_of(fact: Fact) -> str:
    return CHANNEL if fact.dimensions["campaign"] == ALL else CAMPAIGN


def is_whole(fact: Fact) -> bool:
    return fact.dimensions["channel"] == ALL


def whole_of(by: str) -> dict[str, str]:
    return dimensions(by, ALL, {})


def raw_name(fact: Fact) -> str:
    """For a cell or a chart, which find the words of a channel themselves."""
    return ALL if is_whole(fact) else fact.dimensions[level_of(fact)]


def name_of(fact: Fact) -> str:
    """For a sentence: the channel in words, or the campaign as the client calls it."""
    by = level_of(fact)
    return called(fact.dimensions[by], "channel") if by == CHANNEL else quote(fact.dimensions[by])
