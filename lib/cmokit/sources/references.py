"""How references between exports are written alike: order numbers, Salesforce ids, ids that a sync left behind."""

import re

import pyarrow as pa

from cmokit.sources.rows import Rows, by_value, joined

ORDER_IN_TEXT = re.compile(
    r"(?:order|bestellung|commande|pedido|ordine|طلب)\s*(?:no\.?|nr\.?|id)?\s*[:#]?\s*#?(\w[\w-]*\d|\d)", re.I
)
HASH_IN_TEXT = re.compile(r"#(\w*\d\w*)")
SALESFORCE_ID = re.compile(r"[A-Za-z0-9]{15}")
CHECK_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def order_reference(text: str | None) -> str | None:
    """An order number without `#`, outer space and leading zeros, so that shop, processor and courier agree."""
    bare = (text or "").strip().lstrip("'").lstrip("#").strip()
    return bare.lstrip("0") or bare or None


def order_in_text(text: str | None) -> str | None:
    """The order number that a payment's description names ("Order #1001"); None where it names none."""
    found = ORDER_IN_TEXT.search(text or "") or HASH_IN_TEXT.search(text or "")
    return order_reference(found.group(1)) if found else None


def salesforce_id(text: str | None) -> str | None:
    """A 15-character Salesforce id in its 18-character form, so that both forms are one id; others stay as they are.

    The three last characters say, five letters at a time, which of the first fifteen are capitals.
    """
    bare = (text or "").strip()
    if not SALESFORCE_ID.fullmatch(bare):
        return bare or None
    bits = [sum(1 << i for i, c in enumerate(bare[at : at + 5]) if c.isupper()) for at in (0, 5, 10)]
    return bare + "".join(CHECK_LETTERS[b] for b in bits)


def synced_id(rows: Rows, system: str, *names: str) -> pa.Array:
    """`system:id;…` of the other system's ids that a sync wrote into these fields; null where it wrote none."""
    clean = salesforce_id if system == "salesforce" else str.strip
    parts = [by_value(rows.get(name), lambda text: f"{system}:{clean(text)}") for name in names]
    return joined(";", *parts)
