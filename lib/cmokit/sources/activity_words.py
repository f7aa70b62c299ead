"""What the words of a logged activity say: its kind, which way it went, and whether a machine did it."""

import re

from cmokit.sources.base import value_key
from cmokit.sources.salesforce_history import changed_by_kind

KINDS = {
    "call": "call",
    "email": "email",
    "listemail": "email",
    "massemail": "email",
    "meeting": "meeting",
    "demo": "meeting",
    "cadence": "sequence_step",
    "sequence": "sequence_step",
    "anruf": "call",
    "termin": "meeting",
    "besprechung": "meeting",
}
SEQUENCED = re.compile(
    r"\[(?:outreach|salesloft|apollo|groove|sequence|cadence)\]|\b(?:sequence|cadence|auto(?:mated|matic|-reply)"
    r"|drip|nurture|workflow|sequenz|automatisch)\b",
    re.IGNORECASE,
)
INCOMING = re.compile(
    r"\[in\]|<<|\b(?:inbound|incoming|received|reply from|replied|eingehend\w*|antwort von|called in|rückruf von)\b",
    re.IGNORECASE,
)
SUBJECTS = (
    ("call", re.compile(r"\b(?:call(?:ed)?|phone[d]?|voicemail|anruf|telefonat|angerufen)\b", re.IGNORECASE)),
    ("email", re.compile(r"\b(?:e-?mail(?:ed)?|mail)\b", re.IGNORECASE)),
    ("meeting", re.compile(r"\b(?:meeting|demo|appointment|termin|besprechung)\b", re.IGNORECASE)),
)


def kind_of(stated: str | None, subject: str | None, *, has_call: bool = False) -> str:
    """Call, e-mail, meeting, sequence step or task, as type, a call's traces and the subject's words say."""
    by_type = KINDS.get(value_key(stated or ""))
    if by_type or has_call:
        return by_type or "call"
    if SEQUENCED.search(subject or ""):
        return "sequence_step"
    return next((kind for kind, words in SUBJECTS if words.search(subject or "")), "task")


def direction_of(kind: str, stated: str | None, subject: str | None) -> str | None:
    """Outbound, inbound, or None where nothing says it: a plain task, a call within the house."""
    said = value_key(stated or "")
    if said in ("inbound", "outbound"):
        return said
    if said:
        return None
    if INCOMING.search(subject or ""):
        return "inbound"
    return None if kind == "task" else "outbound"


def told_by(subject: str) -> list[str]:
    """The words of a subject by which it is read: what may stay of it where the rest is masked."""
    found = [m for words in (SEQUENCED, INCOMING, *(words for _, words in SUBJECTS)) for m in words.finditer(subject)]
    return list(dict.fromkeys(m.group() for m in sorted(found, key=lambda m: m.start())))


def is_machine(name: str | None) -> bool:
    return changed_by_kind(name or "") != "person"
