"""The house style: one brand colour on greys, the same in charts, PDF, HTML and workbook."""

import re

from cmokit.vocabulary import Severity

INK = "#1B2430"
MUTED = "#5B6775"
GREY = "#C3CAD4"
DARK_GREY = "#7A8594"
HAIR = "#E2E6EB"
PAPER = "#F6F7F9"
BRAND = "#12527A"  # where neither side states a colour
READABLE = 4.5  # contrast that WCAG AA asks of text
VERDICTS = {
    Severity.FAIL: "#A8281E",
    Severity.WARN: "#8F5A00",
    Severity.PASS: "#23704A",
    Severity.NOT_MEASURED: "#5B6775",
}


def brand(color: str) -> str:
    """A stated colour, darkened until white text on it, and it on white, can be read."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", color or ""):
        return BRAND
    while contrast(color, "#FFFFFF") < READABLE:
        color = mixed(color, "#000000", 0.1)
    return color.upper()


def mixed(color: str, other: str, share: float) -> str:
    """`color` with a share of `other` in it."""
    pairs = zip(_rgb(color), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def tint(color: str, share: float) -> str:
    """The colour made lighter: 0 as it is, 1 white."""
    return mixed(color, "#FFFFFF", share)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on(color: str) -> str:
    """The text colour that reads best on `color`."""
    return "#FFFFFF" if contrast(color, "#FFFFFF") >= contrast(color, INK) else INK


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    parts = [c / 255 for c in _rgb(color)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
