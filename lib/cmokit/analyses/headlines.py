"""The figures by which an engagement is told how it stands: each measured by its own analysis, none measured twice.

Scorecard, comparison with the baseline, the update of every week and the front page show these and no others; which of
them a client's data carries, its analyses say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cmokit.analyses.base import CannotAnswer, Found
from cmokit.exhibits.fact import Fact
from cmokit.vocabulary import Responsibility


@dataclass(frozen=True)
class Headline:
    """figure: a fact's name. owner: who answers where the register of owners names nobody. is_weekly: it can move
    within weeks, so that an update shows it. Its words stand under `headlines.<key>`.
    """

    key: str
    figure: str
    is_higher_better: bool
    owner: Responsibility
    is_weekly: bool = True

    @property
    def analysis(self) -> str:
        """The analysis that measures it."""
        return self.figure.split("[")[0].rsplit(".", 1)[0]


_MARKETING, _SALES, _FINANCE = Responsibility.MARKETING, Responsibility.SALES, Responsibility.FINANCE
_QUALIFIED = "funnel.conversion.stage_share[from=mql,split=all,to=sales_qualified]"

HEADLINES = (
    Headline("won_per_day", "pipeline.velocity.won_per_day_amount", True, _SALES),
    Headline("win_rate", "pipeline.velocity.win_rate_share", True, _SALES),
    Headline("cycle", "pipeline.velocity.cycle_days", False, _SALES),
    Headline("lead_to_customer", "funnel.closed_loop.won_share[split=all]", True, _MARKETING, is_weekly=False),
    Headline("qualified", _QUALIFIED, True, _MARKETING),
    Headline("within_promise", "speed.first_response.within_sla_share", True, _SALES),
    Headline("contribution", "money.contribution.contribution_share[channel=all,period=all]", True, _FINANCE),
    Headline("repeat", "retention.cohorts.repeat_share[channel=all,within=90]", True, _MARKETING),
    Headline("cost_of_customer", "money.acquisition.cac_amount[channel=all,cost=loaded]", False, _FINANCE),
    Headline(
        "cost_of_lead", "money.acquisition.cost_per_qualified_lead_amount[channel=all,cost=paid]", False, _MARKETING
    ),
    Headline("return", "money.budget.return_share[campaign=all,channel=all]", True, _MARKETING, is_weekly=False),
    Headline("satisfied", "voice.themes.satisfied_share[theme=all,tongue=all]", True, _MARKETING, is_weekly=False),
)
ANALYSES = tuple(dict.fromkeys(headline.analysis for headline in HEADLINES))
WEEKLY = tuple(dict.fromkeys(headline.analysis for headline in HEADLINES if headline.is_weekly))


def stated(found: Mapping[str, Found]) -> Iterator[tuple[Headline, Fact]]:
    """The headlines that these results state, in order. found: analysis → its result, or why it has none."""
    facts = {
        fact.name: fact for result in found.values() if not isinstance(result, CannotAnswer) for fact in result.facts
    }
    for headline in HEADLINES:
        fact = facts.get(headline.figure)
        if fact is not None and fact.value is not None:
            yield headline, fact
