"""One writer an engagement at a time: a second command is told who is at work, and does not wait in the dark."""

import getpass
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import PRIVATE_FILE, make_folder, write_text
from cmokit.errors import RunFailed

FILE_NAME = ".lock"


@contextmanager
def engagement_lock(client: ClientFolder, doing: str = "a run") -> Iterator[None]:
    """Hold the engagement's lock; RunFailed with who, since when and which process where another command holds it.

    doing: what is under way, in words such as "a run". A killed command leaves no lock: the system frees it.
    """
    from filelock import FileLock, Timeout

    make_folder(client.root)
    held = FileLock(client.root / FILE_NAME, timeout=0, mode=PRIVATE_FILE)
    try:
        held.acquire()
    except Timeout as error:
        raise _busy(client) from error
    holder = _holder(client)
    try:
        write_text(holder, json.dumps(_who(doing)))
        yield
    finally:
        holder.unlink(missing_ok=True)
        held.release()


locked = engagement_lock


def _holder(client: ClientFolder) -> Path:
    """Beside the lock, because Windows lets nobody read a locked file."""
    return client.root / f"{FILE_NAME}.json"


def _who(doing: str) -> dict[str, object]:
    return {
        "doing": doing,
        "user": _user(),
        "pid": os.getpid(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


def _busy(client: ClientFolder) -> RunFailed:
    who: dict[str, object] = {}
    with suppress(OSError, ValueError):
        who = json.loads(_holder(client).read_text("utf-8"))
    doing, since = who.get("doing", "another command"), who.get("since", "a moment ago")
    return RunFailed(
        f"{doing} is under way for {client.slug} since {since}, started by {who.get('user', 'somebody')}, "
        f"pid {who.get('pid', 'unknown')}",
        code="busy",
        file=client.root,
        mend="wait until it has finished; reading and open notebooks are not affected",
    )
