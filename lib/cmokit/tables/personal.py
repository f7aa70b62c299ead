"""Which columns of the canonical tables, and of evidence made from them, say something about a person: one list.

Who may see which of them stands in `render/audiences.py`. (How a client's raw file is masked before it is sent is
another question, answered by header and value: `sources/masking/personal.py`.)
"""

from collections.abc import Mapping
from enum import StrEnum


class About(StrEnum):
    """What a column tells.

    PERSONAL: the person itself, by name or address. PERSON: which person it is, as an id (or as a name, where a system
    writes one). TEXT: what somebody wrote. RECORD: which single record it is. OTHER: nothing of these.
    """

    PERSONAL = "personal"
    PERSON = "person id"
    TEXT = "free text"
    RECORD = "record id"
    OTHER = "other"


_COLUMNS = {
    About.PERSONAL: "email first_name last_name full_name phone job_title contact_name owner_name user_name "
    "customer_name",
    About.PERSON: "contact_id person_id owner_id owner user_id user rep seller employee respondent_id anonymous_id "
    "manager account_owner changed_by created_by updated_by",
    About.TEXT: "text answer title rejected_reason notes next_step description customer_description seller_message "
    "comment subject",
    # `one` and `other` are the two records of a pair.
    About.RECORD: "record_id one other leading_id entity_id unit_id cluster_id company_id parent_company_id company "
    "company_name domain website opportunity_id deal converted_opportunity_id order_id order payment_id payment "
    "invoice_id subscription_id touchpoint_id conversion_id activity_id ticket_id feedback_id item_id run_id "
    "reference bank_reference awb",
}
ABOUT = {name: about for about, names in _COLUMNS.items() for name in names.split()}
# One name means several things: what it means in these tables.
ABOUT_OF_TABLE = {
    ("users", "name"): About.PERSONAL,
    ("opportunities", "name"): About.TEXT,
    ("companies", "name"): About.RECORD,
    ("fields", "description"): About.OTHER,
}
# Columns of evidence whose values are those of the field that the same row names.
VALUES = frozenset(["value", "value_a", "value_b", "old_value", "new_value"])
AS_WRITTEN = "_written"  # ending of a column that holds the client's own text of another one
NAMED_BY = ("column", "field")
PEOPLE = frozenset(("contact", "owner"))  # kinds of unit of an experiment
MACHINES = frozenset(("workflow", "integration", "import"))


def about(column: str, table: str = "") -> About:
    """What a column tells; table: the canonical table it stands in, where that is known."""
    name = column.removesuffix(AS_WRITTEN)
    return ABOUT_OF_TABLE.get((table, name)) or ABOUT.get(name, About.OTHER)


def is_personal(row: Mapping[str, object], column: str) -> bool:
    """Whether a cell of an evidence row shows a person: by its column, by the field that its row names, or as the name
    of whoever did something. An id shows nobody.
    """
    value = row.get(column)
    if value is None or value == "":
        return False
    table = str(row.get("table") or "")
    if column in VALUES:
        field = next((str(row[name]) for name in NAMED_BY if row.get(name)), "")
        return _shows(about(field, table), value)
    if column == "changed_by" and row.get("changed_by_kind") in MACHINES:
        return False
    if column == "unit_id" and row.get("unit_kind") in PEOPLE:
        return _shows(About.PERSON, value)
    return _shows(about(column, table), value)


def _shows(told: About, value: object) -> bool:
    return told is About.PERSONAL or (told is About.PERSON and not any(c.isdigit() for c in str(value)))
