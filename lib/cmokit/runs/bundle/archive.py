"""Writing an archive: the same content is the same bytes, whoever writes it and whenever."""

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

_BEFORE_ALL_TIME = (1980, 1, 1, 0, 0, 0)  # the first moment that an archive can name
_FILE = 0o100600 << 16
_PACKED = {".whl", ".png", ".jpg", ".pdf", ".xlsx", ".docx", ".pptx", ".parquet", ".zip"}  # gain nothing
_CHUNK = 1 << 20
Content = bytes | Path
MANIFEST = "MANIFEST.sha256"


def write_zip(target: IO[bytes], files: Mapping[str, Content], packed: int = zipfile.ZIP_DEFLATED) -> None:
    """files: name within the archive → its content, or the file that holds it."""
    with zipfile.ZipFile(target, "w", packed) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _BEFORE_ALL_TIME)
            info.external_attr = _FILE
            info.compress_type = zipfile.ZIP_STORED if Path(name).suffix in _PACKED else packed
            _add(archive, info, files[name])


def _add(archive: zipfile.ZipFile, info: zipfile.ZipInfo, content: Content) -> None:
    if isinstance(content, bytes):
        archive.writestr(info, content)
        return
    info.file_size = content.stat().st_size
    with content.open("rb") as source, archive.open(info, "w") as into:
        while part := source.read(_CHUNK):
            into.write(part)


def manifest_of(files: Mapping[str, Content]) -> bytes:
    """Every file with its hash, as sha256sum writes and checks it."""
    return "".join(f"{sha256_of(files[name])}  {name}\n" for name in sorted(files)).encode()


def sha256_of(content: Content) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
