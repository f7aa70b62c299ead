"""The register source_of_truth may not say otherwise than `systems.leading` in engagement.yaml: figures rest on one."""

from datetime import date

from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import CmokitError, ConfigurationError, ManyErrors
from cmokit.registers.base import Around
from cmokit.registers.check import found_in, leading_of
from cmokit.registers.source_of_truth import CONTRADICTS, SOURCE_OF_TRUTH


def refuse_contradictions(folder: ClientFolder, engagement: Engagement) -> None:
    """Raises ManyErrors of ConfigurationError: one line for each kind of data on which the two differ."""
    told = found_in(folder, SOURCE_OF_TRUTH, Around(date.min, leading=leading_of(engagement)))
    path = SOURCE_OF_TRUTH.file(folder)
    faults: list[CmokitError] = [
        ConfigurationError(one.message, one.code, path, one.line, one.field, one.id, mend=one.mend)
        for one in told
        if one.code == CONTRADICTS or one.kind == "fault"
    ]
    if faults:
        raise ManyErrors(faults)
