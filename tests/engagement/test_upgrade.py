"""An older engagement.yaml is brought up to date only when asked, with a diff, comments kept."""

from pathlib import Path

import pytest

from cmokit.engagement.load import load_engagement
from cmokit.engagement.upgrade import apply_upgrade, plan_upgrade
from cmokit.errors import ConfigurationError, ManyErrors
from tests.engagement.files import WHOLE, written

OLD = """\
# Our first client.

client: acme              # short
client_name: Acme GmbH    # long
currency: EUR
tz: Europe/Berlin
start_on: 2026-01-05
"""


def test_planning_shows_a_diff_and_writes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, OLD)
    diff = plan_upgrade(path).diff
    assert "+schema: 1" in diff
    assert "-tz: Europe/Berlin" in diff
    assert "+timezone: Europe/Berlin" in diff
    assert path.read_text() == OLD


def test_the_upgraded_file_is_valid_and_keeps_its_comments(tmp_path: Path) -> None:
    path = written(tmp_path, OLD)
    apply_upgrade(plan_upgrade(path))
    assert load_engagement(path).name == "Acme GmbH"
    assert path.read_text().startswith("# Our first client.\n\nschema: 1\nclient: acme              # short\n")


def test_schema_0_that_names_itself_is_upgraded_too(tmp_path: Path) -> None:
    path = written(tmp_path, "schema: 0  # old\n" + OLD)
    apply_upgrade(plan_upgrade(path))
    assert path.read_text().startswith("schema: 1  # old\n")


def test_a_file_of_today_needs_no_upgrade(tmp_path: Path) -> None:
    assert plan_upgrade(written(tmp_path, WHOLE)).diff == ""


def test_what_is_wrong_beside_its_age_stops_the_upgrade(tmp_path: Path) -> None:
    path = written(tmp_path, OLD + "curency: USD\n")
    with pytest.raises(ManyErrors, match="curency"):
        plan_upgrade(path)


def test_a_file_changed_since_the_plan_is_left_alone(tmp_path: Path) -> None:
    path = written(tmp_path, OLD)
    plan = plan_upgrade(path)
    written(tmp_path, OLD + "# new thought\n")
    with pytest.raises(ConfigurationError, match="meanwhile"):
        apply_upgrade(plan)
