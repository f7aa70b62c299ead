"""Which columns are personal, declared once: by the field that a source knows, else by the header, else by the values.

A column that no source knows is masked as text unless its values show that it cannot hold a person: numbers, dates,
yes and no, or a few short words that come again and again.
"""

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from cmokit.sources.base import Field, Source, header_text
from cmokit.sources.hubspot_properties import is_property
from cmokit.sources.masking.tokens import FEWEST_DIGITS, digits_of


class How(StrEnum):
    """How a column is masked. ORDER: texts whose order number stays. CHANGE: values of the field that the row names.
    TRACE: note attributes, of which those that say where an order came from stay. OWNER: a name, or an id that stays.
    SUBJECT: what an activity is called, of which the words stay that say what it was.
    """

    KEEP = "kept"
    EMAIL = "e-mail"
    PHONE = "phone"
    NAME = "name"
    OWNER = "owner"
    TEXT = "text"
    ORDER = "text around an order number"
    TRACE = "note attributes"
    SUBJECT = "subject of an activity"
    CHANGE = "changed value"


_FIELDS = {
    How.EMAIL: "email username",
    How.PHONE: "phone",
    How.NAME: "first_name last_name full_name alias contact_name",
    How.OWNER: "owner_id owner_label account_owner manager changed_by owner created_by updated_by employee "
    "owner_value source_id source_label",
    How.TEXT: "job_title street city postal_code notes next_step customer_description seller_message text answer title "
    "rejected_reason",
    How.ORDER: "description",
    How.TRACE: "note_attributes",
    How.SUBJECT: "subject",
    How.CHANGE: "old_value new_value",
}
PERSONAL = {name: how for how, names in _FIELDS.items() for name in names.split()}
# One name means several things: what it means in these tables.
PERSONAL_OF_TABLE = {
    ("users", "name"): How.NAME,
    ("opportunities", "name"): How.TEXT,
    ("opportunities", "opportunity_name"): How.TEXT,
    ("stage_entries", "name"): How.TEXT,
    ("fields", "description"): How.KEEP,
}
# Fields known by a pattern, or that hold whatever people put there: header and values decide.
_DOUBTFUL = (
    "billing shipping_address card metadata tags department location device terms destination transfer descriptor "
    "rating_text disqualified_reason loss_reason outcome allowed_values named"
)
DOUBTFUL = frozenset(_DOUBTFUL.split())
HEADERS = (
    (How.EMAIL, r"e-?mail|correo|courriel|بريد"),
    (How.PHONE, r"phone|mobile|\btel\b|telefon|handy|\bfax|whatsapp|téléphone|teléfono|هاتف|جوال|\bcell\b"),
    (How.OWNER, r"owner|\brep\b|assigned|\bagent|manager|(created|modified|updated) by|seller\b|ansprechpartner"
     r"|sales ?person|verkäufer|bearbeiter|zuständig"),
    (How.NAME, r"(first|last|full|sur|middle|nick|family|given)[ _]?name|vorname|nachname|recipient|consignee|receiver"
     r"|(contact|customer|buyer|client|person|billing|shipping|card|empfänger)s?[ _]name|prénom|\bnombre|apellido|اسم"),
    (How.TEXT, r"address|adresse|street|straße|strasse|\bzip|postal|postcode|\bplz\b|\bip\b|birth|geburt|\biban\b|note"
     r"|comment|kommentar|bemerk|descri|beschreib|subject|betreff|message|nachricht|\bcity\b|\bort\b|عنوان|ملاحظ"),
)  # fmt: skip
_HEADERS = tuple((how, re.compile(pattern, re.IGNORECASE)) for how, pattern in HEADERS)

FEWEST_FILLED = 10  # fewer values prove no vocabulary
MOST_WORDS = 30
FEWEST_REPEATS = 5  # times that each word comes again on average
LONGEST_WORD = 40
_PLAIN = re.compile(
    r"(?:true|false|yes|no|y|n|ja|nein|oui|non|si|sí|نعم|لا)"
    r"|\d{4}-\d\d-\d\d(?:[T ][\d:.]+)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?|\d{1,2}[./]\d{1,2}[./]\d{2,4}(?: [\d: APMapm]+)?"
    r"|[-+(]?(?:[A-Z]{3} ?|[€$£] ?)?\d{1,3}(?:[.,']\d{3})*(?:[.,]\d{1,8})?\)?(?: ?(?:[A-Z]{3}|[%€$£]))?"
    r"|-?\d{1,6}|-?\d+[.,]\d{1,8}",
    re.IGNORECASE,
)


def declared(source: Source | None, header: str) -> How | None:
    """What the source's own fields say of a header; None where they leave it to header and values."""
    fields = [bound.field for bound in source.bind([header])] if source else []
    said = [how for f in fields if source and (how := _of_field(source, f)) is not None]
    return next((how for how in said if how is not How.KEEP), said[0] if said else None)


def _of_field(source: Source, f: Field) -> How | None:
    named = PERSONAL_OF_TABLE.get((source.table, f.name)) or PERSONAL.get(f.name)
    return named or (None if f.name in DOUBTFUL else How.KEEP)


def guessed(header: str, texts: Iterable[str]) -> How:
    """How a column that no source declares is masked; KEEP only where its values cannot be a person's."""
    filled = [bare for text in texts if (bare := text.strip())]
    counts = Counter(filled)
    if counts and all(map(is_property, counts)):  # a history names the property that changed
        return How.KEEP
    bare = header_text(header).replace("_", " ")
    by_header = next((how for how, pattern in _HEADERS if pattern.search(bare)), None)
    # Numbers and dates under such a header are a telephone's, a postal code, a birthday.
    if by_header not in (How.PHONE, How.TEXT) and all(map(is_plain, counts)):
        return How.KEEP
    return by_header or (How.KEEP if _is_vocabulary(counts, len(filled)) else How.TEXT)


def is_plain(text: str) -> bool:
    """A number that is no phone's, a date, yes or no; also blank."""
    bare = text.strip().lstrip("'")
    return not bare or _PLAIN.fullmatch(bare) is not None


def _is_vocabulary(counts: Counter[str], filled: int) -> bool:
    if filled < FEWEST_FILLED or len(counts) > MOST_WORDS or len(counts) * FEWEST_REPEATS > filled:
        return False
    return not any(len(text) > LONGEST_WORD or "@" in text or len(digits_of(text)) >= FEWEST_DIGITS for text in counts)
