"""People and organisations: the records a CRM keeps of them, and which of them are one."""

from cmokit.tables.contract import CanonicalTable, as_written, columns
from cmokit.vocabulary import Combine

SYNCED = "the other system's ids of the same record, where a sync wrote them: system:id;system:id"
CONTACTS = CanonicalTable(
    name="contacts",
    grain="one row per person record in a system",
    key=("source_system", "contact_id"),
    combine=Combine.SNAPSHOT,
    dated_by="created_at",
    columns=columns(
        """
        contact_id company_id email first_name last_name phone job_title country lifecycle_stage
        lead_status lead_source channel utm_source utm_medium utm_campaign utm_content utm_term
        owner_id created_at converted_at converted_opportunity_id score consent_email
        unsubscribed_at bounced_at last_activity_at disqualified_reason segment motion is_test synced_id
        lifecycle_stage_written owner_id_written
        """,
    ),
    notes={
        "lead_source": "raw",
        "channel": "normalised",
        "synced_id": SYNCED,
        **as_written("lifecycle_stage", "owner_id"),
    },
)

COMPANIES = CanonicalTable(
    name="companies",
    grain="one row per buying organisation record",
    key=("source_system", "company_id"),
    combine=Combine.SNAPSHOT,
    dated_by="created_at",
    columns=columns(
        """
        company_id name domain industry employee_count annual_revenue_amount currency country
        parent_company_id owner_id created_at segment synced_id owner_id_written
        """,
    ),
    notes={"synced_id": SYNCED, **as_written("owner_id")},
)

ENTITY_LINKS = CanonicalTable(
    name="entity_links",
    grain="one row per record of a person, company or deal kept in a system",
    key=("entity", "source_system", "record_id"),
    combine=Combine.LOG,
    columns=columns(
        """
        entity leading_id source_system record_id method
        """,
        entity="contact | company | opportunity",
        method="synced id | e-mail | domain | none",
    ),
)

USERS = CanonicalTable(
    name="users",
    grain="one row per account in a system",
    key=("system", "user_id"),
    combine=Combine.SNAPSHOT,
    columns=columns(
        """
        system user_id name email role is_active created_at last_login_at is_shared timezone
        """,
    ),
    notes={"timezone": "where the person works, by its name in the tz database (Europe/Berlin); blank if nobody says"},
)

CONSENT_CHANGES = CanonicalTable(
    name="consent_changes",
    grain="one row per change of a permission",
    key=("contact_id", "channel", "changed_at", "system"),
    combine=Combine.LOG,
    dated_by="changed_at",
    columns=columns(
        """
        contact_id channel state changed_at changed_by system basis
        """,
    ),
)
