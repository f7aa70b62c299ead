"""Publishing a finished folder: the new one takes the old one's place in one step, or the old one stays whole."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD = -100
_EXCHANGE = 2  # RENAME_EXCHANGE on Linux (linux/fs.h) and RENAME_SWAP on macOS (sys/stdio.h)
OLD = ".old"  # suffix of the folder that was published before, for the moment of the exchange
ARCHIVES = "*.zip"  # of a handover: made beside a report, by no run, and carried over to the next one


def publish(finished: Path, target: Path) -> None:
    """Put `finished` in place of `target`. Both lie in one file system; the former target is deleted, its archives are
    carried over.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for archive in sorted(target.glob(ARCHIVES)):
        shutil.copy2(archive, finished / archive.name)
    _sync(finished)
    if not target.exists():
        os.rename(finished, target)
        return
    if _exchanged(finished, target):
        shutil.rmtree(finished)
        return
    old = target.with_name(f".{target.name}{OLD}")
    os.rename(target, old)
    os.rename(finished, target)
    shutil.rmtree(old)


def repair(target: Path) -> None:
    """Mend what a killed publication left: the old folder comes back where no new one took its place."""
    old = target.with_name(f".{target.name}{OLD}")
    if not old.exists():
        return
    if target.exists():
        shutil.rmtree(old)
    else:
        os.rename(old, target)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one system call, where the system has it."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(os.fsencode(one), os.fsencode(other), _EXCHANGE) == 0)
        return bool(libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0)
    except (AttributeError, OSError, TypeError):
        return False


def _sync(folder: Path) -> None:
    """Every file of a folder onto the disk before its name becomes the published one."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
