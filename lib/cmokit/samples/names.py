"""Invented people, companies and domains. Domains end in `.example`, phone numbers lie in ranges kept for fiction."""

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


FIRST_NAMES = _words(
    "Katharina Alexander Michael Christina Thomas Elisabeth Stefan Susanne Andreas Johanna Markus Franziska Tobias "
    "Sabine Matthias Friederike Sebastian Ulrike Benjamin Angelika Florian Birgit Dominik Claudia Philipp Helene "
    "Nikolas Ingrid Maximilian Monika Leonhard Petra Oliver Renate Konstantin Silke Julian Theresa Henrik Vera "
    "Aylin Mehmet Agnieszka Piotr Ioana Bogdan Chiara Lorenzo Ines Rafael Amelie Etienne Saskia Jeroen Freya Rasmus "
    "Emily Oliver-James Charlotte Duncan Fiona Gareth Nadia Karim Leila Omid Zeynep Emre Olena Taras Milica Dragan "
    "Yuki Haruto Mei Wei Ananya Rohan Priya Arjun Ngozi Kwame Amara Tunde"
)

# Long form and the short form that colleagues type, for fuzzy duplicates.
NICKNAMES = {
    "Katharina": "Kathi", "Alexander": "Alex", "Michael": "Michi", "Christina": "Chris", "Thomas": "Tom",
    "Elisabeth": "Lisa", "Johanna": "Hanna", "Franziska": "Franzi", "Matthias": "Matze", "Sebastian": "Basti",
    "Benjamin": "Ben", "Maximilian": "Max", "Nikolas": "Niko", "Philipp": "Phil", "Charlotte": "Lotte",
}  # fmt: skip

LAST_NAMES = _words(
    "Ackermann Bartels Cordes Dreyer Ebeling Falkner Gerlach Hartwig Imhoff Jansen Kessler Lindner Moorkamp Neubauer "
    "Ostermann Pfeiffer Quandt Rademacher Steinbrück Thiemann Uhlig Vollmer Wiegand Ysenburg Zeller Albrecht Brandes "
    "Clausen Dietrich Engelke Fährmann Grothe Hillebrand Isenberg Jäger Krüger Lorenz Mertens Nagel Opitz Petersen "
    "Rehberg Schönfeld Trautmann Unger Voigt Westphal Zimmer Aydin Baran Celik Demir Nowak Kowalczyk Popescu Ionescu "
    "Rossi Bianchi Moreau Lefevre Vandenberg Dekker Sorensen Lindqvist Whitfield Hargreaves Pemberton Okafor Mensah "
    "Tanaka Watanabe Iyer Kulkarni Shevchenko Petrovic Novak Haddad Farahani Bergström Eriksen Castellano Marchetti "
    "Duval Girard Visser Mulder Ashworth Thornbury Blackwood Fairclough Adeyemi Nakamura Chaudhary Bondarenko"
)

_ROOT_HEADS = _words(
    "Nord Quarz Feld Silber Brenn Tal Krons Wester Ober Lumen Vex Orbi Kaldo Miro Ferro Alto Rhena Zento"
)
_ROOT_TAILS = _words("vell zin dora mark tova lund hagen brix wick tara nova quist lor venn sta rion plex dal")
_TRADES = (
    ("Logistik", "Logistics"), ("Maschinenbau", "Manufacturing"), ("Software", "Software"),
    ("Medizintechnik", "Health"), ("Energie", "Energy"), ("Handel", "Retail"), ("Bau", "Construction"),
    ("Beratung", "Consulting"),
)  # fmt: skip
SUFFIXES = {
    "Germany": ("GmbH", "AG", "GmbH & Co. KG", "SE"),
    "Austria": ("GmbH",),
    "Switzerland": ("AG",),
    "Netherlands": ("B.V.",),
    "United Kingdom": ("Ltd",),
}
# Numbers that the German and British regulators keep free for film and print: prefix and count of digits behind it.
_PHONES = (("+49 30 23125", 3), ("+49 69 90009", 3), ("+49 40 66969", 3), ("+49 221 4710", 3), ("+49 89 99998", 3))
_PHONE_UK = "+44 20 7946 0"

JOB_TITLES = (
    "Head of Operations", "IT Manager", "Managing Director", "Marketing Manager", "Head of Procurement",
    "Sales Manager", "Controller", "Project Manager", "Chief Technology Officer", "Team Lead Customer Service",
    "Data Analyst", "Head of Finance",
)  # fmt: skip

ARABIC_FIRST = _words("محمد أحمد عبدالله فهد خالد سارة نورة ريم هند لمى سلطان ماجد يوسف عمر ليان جود دانة منى هيا تركي")
ARABIC_LAST = _words("الشمري القحطاني الحربي العتيبي الزهراني الغامدي الدوسري المطيري السبيعي البلوي العنزي الرشيدي")
_LATIN_OF = dict(
    zip(
        ARABIC_FIRST + ARABIC_LAST,
        _words(
            "mohammed ahmed abdullah fahad khalid sara noura reem hind lama sultan majed yousef omar layan joud dana "
            "mona haya turki shammari qahtani harbi otaibi zahrani ghamdi dosari mutairi subaie balawi anazi rashidi"
        ),
        strict=True,
    )
)


def plain(text: str) -> str:
    """Lower-case ASCII form for mailboxes and domains."""
    table = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
    return "".join(c for c in text.lower().translate(table) if c.isascii() and (c.isalnum() or c == "-"))


def mailbox(first: str, last: str, domain: str) -> str:
    return f"{plain(first)}.{plain(last)}@{domain}"


def company_names(rng: Random, count: int) -> list[tuple[str, str]]:
    """`count` different names without legal form, each with its industry."""
    roots = [head + tail for head in _ROOT_HEADS for tail in _ROOT_TAILS]
    pairs = [(f"{root} {trade}", industry) for root in roots for trade, industry in _TRADES]
    rng.shuffle(pairs)
    seen: set[str] = set()
    chosen = []
    for name, industry in pairs:
        # At most two companies share a root, in different trades, so that names alone never look like duplicates.
        root = name.split()[0]
        if root + industry[0] in seen or sum(root + i in seen for i in "LMSHERC") >= 3:
            continue
        seen.add(root + industry[0])
        chosen.append((name, industry))
    return chosen[:count]


def phones() -> list[str]:
    """Every number of the German ranges, in order."""
    return [f"{prefix} {number:0{digits}d}" for prefix, digits in _PHONES for number in range(10**digits)]


def phones_uk() -> list[str]:
    return [f"{_PHONE_UK}{number:03d}" for number in range(1000)]


def latin(arabic: str) -> str:
    """Transliteration of a name of the lists above, as its owner would write it in a mailbox."""
    return _LATIN_OF[arabic]
