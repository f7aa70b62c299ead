"""--override NAME --reason TEXT: who lets pass what stands against an act, and why."""

from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.errors import UsageError

if TYPE_CHECKING:
    from cmokit.runs.override import Passed

By = Annotated[str | None, typer.Option("--override", metavar="NAME", help="Who lets pass what stands against it.")]
Why = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why; recorded with the name.")]


def passed(name: str | None, reason: str | None) -> "Passed | None":
    """An override is a person and a reason, or none of both."""
    if name is None and reason is None:
        return None
    mend = '--override "Eva Roth" --reason "said so in the meeting"'
    if not (name or "").strip():
        raise UsageError("an override needs the name of who decided it", code="no_name", mend=mend)
    if not (reason or "").strip():
        raise UsageError("an override needs its reason", code="no_reason", mend=mend)
    from cmokit.runs.override import Passed

    return Passed(str(name).strip(), str(reason).strip())
