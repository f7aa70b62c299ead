"""engagement.yaml of an older schema to the present one: shown as a diff, done only when asked, comments kept.

Schema 0 (no `schema`, or 0) wrote `client_name` for `name` and `tz` for `timezone`.
"""

import difflib
from dataclasses import dataclass
from pathlib import Path

from cmokit.engagement.edit import rename_key, with_values
from cmokit.engagement.load import check, schema_of
from cmokit.engagement.model import SCHEMA
from cmokit.engagement.writing import write_text
from cmokit.engagement.yaml_text import decoded, parse_yaml
from cmokit.errors import ConfigurationError

RENAMED_SINCE_0 = {"client_name": "name", "tz": "timezone"}


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade changes. diff: a unified diff, empty when the file is up to date."""

    file: Path
    before: str
    after: str

    @property
    def diff(self) -> str:
        lines = difflib.unified_diff(
            self.before.splitlines(keepends=True),
            self.after.splitlines(keepends=True),
            fromfile=f"{self.file.name} (now)",
            tofile=f"{self.file.name} (schema {SCHEMA})",
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def plan_upgrade(path: Path) -> Upgrade:
    """The file as the present schema writes it, checked as a whole; nothing is written."""
    before = decoded(path)
    number = schema_of(parse_yaml(path, before))
    after = _from_0(before, path) if number == 0 else before
    check(parse_yaml(path, after))
    return Upgrade(path, before, after)


def apply_upgrade(upgrade: Upgrade) -> None:
    """Write a planned upgrade; refused when the file was changed since the plan was made."""
    if decoded(upgrade.file) != upgrade.before:
        raise ConfigurationError("was changed meanwhile", "changed_meanwhile", upgrade.file, mend="upgrade again")
    write_text(upgrade.file, upgrade.after)


def _from_0(text: str, path: Path) -> str:
    keys = parse_yaml(path, text).values or {}
    for old, new in RENAMED_SINCE_0.items():
        if new not in keys:
            text = rename_key(text, old, new, path)
    if "schema" in keys:
        return with_values(text, {"schema": SCHEMA}, path)
    return _before_the_first_key(text, f"schema: {SCHEMA}\n", path)


def _before_the_first_key(text: str, line: str, path: Path) -> str:
    """A new first key, below the comment that heads the file and above the comment that explains the first key."""
    from cmokit.engagement.yaml_text import composed

    root = composed(path, text)
    start = root.value[0][0].start_mark.index if root is not None and root.id == "mapping" else 0
    return f"{text[:start]}{line}{text[start:]}"
