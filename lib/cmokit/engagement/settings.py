"""workspace.yaml: the consultant's own brand, and what a new engagement starts from."""

from pathlib import Path

from pydantic import Field

from cmokit.engagement.load import validated
from cmokit.engagement.parts import Brand
from cmokit.engagement.values import Country, Currency, LocaleName, Part, Timezone
from cmokit.engagement.yaml_text import read_yaml


class Defaults(Part):
    """What `cmokit new` proposes."""

    currency: Currency | None = Field(default=None, description="three capital letters (ISO 4217) such as EUR")
    timezone: Timezone | None = Field(default=None, description="a time zone such as Europe/Berlin")
    country: Country | None = Field(default=None, description="two capital letters (ISO 3166) such as DE")
    locale: LocaleName | None = Field(default=None, description="formats of numbers, dates and money, such as en_GB")


class WorkspaceSettings(Part):
    """The consultant's side of every report."""

    brand: Brand = Field(
        default=Brand(), description="the consultant's brand: name, logo, color, contact, confidentiality"
    )
    defaults: Defaults = Field(default=Defaults(), description="what a new engagement starts from")


def load_settings(path: Path) -> WorkspaceSettings:
    """workspace.yaml, its defaults where the file is missing or empty; ManyErrors with every fault otherwise."""
    if not path.is_file():
        return WorkspaceSettings()
    read = read_yaml(path)
    if read.values is None and not read.faults:
        return WorkspaceSettings()
    return validated(read, WorkspaceSettings)
