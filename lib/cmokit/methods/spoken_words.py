"""Words of what people say, in any script: which language a text is in, and its words without those that say nothing.

Words are compared without case, accents and Arabic vowel signs, and by their beginning, so that the forms of a word are
one. Nothing is translated.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

ARABIC, GERMAN, ENGLISH = "ar", "de", "en"
LANGUAGES = (ARABIC, ENGLISH, GERMAN)
BEGINNING = 6  # letters by which the forms of one word are the same
LEAST_LETTERS = 3
_WORD = re.compile(r"[^\W\d_]+")
_MIXED = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})
_ARTICLES = ("وال", "بال", "فال", "كال", "ال", "لل")  # the article, with what is written onto it
_STOP = {
    ENGLISH: """
        a about after again all also am an and any are as at be because been before being but by can could did
        do does doing down each even ever few for from further get had has have having he her here hers him his
        how i if in into is it its itself just let like more most my no nor not now of off on once one only or
        other our ours out over own same she should since so some still such than that the their them then there
        these they this those through to too under until up us very was we were what when where which while who
        whom why will with would you your yours hi hello dear thanks thank please nobody everybody far hard keep
        keeps took takes
    """,
    GERMAN: """
        aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist
        da dabei damit dann das dass dein dem den denn der des dich die dies diese diesem diesen dieser dieses
        dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer fur gegen gewesen gibt hab
        habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist
        ja jede jedem jeden jeder jedes je jetzt kann kaum kein keine keinem keinen keiner konnen konnte lassen
        leider lasst man manche mehr mein mich mir mit muss nach nicht nichts noch nun nur ob oder ohne schon
        sehr sein seine seit selbst sich sie sind so sofort sogar sonst soll sowie uber um und uns unser unsere
        unserem unseren unter viel viele vom von vor war waren warum was weil weiter welche wenn wer werde
        werden wie wieder will wir wird wurde wurden zu zum zur zwar zwischen hallo bitte danke immer
    """,
    ARABIC: """
        في من على الى عن مع هذا هذه ذلك تلك التي الذي الذين هو هي هم انا نحن انت كان كانت يكون لم لن لا ما ماذا
        متى اين كيف هل قد ثم او ام ان اذا لكن بل حتى كل بعض غير بعد قبل بين عند عندي منذ الان جدا كثيرا فقط ايضا
        اكثر اقل يوجد مرحبا شكرا وقد ولم ولا وهو وهي ليس
    """,
}


@cache
def stop_words(language: str) -> frozenset[str]:
    return frozenset(plain(word) for word in _STOP.get(language, "").split())


def plain(word: str) -> str:
    """Composed, in lower case, without accents and vowel signs; Arabic letters that people mix as one."""
    parts = unicodedata.normalize("NFKD", word.casefold().replace("ß", "ss"))
    bare = "".join(char for char in parts if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", bare).translate(_MIXED)


def languages_of(texts: Sequence[str]) -> list[str]:
    """Each text's language, by its script, else by whose small words it holds; where that leaves it open, by the
    other words, which the texts of one language share; and by what most texts speak where nothing tells.
    """
    sure = [_sure(text) for text in texts]
    known: dict[str, Counter[str]] = {ENGLISH: Counter(), GERMAN: Counter()}
    for text, language in zip(texts, sure, strict=True):
        if language in known:
            known[language].update(set(_plain_words(text)))
    usual = max(known, key=lambda name: (sum(one == name for one in sure), name == ENGLISH))
    return [language or _likely(text, known, usual) for text, language in zip(texts, sure, strict=True)]


def _sure(text: str) -> str:
    """Empty where the small words of two languages are as many, or none."""
    letters = [char for char in text if char.isalpha()]
    arabic = sum("\u0600" <= char <= "\u06ff" for char in letters)
    if 2 * arabic > len(letters):
        return ARABIC
    words = _plain_words(text)
    hits = {name: sum(word in stop_words(name) for word in words) for name in (ENGLISH, GERMAN)}
    hits[GERMAN] += 2 * any(char in "äöüÄÖÜß" for char in text)
    if hits[GERMAN] == hits[ENGLISH]:
        return ""
    return GERMAN if hits[GERMAN] > hits[ENGLISH] else ENGLISH


def _likely(text: str, known: dict[str, Counter[str]], usual: str) -> str:
    words = set(_plain_words(text))
    shared = {name: sum(word in own for word in words) for name, own in known.items()}
    return max(shared, key=lambda name: (shared[name], name == usual))


def _plain_words(text: str) -> list[str]:
    return [plain(word) for word in _WORD.findall(unicodedata.normalize("NFC", text))]


def words_of(text: str, language: str) -> list[tuple[str, str]]:
    """(what it is compared by, the word as written) of each word that says something."""
    composed = "".join(c for c in unicodedata.normalize("NFKC", text) if not unicodedata.combining(c))
    found = []
    for written in _WORD.findall(composed):
        word = plain(written)
        if word in stop_words(language):
            continue
        if language == ARABIC:
            word = _without_article(word)
        if len(word) >= LEAST_LETTERS:
            found.append((word[:BEGINNING], written))
    return found


def _without_article(word: str) -> str:
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= LEAST_LETTERS:
            return word[len(article) :]
    return word
