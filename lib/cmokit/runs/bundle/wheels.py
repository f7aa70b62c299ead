"""The packages that the kit stands on, as wheels in a folder: fetched from the index, checked by the lock."""

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from cmokit.errors import CmokitError, ManyErrors, RunFailed
from cmokit.runs.bundle.lock import Pin, Platform, Target, normal, pins_for

_SHOWN = 400  # characters of the index's own words in an error


def fetch_wheels(lock: str, wanted: Target, folder: Path) -> tuple[Path, ...]:
    """Every wheel that the lock asks for on that platform, into `folder`. The only network call of a handover.

    Raises RunFailed where the index does not answer or lacks one; ManyErrors of it where the folder is not complete.
    """
    needed = pins_for(lock, wanted)
    with tempfile.TemporaryDirectory() as beside:
        listed = Path(beside) / "requirements.txt"
        listed.write_text("".join(f"{pin.line}\n" for pin in needed), "utf-8")
        _download(listed, wanted, folder)
    faults: list[CmokitError] = [*incomplete(folder, needed, wanted)]
    if faults:
        raise ManyErrors(faults)
    return tuple(sorted(folder.glob("*.whl")))


def incomplete(folder: Path, needed: Iterable[Pin], wanted: Target) -> Iterator[RunFailed]:
    """What is missing in a folder of wheels, and what is not what the lock says, a fault each."""
    there = {key: path for path in sorted(folder.glob("*.whl")) if (key := _named(path, wanted))}
    for pin in needed:
        path = there.get((normal(pin.name), pin.version))
        if path is None:
            yield RunFailed(
                f"no wheel of {pin.name} {pin.version} for {wanted.platform}, Python {wanted.python}",
                code="wheel_missing",
                file=folder.name,
                mend=f"cmokit handover … --wheels {wanted.platform}, where the index has it",
            )
        elif hashlib.sha256(path.read_bytes()).hexdigest() not in pin.hashes:
            yield RunFailed("this wheel is not the one that the lock names", code="wheel_changed", file=path.name)


def _named(path: Path, wanted: Target) -> tuple[str, str] | None:
    """Name and version of a wheel that installs on the platform; None of any other file."""
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename

    try:
        name, version, _, tags = parse_wheel_filename(path.name)
    except InvalidWheelFilename:
        return None
    return (normal(name), str(version)) if tags & _accepted(wanted) else None


def _accepted(wanted: Target) -> frozenset[object]:
    from packaging.tags import compatible_tags, cpython_tags

    version = tuple(int(part) for part in wanted.python.split(".")[:2])
    platforms = [*wanted.tags, *_both_processors(wanted)]
    interpreter = f"cp{version[0]}{version[1]}"
    own = cpython_tags(version, [interpreter], platforms)
    return frozenset((*own, *compatible_tags(version, interpreter, platforms)))


def _both_processors(wanted: Target) -> Iterator[str]:
    """Wheels for macOS that hold both processors' code; older ones install on a newer system too."""
    if wanted.platform is Platform.MACOS:
        newest = [int(tag.split("_")[1]) for tag in wanted.tags]
        yield from (f"macosx_{version}_0_universal2" for version in newest)
        yield from (f"macosx_10_{minor}_universal2" for minor in range(16, 3, -1))


def _download(listed: Path, wanted: Target, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--require-hashes", "--implementation", "cp", "--python-version", wanted.python]
    command += [word for tag in wanted.tags for word in ("--platform", tag)]
    command += ["--requirement", str(listed), "--dest", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()[-1:]
        raise RunFailed(
            f"the package index did not give every wheel for {wanted.platform}",
            code="wheels_not_fetched",
            found=" ".join(said[-2:])[:_SHOWN] or None,
            mend="try again with the network, or leave --wheels out: the runbook then says how they are fetched",
        )
