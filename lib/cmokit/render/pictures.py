"""Pictures that an analyst adds: decoded and written anew, so that only pixels reach a deliverable."""

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
