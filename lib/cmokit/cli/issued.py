"""What of a client's reports is issued and not yet answered, for `cmokit status`."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cmokit.errors import CmokitError

if TYPE_CHECKING:
    from cmokit.engagement.workspace import ClientFolder


@dataclass(frozen=True)
class AwaitedCopy:
    """An issued copy that waits for its acceptance. since: the day of issue."""

    id: str
    phase: str
    version: str
    audience: str
    to: str
    since: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def awaited_copies(client: "ClientFolder") -> tuple[tuple[AwaitedCopy, ...], tuple[str, ...]]:
    """The copies in the order of the register; and the lines of what is wrong with it, reported and not raised."""
    from cmokit.registers.base import read_register
    from cmokit.registers.deliverables import DELIVERABLES, State

    try:
        items = read_register(client, DELIVERABLES)
    except CmokitError as error:
        return (), tuple(str(error).split("\n"))
    found = (
        AwaitedCopy(i.id, str(i.phase), str(i.version), str(i.audience), str(i.issued_to), str(i.issued_on))
        for i in items
        if i.state is State.ISSUED
    )
    return tuple(found), ()
