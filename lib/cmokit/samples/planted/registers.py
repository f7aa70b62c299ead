"""What is missing, late or contradictory in the sample clients' registers on the day of delivery 3: this, nothing else.

The registers themselves are written by hand, below `samples/registers`, where comments say how each came about.
"""

from typing import NamedTuple

from cmokit.samples.plan import B2B, DELIVERIES, SHOP

TODAY = DELIVERIES[2].on


class PlantedGap(NamedTuple):
    """id: of the item, empty for what concerns the register as a whole. code: as `register check` names it."""

    register: str
    id: str
    field: str
    code: str


GAPS: dict[str, tuple[PlantedGap, ...]] = {
    B2B: (
        PlantedGap("goals", "cheaper-customers", "due_on", "no_target"),
        PlantedGap("goals", "known-name", "measure", "no_measure"),
        PlantedGap("business_model", "losses", "said_on", "no_source"),
        PlantedGap("owners", "research", "owner", "person_left"),
        PlantedGap("owners", "reporting", "area", "two_owners"),
        PlantedGap("owners", "reporting-finance", "area", "two_owners"),
        PlantedGap("owners", "knowledge-base", "owner", "no_owner"),
        PlantedGap("raci", "article", "approves", "approves_own_work"),
        PlantedGap("decision_rights", "scoring", "validates", "nobody_validates"),
        PlantedGap("cadence", "access-review", "next_on", "overdue"),
        PlantedGap("stage_map", "accepted", "typical_delay_days", "no_delay"),
        PlantedGap("data_sources", "ad-spend", "review_on", "review_overdue"),
        PlantedGap("data_sources", "tickets", "allowed_use", "missing"),
        PlantedGap("data_access", "helpdesk", "security_checked_by", "security_not_checked"),
        PlantedGap("data_access", "calls", "state", "access_missing"),
        PlantedGap("glossary", "mql-marketing", "term", "two_definitions"),
        PlantedGap("glossary", "mql-sales", "term", "two_definitions"),
        PlantedGap("glossary", "active-account", "sales_agreed_by", "one_sided"),
        PlantedGap("interviews", "gl-1", "agrees", "contradicted"),
        PlantedGap("interviews", "gl-2", "answer", "two_answers"),
        PlantedGap("integrations", "salesforce-hubspot", "last_tested_on", "not_tested_since"),
        PlantedGap("tools", "hubspot", "renews_on", "renewal_near"),
        PlantedGap("tools", "board", "yearly_amount", "no_cost"),
        PlantedGap("access", "marketing-at", "is_shared", "shared_account"),
        PlantedGap("access", "nordlicht", "ends_on", "agency_without_end"),
        PlantedGap("access", "jv-salesforce", "approved_by", "not_approved"),
        PlantedGap("processes", "", "id", "usual_missing"),
        PlantedGap("processes", "content", "waiting_hours", "no_duration"),
        PlantedGap("processes", "lead_management", "retire_on", "runs_in_parallel"),
        PlantedGap("processes", "lead_management", "training_updated_on", "training_not_updated"),
        PlantedGap("processes", "reporting", "staff_told_on", "staff_not_told"),
        PlantedGap("backlog", "ticket-summaries", "business_value", "not_answered"),
        PlantedGap("workflows", "routing", "stop_method", "not_ready_to_be_live"),
        PlantedGap("workflows", "summaries", "prompts", "no_such_item"),
        PlantedGap("experiments", "short-form", "learned", "not_told"),
        PlantedGap("alerts", "late-answers", "owner", "alert_without"),
        PlantedGap("alerts", "late-answers", "owner", "no_owner"),
        PlantedGap("alerts", "spend-jump", "acted_on_count", "trivial_alert"),
        PlantedGap("training", "md-page", "due_on", "overdue"),
        PlantedGap("training", "ic-summaries", "proof", "no_proof"),
        PlantedGap("handoffs", "mql-to-sales", "waiting_hours", "over_deadline"),
        PlantedGap("prompts", "weekly-comment", "review_on", "review_overdue"),
        PlantedGap("ai_systems", "ruf-mit", "terms_reviewed_by", "terms_not_reviewed"),
        PlantedGap("knowledge", "objections", "state", "outdated"),
        PlantedGap("knowledge", "tone", "for_models", "not_approved_for_models"),
        PlantedGap("claims", "a-day-a-week", "checked_on", "stale_evidence"),
        PlantedGap("campaign_briefs", "spring-demo", "response_owner", "unknown_person"),
        PlantedGap("content_briefs", "excel-plan", "sources", "no_source"),
        PlantedGap("risk_tiers", "to-customers", "review_on", "review_overdue"),
        PlantedGap("changes", "c-1", "requested_by", "no_requester"),
        PlantedGap("risks", "names-in-prompts", "control", "no_control"),
        PlantedGap("incidents", "holiday-routing", "paused_on", "not_paused"),
        PlantedGap("decisions", "first-three", "review_on", "review_overdue"),
        PlantedGap("decisions", "fair", "review_on", "no_review"),
        PlantedGap("assumptions", "linkedin-brings", "test", "not_tested"),
        PlantedGap("assumptions", "fifty-people", "support", "no_support"),
        PlantedGap("deliverables", "handover-report", "criteria", "no_criteria"),
    ),
    SHOP: (
        PlantedGap("goals", "second-order", "due_on", "outside_engagement"),
        PlantedGap("goals", "loved", "measure", "no_measure"),
        PlantedGap("business_model", "", "topic", "topic_missing"),
        PlantedGap("owners", "", "area", "area_missing"),
        PlantedGap("owners", "content", "owner", "person_left"),
        PlantedGap("data_sources", "books", "owner", "no_owner"),
        PlantedGap("data_access", "bank", "due_on", "overdue"),
        PlantedGap("glossary", "", "term", "term_missing"),
        PlantedGap("interviews", "of-1", "agrees", "contradicted"),
        PlantedGap("source_of_truth", "people", "copies", "copy_of_itself"),
        PlantedGap("integrations", "qafila-shopify", "state", "broken"),
        PlantedGap("tools", "qafila", "renews_on", "renewal_near"),
        PlantedGap("access", "influencer-codes", "ends_on", "access_ended"),
        PlantedGap("access", "tariq-shopify", "last_login_on", "unused_account"),
        PlantedGap("processes", "", "id", "usual_missing"),
        PlantedGap("processes", "retention", "retire_on", "runs_in_parallel"),
        PlantedGap("workflows", "review-drafts", "owner", "no_owner"),
        PlantedGap("workflows", "review-drafts", "owner", "not_ready_to_be_live"),
        PlantedGap("experiments", "reminder-code", "disproof_condition", "started_without"),
        PlantedGap("handoffs", "ticket-to-refund", "deadline_hours", "no_deadline"),
        PlantedGap("prompts", "review-answer", "changed_by", "unknown_person"),
        PlantedGap("knowledge", "tone", "review_on", "no_review"),
        PlantedGap("campaign_briefs", "ramadan", "response_follow_up", "live_without"),
        PlantedGap("campaign_briefs", "ramadan", "response_follow_up", "missing"),
        PlantedGap("content_briefs", "care", "goal", "no_such_item"),
        PlantedGap("risks", "wrong-promise", "likelihood", "not_judged"),
        PlantedGap("assumptions", "cash-needed", "review_on", "review_overdue"),
    ),
}
