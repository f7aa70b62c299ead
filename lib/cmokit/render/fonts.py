"""The fonts of every deliverable: open ones out of packages, never those of the machine.

Lato carries Latin, Greek and Cyrillic; IBM Plex Sans Arabic and Heebo (Hebrew) stand in for what it lacks. A script
that none of them carries is named, never printed as boxes.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path

FAMILIES = ("Lato", "IBM Plex Sans Arabic", "Heebo")
PACKAGES = ("fontpkg_lato", "fontpkg_ibm_plex_sans_arabic", "fontpkg_heebo")
REGULAR = ("Lato-Regular.ttf", "IBMPlexSansArabic-Regular.ttf", "Heebo[wght].ttf")
BOLD = ("Lato-Bold.ttf", "IBMPlexSansArabic-Bold.ttf", "Heebo[wght].ttf")
ITALIC = "Lato-Italic.ttf"
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"}
_KEPT = "\n\t\u200b\u2066\u2068\u2069"  # line ends, where a long word may break, and isolates of direction


def font_folders() -> list[Path]:
    """Where typst looks for fonts."""
    return [Path(str(resources.files(package))) / "files" for package in PACKAGES]


def font_files(*, bold: bool = False) -> list[Path]:
    """One file a family, in the order of fallback."""
    return [folder / name for folder, name in zip(font_folders(), BOLD if bold else REGULAR, strict=True)]


@cache
def cap_height() -> float:
    """How high a line of our Latin font is for typst, as a share of its size."""
    from fontTools.ttLib import TTFont

    with TTFont(font_files()[0], lazy=True) as font:
        return float(font["OS/2"].sCapHeight / font["head"].unitsPerEm)


@cache
def covered() -> frozenset[int]:
    """Every code point that one of the fonts carries."""
    return frozenset().union(*(_code_points(path) for path in font_files()))


def printable(text: str) -> str:
    """Text with each stretch that no font carries replaced by the name of its script in brackets.

    Marks that only shape their neighbours are dropped where no font has them, foreign spaces become plain ones.
    """
    if text.isascii():
        return text if text.isprintable() else "".join(_settled(character) for character in text)
    out: list[str] = []
    last = ""
    for character in text:
        shown = _settled(character)
        if not shown or (shown == last and len(shown) > 1):
            continue
        out.append(shown)
        last = shown
    return "".join(out)


def missing_scripts(texts: Iterable[str]) -> dict[str, str]:
    """Script without glyphs → the first text that needs it, for `doctor`."""
    found: dict[str, str] = {}
    for text in texts:
        for character in text:
            if not _has_glyph(character):
                found.setdefault(script_of(character), text)
    return found


def script_of(character: str) -> str:
    """The script by the first word of the character's name (`CJK`, `THAI`); `symbol` for emoji and signs."""
    if unicodedata.category(character)[0] != "L":
        return "symbol"
    return unicodedata.name(character, "unknown script").split()[0].split("-")[0]


@cache
def web_font(path: Path, characters: str) -> bytes:
    """A WOFF that holds the glyphs of `characters` only; equal bytes for equal input."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        flavor="woff",
        hinting=False,
        layout_features=[
            "kern",
            "liga",
            "tnum",
            "locl",
            "mark",
            "mkmk",
            "init",
            "medi",
            "fina",
            "isol",
            "rlig",
            "calt",
            "ccmp",
            "curs",
        ],
    )
    options.drop_tables += ["DSIG", "FFTM", "meta"]
    font = TTFont(path, recalcTimestamp=False, lazy=True)  # a quarter of the time: of its kerning few pairs are needed
    if "fvar" in font:
        from fontTools.varLib.instancer import instantiateVariableFont

        font = instantiateVariableFont(font, {"wght": 400}, inplace=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    font.flavor = "woff"
    written = BytesIO()
    font.save(written)
    return written.getvalue()


@cache
def code_points(path: Path) -> frozenset[int]:
    return _code_points(path)


@cache
def _code_points(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _has_glyph(character: str) -> bool:
    return ord(character) in covered() or unicodedata.category(character) in _INVISIBLE


@cache
def _settled(character: str) -> str:
    """The character, or what is printed in its place."""
    if ord(character) in covered() or character in _KEPT:
        return character
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category in ("Zl", "Zp"):
        return "\n"
    return "" if category in _INVISIBLE or category in ("Cs", "Co", "Cn") else f"[{script_of(character)}]"
