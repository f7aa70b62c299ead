"""Intervals in a native chart: the library that writes slides knows no error bars, the format does."""

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

# What stands behind error bars in a series of bars; the schema wants this order.
BEHIND = ("cat", "val", "shape", "extLst")


def add_error_bars(series: Any, minus: Sequence[float], plus: Sequence[float]) -> None:
    """An interval at each bar's end. series: a `c:ser` of bars. minus, plus: how far it reaches to either side."""
    bars = parse_xml(
        f"<c:errBars {nsdecls('c', 'a')}>"
        '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"<c:plus>{_literal(plus)}</c:plus><c:minus>{_literal(minus)}</c:minus>"
        '<c:spPr><a:ln w="22225"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill></a:ln></c:spPr>'
        "</c:errBars>"
    )
    before = next(child for child in series if etree.QName(child).localname in BEHIND)
    before.addprevious(bars)


def _literal(values: Sequence[float]) -> str:
    known = [(place, value) for place, value in enumerate(values) if value]  # none where nothing is known of it
    points = "".join(f'<c:pt idx="{place}"><c:v>{value!r}</c:v></c:pt>' for place, value in known)
    return f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numLit>'
