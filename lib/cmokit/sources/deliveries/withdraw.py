"""Taking a wrong file out of use: the inbox keeps it, the ledger says why, and the tables are made without it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import UsageError
from cmokit.sources.deliveries.in_use import Snapshot
from cmokit.sources.deliveries.keep import keep, staging_folder
from cmokit.sources.deliveries.ledger import Received, read_ledger
from cmokit.sources.deliveries.snapshot import select, snapshot_of


def withdraw(client: ClientFolder, engagement: Engagement, file: str, reason: str, *, today: date) -> Snapshot:
    """Take a file out of use: by its name, its path in the inbox, or the beginning of its hash. The inbox keeps it.

    Raises UsageError where none or several fit.
    """
    with engagement_lock(client, "a withdrawal"), staging_folder(client) as staging:
        ledger = read_ledger(client)
        chosen = _one_file(ledger, file)
        gone = replace(chosen, is_withdrawn=True, withdrawn_on=today, reason=reason)
        entries = tuple(gone if entry == chosen else entry for entry in ledger)
        snapshot, _ = snapshot_of(client, engagement, select(entries), into=staging)
        keep(client, {}, entries, snapshot, staging)
        return replace(snapshot, folder=client.tables / snapshot.id)


def _one_file(ledger: Iterable[Received], file: str) -> Received:
    in_use = [entry for entry in ledger if not entry.is_withdrawn]
    fitting = [
        e for e in in_use
        if file in (*e.all_names, e.path, f"inbox/{e.path}") or (len(file) >= 6 and e.sha256.startswith(file.lower()))
    ]  # fmt: skip
    exact = [e for e in fitting if file in (e.path, f"inbox/{e.path}")] or fitting
    if len(exact) == 1:
        return exact[0]
    known = ", ".join(sorted(e.path for e in (exact or in_use)))
    problem = "several files fit" if exact else "no file in use is called so"
    raise UsageError(problem, code="which_file", found=file, wanted=f"one of {known}" if known else None)
