"""Record ids as the systems make them: Salesforce's 15 and 18 characters, HubSpot's numbers."""

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
KEY_PREFIX = {"lead": "00Q", "contact": "003", "company": "001", "deal": "006", "user": "005", "history": "008",
              "campaign": "701", "task": "00T", "event": "00U", "queue": "00G", "lead history": "017",
              "role": "00E", "profile": "00e", "member": "00v"}  # fmt: skip


def salesforce_id(what: str, number: int) -> str:
    """The 18-character id of the n-th record: key prefix, instance, a case-sensitive number, and the case suffix."""
    # A stride that shares no factor with 62**3 spreads ids, so that some differ in case only.
    number, digits = (number * 7919 + 52_021) % 62**5, ""
    for _ in range(5):
        number, rest = divmod(number, 62)
        digits = _ALPHABET[rest] + digits
    return with_suffix(f"{KEY_PREFIX[what]}7Q00000{digits}")


def with_suffix(short: str) -> str:
    """The 18-character form of a 15-character id: three characters that keep which letters are upper case."""
    chunks = (short[0:5], short[5:10], short[10:15])
    bits = [sum(1 << place for place, char in enumerate(chunk) if char.isupper()) for chunk in chunks]
    return short + "".join(_SUFFIX[bit] for bit in bits)


def hubspot_id(what: str, number: int) -> str:
    start = {"contact": 21_504_000, "company": 9_120_000_000, "deal": 17_730_000_000}[what]
    return str(start + number * 37 + 51)
