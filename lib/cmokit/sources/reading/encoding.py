"""Bytes to text: which encoding, and what had to be guessed or mended.

UTF-8 and UTF-16 are proved by their own rules. A code page cannot be proved, so it is a warning, and the text is kept.
"""

import codecs
import re
from pathlib import Path

from cmokit.errors import DataNotReadable
from cmokit.sources.reading.codepages import decode_as, likely
from cmokit.sources.reading.raw import Warning_
from cmokit.sources.reading.records import physical_lines

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
_KANA = re.compile("[\u3040-\u30ff]")
_FAR_EAST = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
# What UTF-8 read as a Windows code page looks like: Ã¼, Â£, â€™.
_MOJIBAKE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def decode(data: bytes, path: Path) -> tuple[str, str, list[Warning_]]:
    """The text, the name of its encoding, and warnings. Without byte-order mark.

    Raises DataNotReadable: the file is empty or binary.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise DataNotReadable(
            message="the file is empty",
            code="empty_file",
            file=path.name,
            found=f"{len(data)} bytes",
            wanted="a header line and rows",
            mend="export it again",
        )
    text, name, warnings = _decode(data)
    _refuse_binary(text, path)
    if re.search("[\u00c2-\u00f4]", text):
        text, mended = _undo_double_encoding(text)
        warnings = warnings + mended
    return text, name, warnings


def _decode(data: bytes) -> tuple[str, str, list[Warning_]]:
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            return _unicode(data[len(mark) :], codec, name)
    without_mark = _utf16_without_mark(data)
    if without_mark:
        return _unicode(data, without_mark, without_mark)
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return _unicode(data, "utf-8", "utf-8")
    return _code_page(data)


def _unicode(data: bytes, codec: str, name: str) -> tuple[str, str, list[Warning_]]:
    """Decode; bytes that are none of this encoding are shown as U+FFFD and said, or read per line for UTF-8."""
    try:
        return data.decode(codec), name, []
    except UnicodeDecodeError as error:
        if codec == "utf-8" and error.start < len(data) - 3:
            text, _, warnings = _code_page(data)
            return text, name, warnings
        text = data.decode(codec, errors="replace")
        row = text[: text.index("\ufffd")].count("\n") + 1 if "\ufffd" in text else None
        return text, name, [Warning_("cut_character", row, None, f"bytes that are no {codec} are shown as \ufffd")]


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 shows by its zero bytes: all commas, digits and line ends have one, always on the same side."""
    head = data[: 1 << 16]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 20 < len(head) // 2:
        return None
    codec = "utf-16-le" if odd > even else "utf-16-be"
    return codec if min(even, odd) * 10 <= max(even, odd) else None


def _code_page(data: bytes) -> tuple[str, str, list[Warning_]]:
    """Not UTF-8 as a whole: Japanese, or lines of UTF-8 among lines of a Windows code page, or the code page alone."""
    if _is_japanese(data):
        return data.decode("cp932"), "shift_jis", [_guessed("shift_jis", None)]
    lines = re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", data)
    others = [i for i, line in enumerate(lines) if not _is_utf8(line)]
    codec = likely(b"".join(lines[i] for i in others))
    odd = set(others)
    text = "".join(decode_as(line, codec) if i in odd else line.decode() for i, line in enumerate(lines))
    if not any(not line.isascii() for i, line in enumerate(lines) if i not in odd):
        return text, codec, [_guessed(codec, others[0] + 1)]
    message = f"{len(others)} lines are not UTF-8 as the rest is; they were read as {codec}"
    return text, "utf-8", [Warning_("mixed_encodings", others[0] + 1, None, message)]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_japanese(data: bytes) -> bool:
    """Shift-JIS is believed only when it decodes throughout, shows kana, and little else beside Japanese."""
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        return False
    beyond = [c for c in text if ord(c) > 127]
    japanese = sum(1 for c in beyond if _FAR_EAST.match(c))
    return bool(_KANA.search(text)) and japanese * 10 >= len(beyond) * 9


def _guessed(name: str, row: int | None) -> Warning_:
    return Warning_("encoding_guessed", row, None, f"not Unicode; read as {name}, which no rule can prove")


def _refuse_binary(text: str, path: Path) -> None:
    head = text[:65536]
    if len(_CONTROL.findall(head)) * 50 > len(head):
        raise DataNotReadable(
            message="is no text",
            code="binary",
            file=path.name,
            found="bytes of no known text encoding",
            wanted="a CSV or tab-separated text file, an .xlsx workbook, or Parquet",
            mend="ask for the export as CSV in UTF-8",
        )


def _undo_double_encoding(text: str) -> tuple[str, list[Warning_]]:
    """Lines that are UTF-8 read as a Windows code page and written as UTF-8 again, read back; each case is said."""
    lines = physical_lines(text)
    mended = {i: fixed for i, line in enumerate(lines) if _MOJIBAKE.search(line) and (fixed := _undo(line))}
    if not mended:
        return text, []
    message = f"{len(mended)} lines were encoded twice (Ã¼ for ü); they were read back once"
    joined = "".join(mended.get(i, line) for i, line in enumerate(lines))
    return joined, [Warning_("doubly_encoded", min(mended) + 1, None, message)]


def _undo(line: str) -> str | None:
    try:
        return b"".join(_byte(c) for c in line).decode("utf-8")
    except UnicodeError:
        return None


def _byte(character: str) -> bytes:
    return bytes([ord(character)]) if ord(character) < 256 else character.encode("cp1252")
