"""Every analysis, in the order of the report. A new one is one more line here."""

from cmokit.analyses.attribution import dashboards, influence, models
from cmokit.analyses.base import Analysis
from cmokit.analyses.board import figures as board_figures
from cmokit.analyses.board import scorecard
from cmokit.analyses.change import since_baseline
from cmokit.analyses.crm import completeness, duplicates, integrity, readiness, unmapped_values
from cmokit.analyses.forecast import capacity, scenarios
from cmokit.analyses.funnel import closed_loop, conversion, decay, leaks, rejections
from cmokit.analyses.handover import ending, independence, package
from cmokit.analyses.integration import conflicts, identity, matching
from cmokit.analyses.lifecycle import conformance
from cmokit.analyses.money import (
    acquisition,
    budget,
    contribution,
    control_totals,
    lead_trap,
    lead_waste,
    platform_to_cash,
)
from cmokit.analyses.monitoring import alerts, health
from cmokit.analyses.pilot import adoption, controls, design, effect, workflow
from cmokit.analyses.pipeline import outcome, time_in_stage, velocity
from cmokit.analyses.retention import cohorts, lifetime_value
from cmokit.analyses.rollout import retirement
from cmokit.analyses.rollout import workflows as rollout_workflows
from cmokit.analyses.scoring import calibration, leakage
from cmokit.analyses.segments import icp, value
from cmokit.analyses.speed import first_response, routing
from cmokit.analyses.tracking import breaks, campaign_names, utm_governance
from cmokit.analyses.update import decisions, findings, late, sources, weeks
from cmokit.analyses.update import figures as update_figures
from cmokit.analyses.voice import themes
from cmokit.analyses.work import approvals, delay

CATALOG: tuple[Analysis, ...] = (
    readiness.ANALYSIS,
    unmapped_values.ANALYSIS,
    completeness.ANALYSIS,
    integrity.ANALYSIS,
    duplicates.ANALYSIS,
    identity.ANALYSIS,
    matching.ANALYSIS,
    conflicts.ANALYSIS,
    conformance.ANALYSIS,
    utm_governance.ANALYSIS,
    campaign_names.ANALYSIS,
    breaks.ANALYSIS,
    conversion.ANALYSIS,
    leaks.ANALYSIS,
    decay.ANALYSIS,
    closed_loop.ANALYSIS,
    rejections.ANALYSIS,
    velocity.ANALYSIS,
    outcome.ANALYSIS,
    time_in_stage.ANALYSIS,
    first_response.ANALYSIS,
    routing.ANALYSIS,
    calibration.ANALYSIS,
    leakage.ANALYSIS,
    value.ANALYSIS,
    icp.ANALYSIS,
    cohorts.ANALYSIS,
    lifetime_value.ANALYSIS,
    delay.ANALYSIS,
    approvals.ANALYSIS,
    platform_to_cash.ANALYSIS,
    contribution.ANALYSIS,
    control_totals.ANALYSIS,
    acquisition.ANALYSIS,
    lead_trap.ANALYSIS,
    budget.ANALYSIS,
    lead_waste.ANALYSIS,
    models.ANALYSIS,
    influence.ANALYSIS,
    dashboards.ANALYSIS,
    themes.ANALYSIS,
    effect.ANALYSIS,
    workflow.ANALYSIS,
    design.ANALYSIS,
    adoption.ANALYSIS,
    controls.ANALYSIS,
    scorecard.ANALYSIS,
    board_figures.ANALYSIS,
    scenarios.ANALYSIS,
    capacity.ANALYSIS,
    alerts.ANALYSIS,
    health.ANALYSIS,
    rollout_workflows.ANALYSIS,
    retirement.ANALYSIS,
    package.ANALYSIS,
    independence.ANALYSIS,
    ending.ANALYSIS,
    since_baseline.ANALYSIS,
    update_figures.ANALYSIS,
    weeks.ANALYSIS,
    findings.ANALYSIS,
    decisions.ANALYSIS,
    late.ANALYSIS,
    sources.ANALYSIS,
)
BY_ID = {analysis.id: analysis for analysis in CATALOG}
