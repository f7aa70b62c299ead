"""The kit itself as a wheel: built from the repository, or from its own installed files where there is none."""

import base64
import hashlib
import importlib.util
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import cmokit
from cmokit.engagement.kit import repository
from cmokit.errors import RunFailed
from cmokit.runs.bundle.archive import write_zip

_NAME = f"cmokit-{cmokit.__version__}-py3-none-any.whl"
_INSTALLERS_OWN = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "RECORD.jws", "RECORD.p7s")


def kit_wheel() -> tuple[str, bytes]:
    """Its file name and content. Raises RunFailed where it cannot be made."""
    root = repository()
    return _built(root) if root else _from_installed(_installed())


def _built(root: Path) -> tuple[str, bytes]:
    """By the backend that the lock holds, without a network."""
    if importlib.util.find_spec("hatchling") is None:
        raise RunFailed(
            "the kit cannot be made into a wheel: hatchling is not installed",
            code="no_build_backend",
            mend="python -m pip install --require-hashes -r requirements.lock",
        )
    with tempfile.TemporaryDirectory() as beside:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", beside]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        made = sorted(Path(beside).glob("*.whl"))
        if done.returncode or not made:
            raise RunFailed("the kit's wheel was not built", "wheel_not_built", root, found=done.stderr[-300:] or None)
        return made[0].name, made[0].read_bytes()


def _installed() -> Distribution:
    try:
        return distribution("cmokit")
    except PackageNotFoundError as error:
        raise RunFailed("the kit is not installed as a package", "kit_incomplete", mend="install cmokit") from error


def _from_installed(found: Distribution) -> tuple[str, bytes]:
    """The files that the installer laid down, with a new record of them: commands and compiled files are the
    installer's own.
    """
    files = {name: path.read_bytes() for name, path in _own_files(found)}
    if not any(name.startswith("cmokit/_kit/") for name in files):
        raise RunFailed(
            "the installed kit lacks its notebooks and samples, so no wheel can be made of it",
            code="kit_incomplete",
            file=Path(cmokit.__file__).parent,
            mend="install cmokit from its wheel",
        )
    record = f"{_info(found)}/RECORD"
    content = io.BytesIO()
    write_zip(content, {**files, record: _record(files, record)}, zipfile.ZIP_DEFLATED)
    return _NAME, content.getvalue()


def _own_files(found: Distribution) -> Iterator[tuple[str, Path]]:
    info = _info(found)
    for file in found.files or ():
        name = file.as_posix()
        is_own = name.startswith("cmokit/") or (name.startswith(info) and file.name not in _INSTALLERS_OWN)
        if is_own and "__pycache__" not in file.parts:
            yield name, Path(str(file.locate()))


def _info(found: Distribution) -> str:
    return f"cmokit-{found.version}.dist-info"


def _record(files: Mapping[str, bytes], record: str) -> bytes:
    lines = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in sorted(files.items())]
    return "".join(f"{line}\n" for line in (*lines, f"{record},,")).encode()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
