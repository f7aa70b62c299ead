"""engagement.yaml from the disk: valid as a whole, or every fault in one pass."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from cmokit.engagement.faults import in_words
from cmokit.engagement.model import SCHEMA, Engagement
from cmokit.engagement.stages import unknown_stages
from cmokit.engagement.yaml_text import YamlText, read_yaml
from cmokit.errors import CmokitError, ConfigurationError, ManyErrors

Model = TypeVar("Model", bound=BaseModel)


def load_engagement(path: Path) -> Engagement:
    """A client's engagement, or ManyErrors with one ConfigurationError a fault: line, key, found, wanted, mend."""
    return check(read_yaml(path))


def check(read: YamlText) -> Engagement:
    """As `load_engagement`, for text already read."""
    _refuse_other_schemas(read)
    engagement = validated(read, Engagement)
    _same_client(engagement, read)
    if faults := [*unknown_stages(engagement, read)]:
        raise ManyErrors(faults)
    return engagement


def validated(read: YamlText, model: type[Model]) -> Model:
    """A read file as a model; faults of the text and of the values come together."""
    faults = list(read.faults)
    if not isinstance(read.values, dict):
        found = "nothing" if read.values is None else type(read.values).__name__
        faults.append(
            ConfigurationError("holds no keys", "no_keys", read.file, 1, None, found, "lines of 'key: value'")
        )
        raise ManyErrors(faults)
    try:
        value = model.model_validate(read.values)
    except ValidationError as error:
        unread = {fault.column for fault in read.faults}  # a value that YAML cannot read is not missing as well
        faults += [fault for fault in in_words(error, read, model) if fault.column not in unread]
    if faults:
        raise ManyErrors(sorted(faults, key=lambda fault: fault.row or 0))
    return value


def schema_of(read: YamlText) -> int | None:
    """The schema number that a file names: 0 where it is missing, None where it is no whole number."""
    number = read.values.get("schema", 0) if isinstance(read.values, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _refuse_other_schemas(read: YamlText) -> None:
    number = schema_of(read)
    if number is None or number == SCHEMA:
        return
    raise ManyErrors([_older(read, number) if number < SCHEMA else _newer(read, number)])


def _older(read: YamlText, number: int) -> CmokitError:
    return ConfigurationError(
        "is written in an older form, which is never changed silently",
        "older_schema",
        read.file,
        read.line(("schema",)),
        "schema",
        found=str(number) if number else "none",
        wanted=str(SCHEMA),
        mend=f"cmokit doctor --upgrade {read.file.parent.name} (shows what changes)",
    )


def _newer(read: YamlText, number: int) -> CmokitError:
    return ConfigurationError(
        "is written for a newer cmokit",
        "newer_schema",
        read.file,
        read.line(("schema",)),
        "schema",
        found=str(number),
        wanted=str(SCHEMA),
        mend="install the newer cmokit",
    )


def _same_client(engagement: Engagement, read: YamlText) -> None:
    """A file copied from another client would publish this client's figures under that one's name."""
    folder = read.file.resolve().parent
    if folder.parent.name != "engagements" or folder.name == engagement.client:
        return
    fault = ConfigurationError(
        "names another client than its folder does",
        "other_client",
        read.file,
        read.line(("client",)),
        "client",
        found=engagement.client,
        wanted=folder.name,
        mend=f"write client: {folder.name}, and look whether the rest was copied from another client too",
    )
    raise ManyErrors([fault])
