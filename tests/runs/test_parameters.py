"""Parameters are checked before a kernel starts."""

from datetime import date

import pytest

from cmokit.errors import CmokitError, UsageError
from cmokit.runs.parameters import added, as_notebook_values, validated
from cmokit.vocabulary import Phase


def test_a_good_set_becomes_text_for_the_notebook() -> None:
    parameters = validated(Phase.AUDIT, {"client": "acme", "as_of": "2026-01-31"})
    assert parameters.as_of == date(2026, 1, 31)
    assert as_notebook_values(parameters) == {"client": "acme", "as_of": "2026-01-31"}


def test_an_unknown_name_and_a_wrong_type_are_both_named_at_once() -> None:
    with pytest.raises(CmokitError, match="lookback") as refused:
        validated(Phase.AUDIT, {"client": "acme", "lookback": 7, "as_of": "soon"})
    assert "as_of" in str(refused.value)
    assert refused.value.exit_code == 2


def test_a_slug_keeps_its_leading_zeros() -> None:
    assert validated(Phase.AUDIT, {"client": "007"}).client == "007"


@pytest.mark.parametrize("name", ["client", "as_of", "snapshot", "run"])
def test_what_the_command_sets_nobody_sets_beside_it(name: str) -> None:
    with pytest.raises(UsageError, match="set by the command itself"):
        added(Phase.AUDIT, {name: "another"})
