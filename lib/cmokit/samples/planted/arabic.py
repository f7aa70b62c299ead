"""Names and numbers as people in the Gulf write them a second time: other spelling, other script of digits."""

from random import Random

_HAMZA = str.maketrans("أإآ", "ااا")
_JOINED_BEHIND = set("بتثجحخسشصضطظعغفقكلمنهيئ")  # letters that a stretching stroke can follow
_STROKE = "\u0640"
# With vowel signs, as a careful hand writes them.
_SIGNED = {
    "محمد": "مُحَمَّد", "أحمد": "أَحْمَد", "فهد": "فَهْد", "خالد": "خَالِد", "سارة": "سَارَة", "عمر": "عُمَر", "ريم": "رِيم",
    "هند": "هِنْد", "يوسف": "يُوسُف", "سلطان": "سُلْطَان", "ماجد": "مَاجِد", "منى": "مُنَى",
}  # fmt: skip
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

Name = tuple[str, str]


def spellings(first: str, last: str) -> list[Name]:
    """The other spellings that this name allows, the likeliest first; none is how it is written here."""
    found = [
        (first.translate(_HAMZA), last.translate(_HAMZA)),
        (_heh(first), _heh(last)),
        (first, last.removeprefix("ال")),
        (_dotted(first), last[:-1] + "ى" if last.endswith("ي") else last),
        (first.replace("عبد", "عبد ") if first.startswith("عبد") else first, last),
        (first, _stretched(last)),
        (_SIGNED.get(first, first), last),
    ]
    return [name for name in found if name != (first, last)]


def _heh(name: str) -> str:
    """A final teh marbuta as heh."""
    return name[:-1] + "ه" if name.endswith("ة") else name


def _dotted(name: str) -> str:
    """A final alef written like a yeh with its dots."""
    return name[:-1] + "ي" if name.endswith("ى") else name


def _stretched(name: str) -> str:
    place = max((n for n, char in enumerate(name[:-1]) if char in _JOINED_BEHIND), default=None)
    return name if place is None else name[: place + 1] + 2 * _STROKE + name[place + 1 :]


def latin_slips(draw: Random, first: str, last: str) -> list[Name]:
    """A name in Latin letters with its article otherwise, and with a slip in either part. last begins with `Al-`."""
    bare = last.removeprefix("Al-")
    at = draw.randrange(1, len(bare) - 1)
    return [
        (first, f"Al{bare.lower()}"),
        (first, f"Al {bare}"),
        (first, f"Al-{bare[:at]}{bare[at]}{bare[at:]}"),
        (first, f"Al-{bare[:at]}{bare[at + 1 :]}" if len(bare) > 5 else bare),
        (first, f"Al-{bare[:-1]}y" if bare.endswith("i") else bare),
    ]


def phone_forms(phone: str) -> list[str]:
    """`+966 50 000 2743` as forms and people have it."""
    local = "0" + phone.removeprefix("+966").replace(" ", "")
    return [
        local,
        f"{local[:3]} {local[3:6]} {local[6:]}",
        f"00966{local[1:]}",
        f"966-{local[1:3]}-{local[3:]}",
        local.translate(_ARABIC_DIGITS),
    ]
