"""The arm of a pilot that stands at a record in a CRM: read back from the next export, as rows of `assignments`.

The column is called as `cmokit pilot assign` calls it in the file that the CRM imports: `Pilot arm <experiment>`, or
the internal name that HubSpot and Salesforce make of it. Such a row has no day: a CRM says how it is, not since when.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.rows import Rows, concat

LABEL = "Pilot arm"
FIELD = "pilot_arm*: ~Pilot arm:? (?P<label>.+) | ~pilot_arm_(?P<name>.+?)(?:__c)?"
MOST = 40  # letters of a field's name in Salesforce


def label_of(experiment: str) -> str:
    """The head of the column for this experiment, as people read it."""
    return f"{LABEL} {experiment}"


def name_of(experiment: str) -> str:
    """The same as an internal name: letters, digits and single underscores."""
    return re.sub(r"[^A-Za-z0-9]+", "_", f"{LABEL} {experiment}").strip("_")


def arms(rows: Rows, unit_kind: str, ids: pa.Array) -> dict[str, pa.Table]:
    """The table `assignments` where the export has such a column; nothing else."""
    found = []
    for column in rows.many.get("pilot_arm", ()):
        filled = pc.is_valid(column.values)
        stated = {
            "experiment_id": column.says.get("label") or column.says.get("name", ""),
            "unit_kind": unit_kind,
            "unit_id": ids.filter(filled),
            "variant": column.values.filter(filled),
        }
        found.append(rows.where(filled).canonical("assignments", **stated))
    return {"assignments": concat(found, "assignments")} if found else {}
