"""What `cmokit doctor` looks at in a client's registers and issued copies."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmokit.cli.checks import FAIL, OK, Check
from cmokit.errors import CmokitError

if TYPE_CHECKING:
    from cmokit.engagement.workspace import ClientFolder


def register_checks(client: "ClientFolder") -> Iterator[Check]:
    """Each fault of a register; whether issued copies are as they were. Nothing for a client without any."""
    from cmokit.registers.base import read_register
    from cmokit.registers.catalog import CATALOG

    for register in CATALOG:
        try:
            read_register(client, register)
        except CmokitError as error:
            for line in str(error).split("\n"):
                yield Check(f"register {register.name}", FAIL, line, "correct that line")
    yield from _copies(client)


def _copies(client: "ClientFolder") -> Iterator[Check]:
    from cmokit.runs.issued import changed_since, issued_copies

    copies = issued_copies(client)
    changed = [(copy, files) for copy in copies if (files := changed_since(copy))]
    for copy, files in changed:
        message = f"{copy.folder.name}: {', '.join(files)} is no longer as it was issued"
        yield Check("issued copies", FAIL, message, "bring it back from a backup; an issued copy is never mended")
    if copies and not changed:
        yield Check("issued copies", OK, f"{client.slug}: {len(copies)} as they were issued")
