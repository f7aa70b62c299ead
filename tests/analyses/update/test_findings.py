"""What became of findings, over the analyses that follow them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.figures import required
from cmokit.analyses.finding_states import Seen, Standing, standing
from cmokit.analyses.known import Known
from cmokit.analyses.tracked import Finding
from cmokit.analyses.update import findings
from cmokit.vocabulary import FindingState
from tests.analyses.builders import build


def seen(day: date, *keys: str) -> Seen:
    return Seen(day, {key: Finding(key, "contacts", key) for key in keys})


def following(**analyses: Standing) -> Definitions:
    found: Mapping[str, Standing] = {name.replace("__", "."): one for name, one in analyses.items()}
    return replace(DEFAULTS, known=Known(standings=lambda: found))


def measured(definitions: Definitions) -> findings.Findings:
    return findings.measure(build("contacts"), build("orders"), definitions)


JANUARY, FEBRUARY, MARCH = date(2026, 1, 5), date(2026, 2, 4), date(2026, 3, 6)


def test_each_finding_is_counted_once_in_its_state_and_in_all() -> None:
    three = standing(
        [seen(JANUARY, "a", "b"), seen(FEBRUARY, "b"), seen(MARCH, "a", "b", "c")], lambda table, record: True
    )
    two = standing([seen(FEBRUARY, "x", "y"), seen(MARCH, "x")], lambda table, record: record != "y")
    found = measured(following(crm__completeness=three, crm__integrity=two))
    counts = {(f.dimensions["analysis"], f.dimensions["state"]): f.value for f in found.facts}
    assert counts["crm.completeness", "new"] == 1
    assert counts["crm.completeness", "returned"] == 1
    assert counts["crm.integrity", "gone"] == 1
    assert counts["all", "open"] == 2
    assert sum(required(found.facts, "findings_count", analysis="all", state=s).value for s in FindingState) == 5  # type: ignore[misc]


def test_evidence_names_what_moved_and_not_what_stayed() -> None:
    one = standing([seen(FEBRUARY, "a", "b"), seen(MARCH, "b", "c")], lambda table, record: True)
    rows = measured(following(crm__completeness=one)).evidence.to_pylist()
    assert [(row["finding"], row["state"]) for row in rows] == [("a", "fixed"), ("c", "new")]


def test_one_delivery_alone_has_nothing_that_moved() -> None:
    with pytest.raises(CannotAnswer, match="one delivery only"):
        measured(following(crm__completeness=standing([seen(MARCH, "a")], lambda table, record: True)))
