"""The parameters of each phase's notebook, validated before a kernel starts.

papermill checks nothing: a wrong type passes, an unknown name is a log line, 007 becomes 7. So a run goes through here.
"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cmokit.errors import CmokitError, ManyErrors, UsageError
from cmokit.vocabulary import Phase


class PhaseParameters(BaseModel):
    """What every phase's notebook takes. Secrets are never parameters: name an environment variable instead."""

    model_config = ConfigDict(extra="forbid", strict=False)

    client: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    as_of: date | None = None
    snapshot: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")] | None = None
    run: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,100}$")] | None = None


class AuditParameters(PhaseParameters):
    """The audit's notebook: nothing beyond the common ones."""


PARAMETERS: dict[Phase, type[PhaseParameters]] = {Phase.AUDIT: AuditParameters}
NOTEBOOKS: dict[Phase, str] = {Phase.AUDIT: "1_audit.ipynb"}


def validated(phase: Phase, values: dict[str, object]) -> PhaseParameters:
    """The phase's parameters from loose values; every fault in one pass as UsageError (exit code 2)."""
    model = PARAMETERS[phase]
    try:
        return model.model_validate(values)
    except ValidationError as fault:
        raise ManyErrors([_usage_error(error, model) for error in fault.errors()]) from None


def _usage_error(error: object, model: type[PhaseParameters]) -> CmokitError:
    said = dict(error)  # type: ignore[call-overload]
    name = ".".join(str(part) for part in said["loc"])
    return UsageError(
        f"parameter {name}: {said['msg']}",
        code="parameter",
        column=name,
        found=repr(said.get("input")),
        wanted=", ".join(model.model_fields),
        mend="cmokit run CLIENT PHASE -p name=value with one of the wanted names",
    )


def as_notebook_values(parameters: PhaseParameters) -> dict[str, str]:
    """What papermill writes into the notebook: text only, so that nothing is guessed on the way."""
    return {name: str(value) for name, value in parameters.model_dump().items() if value is not None}
