"""Which outcomes and touches the analyses of attribution look at."""

from typing import Any

from cmokit.analyses.attribution.kinds import outcomes_called
from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.called import listed
from cmokit.analyses.definitions import Definitions
from cmokit.exhibits.section import Missing
from cmokit.words import say


def credited(conversions: Any, definitions: Definitions) -> Any:
    """The outcomes of the agreed kind; CannotAnswer where there is none, naming the kinds that there are."""
    kind = definitions.attribution.conversion
    every = until(conversions, "converted_at", definitions)
    found = every.filter(every.kind == kind)
    if found.limit(1).count().to_pyarrow().as_py():
        return found
    kinds = sorted(filter(None, every.select("kind").distinct().to_pyarrow()["kind"].to_pylist()))
    ask = Missing("conversions", ("contact_id", "converted_at", "kind"), say("asks.conversions"))
    wanted = outcomes_called(kind)
    if not kinds:
        raise CannotAnswer(say("attribution.no_outcome", kind=wanted), ask)
    others = listed([outcomes_called(name) for name in kinds])
    raise CannotAnswer(say("attribution.other_outcomes", kind=wanted, others=others), ask)


def until(rows: Any, when: str, definitions: Definitions) -> Any:
    """What had happened by the end of the day of the report, or at no known moment."""
    return rows.filter((rows[when] < definitions.as_of_end).fill_null(True))


def nobody(touchpoints: Any) -> int:
    """How many touches name no person, or no moment."""
    lost = touchpoints.filter(touchpoints.contact_id.isnull() | touchpoints.touched_at.isnull())
    return int(lost.count().to_pyarrow().as_py())
