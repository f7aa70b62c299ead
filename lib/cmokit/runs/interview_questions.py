"""What each role is asked in every engagement, and the analysis whose figure stands beside the question [ENG-08]."""

from collections.abc import Mapping
from dataclasses import dataclass

from cmokit.registers.interviews import Role


@dataclass(frozen=True)
class Asked:
    """subject, question: words of `interview.subjects` and `interview.asks`. analyses: those that say something about
    it, the nearest first.
    """

    subject: str
    question: str
    analyses: tuple[str, ...] = ()


_QUALIFIED = Asked("leads", "qualified", ("lifecycle.conformance", "scoring.calibration"))
_TRUSTED = Asked("figures", "trusted", ("attribution.dashboards", "money.control_totals"))
_REPORTED = Asked("figures", "reported")

QUESTIONS: Mapping[Role, tuple[Asked, ...]] = {
    Role.MARKETING: (
        Asked("customers", "best_customers", ("segments.icp", "attribution.models")),
        Asked("customers", "stays", ("retention.cohorts",)),
        Asked("money", "waste", ("money.budget", "money.lead_trap")),
        Asked("work", "campaign_names", ("tracking.campaign_names", "tracking.utm_governance")),
        _QUALIFIED,
        Asked("work", "approvals", ("work.approvals",)),
        _TRUSTED,
    ),
    Role.SALES: (
        _QUALIFIED,
        Asked("leads", "speed", ("speed.first_response", "speed.routing")),
        Asked("leads", "refused", ("funnel.rejections",)),
        Asked("pipeline", "stuck", ("pipeline.time_in_stage", "funnel.leaks")),
        Asked("pipeline", "forecast", ("pipeline.velocity",)),
        Asked("customers", "best_customers", ("segments.icp",)),
        _TRUSTED,
    ),
    Role.OPERATIONS: (
        Asked("systems", "truth", ("integration.conflicts", "integration.identity")),
        Asked("systems", "records", ("crm.completeness", "crm.readiness")),
        Asked("systems", "changes", ("crm.integrity",)),
        Asked("work", "handoffs", ("speed.routing", "funnel.closed_loop")),
        Asked("work", "rework", ("crm.duplicates",)),
        Asked("work", "approvals", ("work.approvals", "work.delay")),
        _TRUSTED,
    ),
    Role.FINANCE: (
        Asked("money", "books", ("money.control_totals",)),
        Asked("money", "margin", ("money.contribution",)),
        Asked("money", "cash", ("money.platform_to_cash",)),
        Asked("customers", "stays", ("retention.lifetime_value", "retention.cohorts")),
        _REPORTED,
        _TRUSTED,
    ),
    Role.MANAGEMENT: (
        Asked("goals", "constraint", ("crm.readiness",)),
        Asked("goals", "success"),
        Asked("customers", "best_customers", ("segments.value", "segments.icp")),
        Asked("money", "waste", ("money.budget",)),
        Asked("decisions", "sponsor"),
        _REPORTED,
        _TRUSTED,
    ),
}
# What the reports say about a register as a whole.
BESIDE: Mapping[str, str] = {
    "data_sources": "crm.readiness",
    "stage_map": "funnel.leaks",
    "handoffs": "speed.routing",
    "source_of_truth": "integration.conflicts",
    "integrations": "integration.identity",
    "approvals": "work.approvals",
    "glossary": "lifecycle.conformance",
}
