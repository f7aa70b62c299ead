"""What `cmokit doctor` looks at: the machine, the kit, the workspace, each engagement."""

import importlib.metadata
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cmokit.engagement.kit import FOLDERS, kit_folder, repository
from cmokit.errors import CmokitError

if TYPE_CHECKING:
    from cmokit.engagement.model import Engagement
    from cmokit.engagement.workspace import ClientFolder, Workspace

OK, WARN, FAIL = "ok", "warn", "fail"
TESTED_PYTHON = (3, 11)
# Columns whose text stands in reports: names of people, companies, deals and campaigns.
PRINTED = {
    "contacts": ("first_name", "last_name", "job_title"),
    "companies": ("name",),
    "opportunities": ("name", "stage"),
    "campaigns": ("name", "campaign"),
    "ad_spend": ("campaign",),
}
LITTLE_SPACE_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Check:
    """One check. state: ok, warn or fail. mend: what to do where it is not ok."""

    name: str
    state: str
    message: str
    mend: str | None = None

    def as_json(self) -> dict[str, str | None]:
        return asdict(self)


def checks(workspace: "Workspace", today: date) -> Iterator[Check]:
    """All checks, the machine's first."""
    yield _python()
    yield packages()
    yield _fonts()
    yield from _kit()
    yield _writable(workspace)
    yield _space(workspace)
    yield _settings(workspace)
    from cmokit.cli.register_checks import register_checks

    for slug in workspace.clients():
        yield from _engagement(workspace.client(slug), today)
        yield from register_checks(workspace.client(slug))


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] == TESTED_PYTHON:
        return Check("python", OK, version)
    if sys.version_info[:2] > TESTED_PYTHON:
        return Check("python", WARN, f"{version} is allowed, but untested", "use Python 3.11")
    return Check("python", FAIL, f"{version} is too old", "use Python 3.11")


def lock_file() -> Path:
    """The lock that this kit was released with: in the repository, else in the wheel."""
    return (repository() or kit_folder("notebooks").parent) / "requirements.lock"


def packages() -> Check:
    """Installed versions against requirements.lock; a package that is not installed is an extra or another system's."""
    lock = lock_file()
    if not lock.is_file():
        return Check("packages", WARN, "there is no requirements.lock to compare with", "install cmokit again")
    pinned: dict[str, list[str]] = {}  # some are pinned twice, once for each range of Pythons
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock.read_text("utf-8"), flags=re.MULTILINE):
        pinned.setdefault(name, []).append(version)
    installed = {_plain(d.name): d.version for d in importlib.metadata.distributions() if d.name}
    other = [
        f"{name} {installed[_plain(name)]} instead of {' or '.join(versions)}"
        for name, versions in sorted(pinned.items())
        if installed.get(_plain(name), versions[0]) not in versions
    ]
    if other:
        named = ", ".join(other[:5]) + (" …" if len(other) > 5 else "")
        mend = "install the versions of requirements.lock; the kit is tested with those"
        return Check("packages", WARN, f"{len(other)} differ from the lock: {named}", mend)
    return Check("packages", OK, f"{len(pinned)} as requirements.lock pins them")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _fonts() -> Check:
    from cmokit.render import fonts

    try:
        missing = [path.name for path in fonts.font_files() if not path.is_file()]
    except ModuleNotFoundError as error:
        missing = [str(error.name)]
    if missing:
        return Check("fonts", FAIL, f"missing: {', '.join(missing)}", "install cmokit again with its dependencies")
    return Check("fonts", OK, ", ".join(fonts.FAMILIES))


def _scripts(client: "ClientFolder") -> Iterator[tuple[str, str]]:
    """Scripts in the client's data that no font of the kit can print."""
    from cmokit.render.fonts import missing_scripts

    for script, text in sorted(missing_scripts(sorted(_foreign_texts(client))).items()):
        yield (
            f"its data holds {script}, which no font of the kit can print; first in {text[:40]!r}",
            "reports will name the script in brackets instead of the letters",
        )


