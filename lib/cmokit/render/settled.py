"""A Word document or slides as bytes that are equal whenever they are written."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def settled(document: Any) -> bytes:
    """The document with its members in one order, under one date, and without the template's picture."""
    written, settled = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(settled, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = ZipInfo(name, ZIP_EPOCH)
            member.compress_type, member.external_attr = ZIP_DEFLATED, 0o600 << 16
            target.writestr(member, source.read(name))
    return settled.getvalue()
