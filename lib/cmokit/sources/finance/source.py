"""The finance workbook as a kind of file among the others."""

from cmokit.sources.base import Source
from cmokit.sources.finance.layout import KIND, SYSTEM
from cmokit.vocabulary import Combine

# Its sheets fill several tables; `table` names the one that other files wait for.
FINANCE = Source(
    kind=KIND,
    system=SYSTEM,
    table="fx_rates",
    combine=Combine.RESTATED_WINDOW,
    fields=(),
    required=(),
    key=(),
)
