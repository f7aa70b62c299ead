"""What campaigns of one kind or season cost per result, and what campaigns were planned to cost."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from cmokit.analyses.figures import count
from cmokit.analyses.money.budget_figures import ID, Came, Lead, Spent
from cmokit.analyses.money.by_campaign import dimensions
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Quotient, Sum
from cmokit.methods.acquisition import ALL, interval_of
from cmokit.methods.campaign_plans import Plan
from cmokit.methods.lead_prices import CHANNEL
from cmokit.methods.order_ledger import total_of
from cmokit.methods.sales_won import Sale
from cmokit.methods.uncertainty import CONFIDENCE


def patterns(spent: Spent, came: Came, format_of: Callable[[str], str], season_of: Callable[[date], str]) -> list[Fact]:
    """Cost per qualified lead (per sale, where nobody is ever qualified) by format of the campaigns and by season."""
    window = came.qualified_in or came.sold_in
    results: Sequence[Lead | Sale] = came.qualified if came.qualified_in else came.sales
    lag = dict(zip(window.costs, window.months, strict=True))
    found: dict[tuple[str, str], tuple[list[Decimal], list[int]]] = defaultdict(lambda: ([], []))
    for cost in (c for c in spent.campaigns.costs if c.month in window.costs):
        found["format", format_of(cost.channel)][0].append(cost.amount)
        found["season", season_of(lag[cost.month])][0].append(cost.amount)
    for row in (r for r in results if r.month in window.months and r.campaign):
        found["format", format_of(row.campaign)][1].append(1)
        found["season", season_of(row.month)][1].append(1)
    facts: list[Fact] = []
    for (by, value), (costs, counted) in sorted(found.items()):
        about, whole, number = {"by": by, "which": value}, total_of(costs), len(counted)
        facts.append(Fact(f"{ID}.pattern_results_count", number, "count", dimensions=about))
        facts.append(Fact(f"{ID}.pattern_spend_amount", whole, spent.currency, dimensions=about))
        if whole and number:
            low, high = interval_of(whole, number)
            recipe = Quotient(facts[-1].name, facts[-2].name)
            each = f"{ID}.pattern_cost_amount"
            facts.append(
                Fact(each, whole / number, spent.currency, number, low, high, CONFIDENCE, about, recipe=recipe)
            )
    return facts


def plan_facts(found: Iterable[Plan], currency: str) -> list[Fact]:
    """Planned and actual cost of campaigns with a budget, each and in all; how many state no actual cost."""
    facts, rows = list[Fact](), list(found)
    for plan in rows:
        about = {"channel": plan.channel, "campaign": plan.name}
        facts.append(Fact(f"{ID}.planned_amount", plan.planned, currency, dimensions=about))
        facts.append(Fact(f"{ID}.responses_count", plan.responses, "count", dimensions=about))
        if plan.actual is not None:
            facts.append(Fact(f"{ID}.actual_amount", plan.actual, currency, dimensions=about))
            names = (facts[-1].name,), (facts[-3].name,)
            over = plan.actual - plan.planned
            facts.append(Fact(f"{ID}.over_plan_amount", over, currency, dimensions=about, recipe=Sum(*names)))
    if rows:
        about = dimensions(CHANNEL, ALL, {})
        facts.append(Fact(f"{ID}.planned_amount", total_of(p.planned for p in rows), currency, dimensions=about))
        facts.append(count(f"{ID}.without_actual_count", sum(p.actual is None for p in rows), n=len(rows)))
    return facts
