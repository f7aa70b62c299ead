"""The parameters of each phase's notebook, validated before a kernel starts.

papermill checks nothing: a wrong type passes, an unknown name is a log line, 007 becomes 7. So a run goes through here.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cmokit.errors import CmokitError, ManyErrors, UsageError
from cmokit.vocabulary import Meeting, Phase


class PhaseParameters(BaseModel):
    """What every phase's notebook takes. Secrets are never parameters: name an environment variable instead."""

    model_config = ConfigDict(extra="forbid", strict=False)

    client: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    as_of: date | None = None
    snapshot: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")] | None = None
    run: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,100}$")] | None = None


class AuditParameters(PhaseParameters):
    """The audit's notebook: nothing beyond the common ones."""


class BaselineParameters(PhaseParameters):
    """The baseline's notebook: nothing beyond the common ones; what is agreed stands in engagement.yaml."""


class PilotParameters(PhaseParameters):
    """The pilot's notebook: nothing beyond the common ones; the experiments stand in their register."""


class ScaleParameters(PhaseParameters):
    """The scale notebook: nothing beyond the common ones."""


class HandoverParameters(PhaseParameters):
    """The handover's notebook: nothing beyond the common ones."""


class UpdateParameters(PhaseParameters):
    """The update's notebook. meeting: what it is made for."""

    meeting: Meeting = Meeting.WEEKLY


PARAMETERS: dict[Phase, type[PhaseParameters]] = {
    Phase.AUDIT: AuditParameters,
    Phase.BASELINE: BaselineParameters,
    Phase.PILOT: PilotParameters,
    Phase.SCALE: ScaleParameters,
    Phase.HANDOVER: HandoverParameters,
    Phase.UPDATE: UpdateParameters,
}
NOTEBOOKS: dict[Phase, str] = {
    Phase.AUDIT: "1_audit.ipynb",
    Phase.BASELINE: "2_baseline.ipynb",
    Phase.PILOT: "3_pilot.ipynb",
    Phase.SCALE: "4_scale.ipynb",
    Phase.HANDOVER: "5_handover.ipynb",
    Phase.UPDATE: "update.ipynb",
}


def notebook_name(phase: Phase) -> str:
    """The file name of a phase's notebook; UsageError for a phase that the kit has none for."""
    if phase not in NOTEBOOKS:
        raise UsageError(f"the kit has no notebook for {phase} yet", code="no_notebook", wanted=", ".join(NOTEBOOKS))
    return NOTEBOOKS[phase]


def added(phase: Phase, parameters: Mapping[str, object]) -> dict[str, object]:
    """Parameters that a person adds to a run; UsageError for those that the command itself sets.

    Another client's name here would publish that client's figures in this one's folder.
    """
    own = sorted(set(parameters) & set(PhaseParameters.model_fields))
    if own:
        raise UsageError(
            f"parameter {own[0]} is set by the command itself",
            code="parameter",
            column=own[0],
            found=str(parameters[own[0]]),
            wanted=_free(PARAMETERS[phase]),
            mend="say the day by --as-of, the files by --deliveries-of",
        )
    return dict(parameters)


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
        wanted=_free(model),
        mend="cmokit run CLIENT PHASE -p name=value with one of the wanted names",
    )


def _free(model: type[PhaseParameters]) -> str:
    """The parameters that a person may add."""
    names = [name for name in model.model_fields if name not in PhaseParameters.model_fields]
    return ", ".join(names) or "none: this phase takes no parameters of its own"


def as_notebook_values(parameters: PhaseParameters) -> dict[str, str]:
    """What papermill writes into the notebook: text only, so that nothing is guessed on the way."""
    return {name: str(value) for name, value in parameters.model_dump().items() if value is not None}
