"""Every metric of the kit, listed by hand. A new one is one more line here and its words in `words/en/metrics.yaml`."""

from cmokit.analyses.metrics import Metric, by_fact
from cmokit.vocabulary import MetricFamily, MetricKind

BUSINESS, CUSTOMER, CHANNEL = MetricFamily.BUSINESS, MetricFamily.CUSTOMER, MetricFamily.CHANNEL
OPERATIONAL, FINANCIAL = MetricFamily.OPERATIONAL, MetricFamily.FINANCIAL
RESULT, DIAGNOSTIC, SURFACE = MetricKind.RESULT, MetricKind.DIAGNOSTIC, MetricKind.SURFACE

METRICS: tuple[Metric, ...] = (
    # Business: what the company gets.
    Metric("qualified_opportunities", "count", BUSINESS, RESULT),
    Metric(
        "customer_acquisition_cost",
        "money",
        BUSINESS,
        RESULT,
        ("money.acquisition.cac_amount", "retention.lifetime_value.cac_amount"),
    ),
    Metric("cost_per_qualified_lead", "money", BUSINESS, RESULT, ("money.acquisition.cost_per_qualified_lead_amount",)),
    Metric("cost_per_opportunity", "money", BUSINESS, RESULT, ("money.acquisition.cost_per_opportunity_amount",)),
    Metric("credited_outcomes", "count", BUSINESS, RESULT, ("attribution.models.credit_count",)),
    Metric("credited_revenue", "money", BUSINESS, RESULT, ("attribution.models.credit_amount",)),
    Metric("platform_to_cash", "money", BUSINESS, RESULT, ("money.platform_to_cash.step_amount",)),
    Metric("return_on_spend", "share", BUSINESS, RESULT, ("money.budget.return_share",)),
    Metric("contribution", "money", BUSINESS, RESULT, ("money.contribution.step_amount",)),
    Metric("contribution_share", "share", BUSINESS, RESULT, ("money.contribution.contribution_share",)),
    Metric("segment_revenue", "money", BUSINESS, RESULT, ("segments.value.revenue_amount",)),
    Metric("value_per_lead", "money", BUSINESS, RESULT, ("segments.icp.value_amount",)),
    Metric("win_rate", "share", BUSINESS, RESULT, ("pipeline.velocity.win_rate_share",)),
    Metric("win_probability", "share", BUSINESS, RESULT, ("pipeline.outcome.win_probability_share",)),
    Metric("pipeline_velocity", "money", BUSINESS, RESULT, ("pipeline.velocity.amount_per_day_amount",)),
    Metric("sales_cycle", "days", BUSINESS, RESULT, ("pipeline.velocity.cycle_days",)),
    Metric("retention", "share", BUSINESS, RESULT, ("retention.cohorts.retained_share",)),
    Metric("repeat_purchase", "share", BUSINESS, RESULT, ("retention.cohorts.repeat_share",)),
    Metric("lifetime_value", "money", BUSINESS, RESULT, ("retention.lifetime_value.margin_amount",)),
    # Customer: what people do and say.
    Metric("stage_conversion", "share", CUSTOMER, RESULT, ("funnel.conversion.stage_share",)),
    Metric("lead_to_customer", "share", CUSTOMER, RESULT, ("funnel.closed_loop.won_share",)),
    Metric("onboarding", "share", CUSTOMER, RESULT),
    Metric("satisfaction", "share", CUSTOMER, RESULT, ("voice.themes.satisfied_share",)),
    Metric("product_use", "share", CUSTOMER, RESULT),
    Metric("useful_engagement", "share", CUSTOMER, DIAGNOSTIC),
    # Channel: what a channel does; attention alone is never a result.
    Metric("reach", "count", CHANNEL, SURFACE),
    Metric("traffic", "count", CHANNEL, SURFACE),
    Metric("clicks", "count", CHANNEL, SURFACE),
    Metric("click_through", "share", CHANNEL, SURFACE),
    Metric("search_visibility", "count", CHANNEL, SURFACE),
    Metric("email_engagement", "share", CHANNEL, SURFACE),
    Metric("ad_spend", "money", CHANNEL, DIAGNOSTIC),
    Metric("spend_in_lead_traps", "share", CHANNEL, DIAGNOSTIC, ("money.lead_trap.trap_spend_share",)),
    Metric("removal_effect", "share", CHANNEL, DIAGNOSTIC, ("attribution.models.removal_effect_share",)),
    Metric("model_disagreement", "count", CHANNEL, DIAGNOSTIC, ("attribution.models.rank_move_count",)),
    Metric("attribution_consistency", "share", CHANNEL, DIAGNOSTIC, ("attribution.dashboards.agreement_share",)),
    Metric("preceded_revenue", "money", CHANNEL, DIAGNOSTIC, ("attribution.influence.preceded_amount",)),
    Metric("unknown_origin", "share", CHANNEL, DIAGNOSTIC, ("attribution.models.unknown_share",)),
    # Operational: how the work is done.
    Metric("response_time", "minutes", OPERATIONAL, DIAGNOSTIC, ("speed.first_response.minutes",)),
    Metric("response_within_promise", "share", OPERATIONAL, DIAGNOSTIC, ("speed.first_response.within_sla_share",)),
    Metric("routing_time", "minutes", OPERATIONAL, DIAGNOSTIC, ("speed.routing.minutes",)),
    Metric("score_skill", "share", OPERATIONAL, DIAGNOSTIC, ("scoring.calibration.skill_share",)),
    Metric("leaking_fields", "share", OPERATIONAL, DIAGNOSTIC, ("scoring.leakage.leaking_share",)),
    Metric("leads_outside", "share", OPERATIONAL, DIAGNOSTIC, ("segments.icp.outside_share",)),
    Metric("lead_decay", "share", OPERATIONAL, DIAGNOSTIC, ("funnel.decay.stalled_share",)),
    Metric("rejected_people", "share", OPERATIONAL, DIAGNOSTIC, ("funnel.rejections.rejected_share",)),
    Metric("time_in_stage", "days", OPERATIONAL, DIAGNOSTIC, ("pipeline.time_in_stage.stay_days",)),
    Metric("production_time", "days", OPERATIONAL, DIAGNOSTIC, ("work.delay.cycle_days",)),
    Metric("approval_time", "days", OPERATIONAL, DIAGNOSTIC, ("work.approvals.approval_days",)),
    Metric("first_pass", "share", OPERATIONAL, DIAGNOSTIC, ("work.approvals.first_pass_share",)),
    Metric("automation_failure", "share", OPERATIONAL, DIAGNOSTIC, ("monitoring.health.failed_share",)),
    Metric("workload", "minutes", OPERATIONAL, DIAGNOSTIC),
    Metric("tool_use", "share", OPERATIONAL, DIAGNOSTIC),
    Metric("duplicate_records", "share", OPERATIONAL, DIAGNOSTIC, ("crm.duplicates.duplicate_share",)),
    Metric("filled_fields", "share", OPERATIONAL, DIAGNOSTIC, ("crm.completeness.filled_share",)),
    Metric("untagged_visits", "share", OPERATIONAL, DIAGNOSTIC, ("tracking.utm_governance.untagged_share",)),
    Metric("broken_tracking", "share", OPERATIONAL, DIAGNOSTIC, ("tracking.breaks.broken_share",)),
    Metric("unlinked_records", "share", OPERATIONAL, DIAGNOSTIC, ("integration.identity.unlinked_share",)),
    Metric("match_rate", "share", OPERATIONAL, DIAGNOSTIC, ("integration.matching.matched_share",)),
    # Financial: what the work costs, before and after the change.
    Metric("software_cost", "money", FINANCIAL, DIAGNOSTIC),
    Metric("agency_cost", "money", FINANCIAL, DIAGNOSTIC),
    Metric("ad_waste", "money", FINANCIAL, DIAGNOSTIC, ("money.budget.idle_spend_amount",)),
    Metric("lead_waste", "money", FINANCIAL, DIAGNOSTIC, ("money.lead_waste.wasted_amount",)),
    Metric("employee_time", "minutes", FINANCIAL, DIAGNOSTIC),
    Metric("rework", "money", FINANCIAL, DIAGNOSTIC, ("work.approvals.rework_cost_amount",)),
)
BY_ID = {metric.id: metric for metric in METRICS}
BY_FACT = by_fact(METRICS)
