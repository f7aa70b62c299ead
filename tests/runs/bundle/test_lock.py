"""What the lock asks for on each platform, and whether a folder of wheels holds it."""

import hashlib
from pathlib import Path

import pytest

from cmokit.engagement.kit import repository
from cmokit.errors import RunFailed
from cmokit.runs.bundle.lock import Platform, Target, normal, pins, pins_for, target
from cmokit.runs.bundle.wheels import incomplete

A, B = (hashlib.sha256(name.encode()).hexdigest() for name in ("a", "b"))
LOCK = f"""\
Colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:{A}
    # via
    #   -c (workspace)
    #   typer
pytest==9.0.0 \\
    --hash=sha256:{A}
    # via
    #   -c (workspace)
    #   cmokit (pyproject.toml:dev)
typer==0.29.2 \\
    --hash=sha256:{A} \\
    --hash=sha256:{B}
    # via
    #   -c (workspace)
    #   cmokit (pyproject.toml)
"""


def on(platform: Platform) -> Target:
    return target(platform)


def test_only_what_the_kit_needs_to_run_is_asked_for_with_what_that_needs():
    assert [pin.name for pin in pins_for(LOCK, on(Platform.LINUX))] == ["typer"]
    assert [pin.name for pin in pins_for(LOCK, on(Platform.WINDOWS))] == ["Colorama", "typer"]


def test_a_line_goes_to_the_index_with_every_hash_and_without_its_marker():
    (pin,) = pins_for(LOCK, on(Platform.MACOS))
    assert pin.line == f"typer==0.29.2 --hash=sha256:{A} --hash=sha256:{B}"


def test_our_own_lock_pins_every_direct_dependency_on_every_platform():
    import tomllib

    root = repository()
    assert root is not None
    wanted = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {normal(text.split("[")[0].split(">")[0].split("=")[0].split("<")[0]) for text in wanted}
    lock = (root / "requirements.lock").read_text("utf-8")
    for platform in Platform:
        found = {normal(pin.name) for pin in pins_for(lock, on(platform))}
        assert names - found == set()
        assert "pytest" not in found
        assert {pin.name for pin in pins(lock) if not pin.hashes} == set()


@pytest.mark.parametrize("text", ["", "no lock at all\n", "typer==1.0 \\\n    --hash=sha256:00\n"])
def test_a_text_that_pins_nothing_for_us_is_refused(text: str):
    with pytest.raises(RunFailed):
        pins_for(text, on(Platform.LINUX))


def wheel(folder: Path, name: str, content: bytes = b"a") -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)


def faults(folder: Path, platform: Platform) -> list[str]:
    return [fault.code for fault in incomplete(folder, pins_for(LOCK, on(platform)), on(platform))]


def test_a_folder_with_every_wheel_is_complete(tmp_path: Path):
    wheel(tmp_path, "typer-0.29.2-py3-none-any.whl")
    assert faults(tmp_path, Platform.LINUX) == []
    assert faults(tmp_path, Platform.WINDOWS) == ["wheel_missing"]


def test_a_wheel_for_another_platform_is_none(tmp_path: Path):
    wheel(tmp_path, "typer-0.29.2-cp311-cp311-win_amd64.whl")
    assert faults(tmp_path, Platform.LINUX) == ["wheel_missing"]


def test_a_wheel_of_another_version_is_none(tmp_path: Path):
    wheel(tmp_path, "typer-0.29.1-py3-none-any.whl")
    assert faults(tmp_path, Platform.LINUX) == ["wheel_missing"]


def test_a_wheel_with_other_bytes_than_the_lock_names_is_told(tmp_path: Path):
    wheel(tmp_path, "typer-0.29.2-py3-none-any.whl", b"something else")
    assert faults(tmp_path, Platform.LINUX) == ["wheel_changed"]
