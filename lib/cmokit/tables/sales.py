"""Possible sales, what moved them and what sellers did."""

from cmokit.tables.contract import CanonicalTable, as_written, columns
from cmokit.vocabulary import Combine

OPPORTUNITIES = CanonicalTable(
    name="opportunities",
    grain="one row per possible sale",
    key=("source_system", "opportunity_id"),
    combine=Combine.SNAPSHOT,
    dated_by="created_at",
    columns=columns(
        """
        opportunity_id company_id contact_id campaign_id name pipeline stage status amount
        currency probability_share created_at closed_at expected_close_on owner_id lead_source
        channel loss_reason product_line segment motion synced_id pipeline_written stage_written
        loss_reason_written owner_id_written
        """,
        status="open | won | lost",
    ),
    notes={
        "synced_id": "the other system's ids of the same deal, where a sync wrote them: system:id;system:id",
        **as_written("pipeline", "stage", "loss_reason", "owner_id"),
    },
)

STAGE_ENTRIES = CanonicalTable(
    name="stage_entries",
    grain="one row per entity and stage entered, as often as entered",
    key=("source_system", "entity", "entity_id", "stage", "entered_at"),
    combine=Combine.LOG,
    dated_by="entered_at",
    columns=columns(
        """
        entity entity_id stage entered_at previous_stage changed_by changed_by_kind derived_from
        """,
        entity="contact | opportunity",
        changed_by_kind="person | workflow | integration | import | unknown",
    ),
)

FIELD_CHANGES = CanonicalTable(
    name="field_changes",
    grain="one row per change of a tracked field",
    key=("source_system", "entity", "entity_id", "field", "changed_at", "new_value"),
    combine=Combine.LOG,
    dated_by="changed_at",
    columns=columns(
        """
        entity entity_id field old_value new_value changed_at changed_by changed_by_kind
        derived_from
        """,
    ),
)

ACTIVITIES = CanonicalTable(
    name="activities",
    grain="one row per thing a seller did or logged",
    key=("source_system", "activity_id"),
    combine=Combine.LOG,
    dated_by="occurred_at",
    columns=columns(
        """
        activity_id contact_id opportunity_id owner_id kind direction is_automated occurred_at
        occurred_on outcome owner_id_written
        """,
        kind="call | email | meeting | task | sequence_step",
        direction="outbound | inbound",
    ),
    notes=as_written("owner_id"),
)