def _foreign_texts(client: "ClientFolder") -> set[str]:
    """Texts beyond ASCII in the columns that reports print."""
    current = client.tables / "current"
    if not current.is_file():
        return set()
    import pyarrow.parquet as pq

    texts: set[str] = set()
    for table, columns in PRINTED.items():
        path = client.tables / current.read_text("utf-8").strip() / f"{table}.parquet"
        if path.is_file():
            known = [column for column in columns if column in pq.read_schema(path).names]
            for values in pq.read_table(path, columns=known).columns:
                texts.update(text for text in values.unique().to_pylist() if text and not text.isascii())
    return texts


def _kit() -> Iterator[Check]:
    for name in FOLDERS:
        try:
            folder = kit_folder(name)
        except CmokitError as error:
            yield Check(f"kit {name}", FAIL, error.message, error.mend)
            continue
        is_empty = not any(path.is_file() for path in folder.rglob("*"))
        yield Check(f"kit {name}", FAIL if is_empty else OK, "is empty" if is_empty else str(folder))


def _writable(workspace: "Workspace") -> Check:
    for folder in (workspace.engagements, workspace.root / "reports", workspace.root):
        if not folder.is_dir():
            continue
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            reason = error.strerror or str(error)
            return Check("workspace", FAIL, f"{folder} cannot be written: {reason}", "mend the folder's rights")
    count = len(workspace.clients())
    return Check("workspace", OK, f"{workspace.root}, {count} client{'' if count == 1 else 's'}")


def _space(workspace: "Workspace") -> Check:
    free = shutil.disk_usage(workspace.root).free
    said = f"{free / 1e9:.1f} GB free"
    if free < LITTLE_SPACE_BYTES:
        return Check("disk space", WARN, said, "free at least 2 GB: snapshots of tables are kept")
    return Check("disk space", OK, said)


def _settings(workspace: "Workspace") -> Check:
    try:
        name = workspace.brand.name
    except CmokitError as error:
        return Check("workspace.yaml", FAIL, str(error))
    if name is None:
        mend = f"write 'brand: {{name: …}}' into {workspace.settings_file}"
        return Check("workspace.yaml", WARN, "your own brand is not set; covers say nothing of who prepared them", mend)
    return Check("workspace.yaml", OK, name)


def _engagement(client: "ClientFolder", today: date) -> Iterator[Check]:
    from cmokit.engagement.load import load_engagement

    name = f"client {client.slug}"
    try:
        engagement = load_engagement(client.engagement_file)
    except CmokitError as error:
        yield Check(name, FAIL, str(error), error.mend)
        return
    yield Check(name, OK, f"{engagement.name}: engagement.yaml is valid")
    yield from (Check(name, WARN, message, mend) for message, mend in _remarks(engagement, client, today))


def _remarks(engagement: "Engagement", client: "ClientFolder", today: date) -> Iterator[tuple[str, str]]:
    """What is valid, and yet worth a look."""
    delete_on = engagement.personal_data.delete_on
    if delete_on and delete_on <= today:
        yield f"its personal data was to be deleted on {delete_on}", "delete the data, or agree on a later day"
    for channel, near in _own_channels(engagement):
        yield (
            f"the channel {channel} is none of the kit's; near it: {near}",
            "correct it, or leave it as the client's own",
        )
    yield from _scripts(client)
    pictures = [engagement.brand.logo, engagement.template]
    for path in [picture for picture in pictures if picture]:
        if not (client.root / path).is_file():
            yield f"{path} is not in its folder", f"copy it to {client.root}"


def _own_channels(engagement: "Engagement") -> Iterator[tuple[str, str]]:
    """Channel names of the rules that look like a misspelt one of the kit's."""
    import difflib

    from cmokit.vocabulary import Channel

    known = [channel.value for channel in Channel]
    rules = engagement.channels
    used = {rule.channel for rule in rules.discount_codes} | {rule.channel for rule in rules.answers}
    for channel in sorted(used - set(known)):
        if near := difflib.get_close_matches(channel, known, n=1, cutoff=0.8):
            yield channel, near[0]
