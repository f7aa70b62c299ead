"""Which Windows code page a text that is not Unicode is likeliest in; no rule can prove one."""

import re

# The commonest letters of each script; a text read in the wrong code page shows few of them.
_COMMON = {"cp1251": "оеаинтср", "cp1253": "αοιετσνρ", "cp1255": "יוהלארמת", "cp1256": "اليمنروت"}
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")
# Letters of cp1250 that in cp1252 are symbols, which do not stand within words: Paw³a for Pawła.
_SYMBOL_IN_WORD = re.compile(r"[^\W\d_][¹³¿¼¾£¥][^\W\d_]")


def likely(data: bytes) -> str:
    """cp1252, or another where words of letters beyond ASCII alone (Greek, Cyrillic) or symbols within words say so."""
    sample = data[: 1 << 20]
    high = len(_HIGH.findall(sample))
    in_runs = sum(len(run) for run in _HIGH_RUN.findall(sample))
    if high and in_runs * 10 >= high * 5:
        return max(_COMMON, key=lambda codec: _share(sample, codec))
    return "cp1250" if _SYMBOL_IN_WORD.search(sample.decode("cp1252", errors="replace")) else "cp1252"


def decode_as(data: bytes, codec: str) -> str:
    """The text; a byte that the code page does not define is read as Latin-1 reads it."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return "".join(_one(byte, codec) for byte in data)


def _one(byte: int, codec: str) -> str:
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)


def _share(sample: bytes, codec: str) -> float:
    letters = [c for c in sample.decode(codec, errors="ignore").lower() if ord(c) > 127]
    return sum(c in _COMMON[codec] for c in letters) / max(len(letters), 1)
