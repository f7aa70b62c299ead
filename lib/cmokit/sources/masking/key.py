"""The key that stays with the client: without it nobody can tell whose token a token is, nor make the same again."""

import secrets
from pathlib import Path

from cmokit.engagement.writing import PRIVATE_FILE, make_folder, write_text
from cmokit.errors import UsageError

HEAD = "cmokit mask key 1"
KEY_BYTES = 32


def default_key_file() -> Path:
    """Where the key lies unless said otherwise: in the home of whoever masks, where no delivery is packed from."""
    return Path.home() / ".cmokit" / "mask.key"


def load_key(file: Path, out: Path) -> tuple[bytes, bool]:
    """The key, and whether it was made just now (0600). Raises UsageError: inside `out`, or no key of cmokit's."""
    if file.resolve().is_relative_to(out.resolve()):
        raise UsageError(
            "the key may not lie in the folder that is sent", code="key_in_out", file=file,
            mend="name another place with --key",
        )  # fmt: skip
    if not file.exists():
        key = secrets.token_bytes(KEY_BYTES)
        make_folder(file.parent)
        write_text(file, f"{HEAD}\n{key.hex()}\n", mode=PRIVATE_FILE)
        return key, True
    return _read(file), False


def _read(file: Path) -> bytes:
    try:
        head, digits = file.read_text("utf-8").split("\n")[:2]
        key = bytes.fromhex(digits)
    except (OSError, ValueError):
        head, key = "", b""
    if head != HEAD or len(key) != KEY_BYTES:
        raise UsageError(
            "this is no key of cmokit mask", code="not_a_key", file=file,
            wanted="the file that the first masking made", mend="name that file with --key, or a new one",
        )  # fmt: skip
    return key
