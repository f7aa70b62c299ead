"""How the work is done: automations, fields, tools, work items, what people said."""

from cmokit.tables.contract import CanonicalTable, columns
from cmokit.vocabulary import Combine

AUTOMATIONS = CanonicalTable(
    name="automations",
    grain="one row per workflow in a marketing or CRM platform",
    key=("workflow_id",),
    combine=Combine.SNAPSHOT,
    columns=columns(
        """
        workflow_id name is_on object kind enrolled_count enrolled_7d_count created_at
        created_by updated_at updated_by triggers fields_written audience exit_rule suppression
        issues_count
        """,
    ),
)

FIELDS = CanonicalTable(
    name="fields",
    grain="one row per field of a CRM object",
    key=("object", "field"),
    combine=Combine.SNAPSHOT,
    columns=columns(
        """
        object field label type is_required populated_share allowed_values last_modified_at
        modified_by_kind description
        """,
    ),
)

TOOLS = CanonicalTable(
    name="tools",
    grain="one row per tool and billing period",
    key=("tool", "period_start_on"),
    combine=Combine.SNAPSHOT,
    columns=columns(
        """
        tool vendor function period_start_on amount currency seats_count active_users_count
        renews_on
        """,
    ),
)

WORK_ITEMS = CanonicalTable(
    name="work_items",
    grain="one row per piece of marketing work and status interval",
    key=("item_id", "status", "entered_at"),
    combine=Combine.LOG,
    dated_by="entered_at",
    columns=columns(
        """
        item_id kind title status is_waiting entered_at left_at owner revision_no
        rejected_reason
        """,
        kind="campaign | content | report | lead | design",
    ),
)

DASHBOARDS = CanonicalTable(
    name="dashboards",
    grain="one row per figure that some dashboard reports",
    key=("dashboard", "metric", "dimension", "period_start_on", "period_end_on"),
    combine=Combine.RESTATED_WINDOW,
    columns=columns(
        """
        dashboard metric dimension period_start_on period_end_on value unit owner
        """,
    ),
)

WORKFLOW_RUNS = CanonicalTable(
    name="workflow_runs",
    grain="one row per run of a workflow",
    key=("run_id",),
    combine=Combine.LOG,
    dated_by="started_at",
    columns=columns(
        """
        run_id workflow_id item_id user_id started_at ended_at outcome corrections_count
        error_kind minutes cost_amount currency
        """,
        outcome="used | bypassed | failed | stopped",
    ),
)

ASSIGNMENTS = CanonicalTable(
    name="assignments",
    grain="one row per unit, arm and system that says so",
    key=("experiment_id", "unit_kind", "unit_id", "variant", "source_system"),
    combine=Combine.LOG,
    dated_by="assigned_at",
    columns=columns(
        """
        experiment_id unit_kind unit_id variant stratum assigned_at assigned_on
        """,
        unit_kind="contact | company | owner",
    ),
    notes={
        "unit_id": "on the list the leading record's id, in a CRM's own rows the id there",
        "assigned_at": "of the list; blank in what a CRM's export says of its records, which is as it was that day",
    },
)

SURVEY_ANSWERS = CanonicalTable(
    name="survey_answers",
    grain="one row per person and question",
    key=("survey", "respondent_id", "question"),
    combine=Combine.LOG,
    dated_by="answered_on",
    columns=columns(
        """
        survey respondent_id role question answer score answered_on
        """,
    ),
)

TICKETS = CanonicalTable(
    name="tickets",
    grain="one row per support case",
    key=("ticket_id",),
    combine=Combine.SNAPSHOT,
    dated_by="opened_at",
    columns=columns(
        """
        ticket_id contact_id company_id opened_at closed_at kind priority text
        """,
    ),
)

FEEDBACK = CanonicalTable(
    name="feedback",
    grain="one row per thing a customer said",
    key=("feedback_id",),
    combine=Combine.LOG,
    dated_by="received_at",
    columns=columns(
        """
        feedback_id contact_id company_id source received_at text rating product segment
        """,
        source="review | ticket | call | survey | email | search | social",
    ),
)
