"""What the kit's lock asks for on one platform: read from requirements.lock alone, without asking any index.

The lock names for each package who wants it (`# via`), so what only the kit's makers need can be left out.
"""

import platform
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cmokit.errors import RunFailed

_PIN = re.compile(r"(?P<name>[\w.-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]*?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_KIT = "cmokit (pyproject.toml)"  # whom the lock names for what the kit itself imports


class Platform(StrEnum):
    """For which computers wheels are put into the archive."""

    LINUX = "linux"
    MACOS = "macos"
    WINDOWS = "windows"


@dataclass(frozen=True)
class Target:
    """A platform as packages describe it. tags: what wheels may be made for, the most wanted first. environment: the
    names that markers ask for. python: the full version for which the archive is made.
    """

    platform: Platform
    python: str
    tags: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Pin:
    """One line of the lock. wanted_by: names of packages, lower case with dashes, or of the kit's own lists."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    wanted_by: tuple[str, ...]

    @property
    def line(self) -> str:
        """As an index's client reads it, without its marker."""
        return " ".join((f"{self.name}=={self.version}", *(f"--hash=sha256:{digest}" for digest in self.hashes)))


_GLIBC = (28, 27, 26, 25, 24, 17, 12, 5)
_MACOS = (14, 13, 12, 11)
_MACHINES = {Platform.LINUX: "x86_64", Platform.MACOS: "arm64", Platform.WINDOWS: "AMD64"}
_RUNS_AS = {Platform.LINUX: "linux", Platform.MACOS: "darwin", Platform.WINDOWS: "win32"}
_SYSTEMS = {Platform.LINUX: "Linux", Platform.MACOS: "Darwin", Platform.WINDOWS: "Windows"}


def target(wanted: Platform) -> Target:
    """A platform with the usual processor, or with this computer's own where it is of that platform; for the Python
    that runs now.
    """
    is_here = sys.platform == _RUNS_AS[wanted]
    machine = platform.machine() if is_here else _MACHINES[wanted]
    python = platform.python_version()
    environment = {
        "sys_platform": _RUNS_AS[wanted],
        "platform_system": _SYSTEMS[wanted],
        "os_name": "nt" if wanted is Platform.WINDOWS else "posix",
        "platform_machine": machine,
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
        "implementation_name": "cpython",
        "implementation_version": python,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_version": "",
        "extra": "",
    }
    return Target(wanted, python, _tags(wanted, machine), environment)


def pins_for(lock: str, wanted: Target) -> tuple[Pin, ...]:
    """What the kit needs to run there, by name. lock: text of requirements.lock. Raises RunFailed on another."""
    from packaging.markers import Marker

    fitting = [pin for pin in pins(lock) if not pin.marker or Marker(pin.marker).evaluate(dict(wanted.environment))]
    needed = {normal(pin.name) for pin in fitting if _KIT in pin.wanted_by}
    while more := {normal(pin.name) for pin in fitting if needed & set(pin.wanted_by)} - needed:
        needed |= more
    found = tuple(sorted((pin for pin in fitting if normal(pin.name) in needed), key=lambda pin: normal(pin.name)))
    if not found:
        raise RunFailed("the lock names nothing that the kit needs", code="lock_unreadable", file="requirements.lock")
    return found


def pins(lock: str) -> tuple[Pin, ...]:
    """Every line of the lock, in its order, whatever the platform."""
    blocks: list[list[str]] = []
    for line in lock.splitlines():
        if line and not line[0].isspace() and not line.startswith("#"):
            blocks.append([line])
        elif blocks:
            blocks[-1].append(line)
    return tuple(_pin(block) for block in blocks)


def normal(name: str) -> str:
    """A package's name as all its spellings have it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _pin(block: list[str]) -> Pin:
    found = _PIN.match(block[0])
    if found is None:
        raise RunFailed(
            "the lock holds a line that pins nothing", "lock_unreadable", "requirements.lock", found=block[0]
        )
    hashes = tuple(_HASH.findall("\n".join(block)))
    return Pin(found["name"], found["version"], (found["marker"] or "").strip(), hashes, tuple(_via(block)))


def _via(block: list[str]) -> Iterable[str]:
    for line in block:
        said = line.strip()
        if said.startswith("#"):
            name = said.lstrip("# ").removeprefix("via").strip()
            if name and not name.startswith("-c"):
                yield name if name.startswith("cmokit ") else normal(name.split("[")[0])


def _tags(wanted: Platform, machine: str) -> tuple[str, ...]:
    if wanted is Platform.WINDOWS:
        return (f"win_{machine.lower()}",)
    if wanted is Platform.MACOS:
        return tuple(f"macosx_{version}_0_{machine}" for version in _MACOS)
    old = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
    every = (name for minor in _GLIBC for name in (f"manylinux_2_{minor}", old.get(minor)) if name)
    return tuple(f"{name}_{machine}" for name in every)
