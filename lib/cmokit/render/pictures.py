"""Pictures that an analyst adds: decoded and written anew, so that only pixels reach a deliverable."""

import re
import struct
from io import BytesIO

MOST_PIXELS = 40_000_000
WIDEST = 2000  # pixels that are kept


def png_of(content: bytes) -> bytes | None:
    """Any picture that Pillow reads, as PNG without its metadata; None for anything else."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            shown = picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    if shown.width > WIDEST:
        shown = shown.resize((WIDEST, max(round(shown.height * WIDEST / shown.width), 1)))
    written = BytesIO()
    shown.save(written, "PNG")
    return written.getvalue()


def png_size(content: bytes) -> tuple[float, float]:
    """Width and height in points, at 96 pixels an inch; read from the file's own head."""
    wide, high = struct.unpack(">II", content[16:24])
    return wide * 0.75, high * 0.75


def svg_size(content: bytes) -> tuple[float, float]:
    """Width and height in points of a chart that we drew; read from the file's own head."""
    found = re.search(rb'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"', content)
    assert found is not None
    return float(found[1]), float(found[2])
