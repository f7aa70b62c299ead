"""A fact: one figure with everything that lets somebody else check it."""

import base64
import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from cmokit.exhibits.recipe import Recipe

Number = int | float | Decimal
SIGNIFICANT_DIGITS = 12  # a double carries 15 to 17; two threads add in another order, which moves only the last ones
SHORT_CODE_LENGTH = 6
DIGEST_LENGTH = 52  # of a sha256 in base32
CENT, AMOUNT_STEP = Decimal("0.01"), Decimal("0.0001")  # money is decimal(18,4) everywhere


@dataclass(frozen=True)
class Period:
    """The days that a figure covers, both included; None where that end is open."""

    start_on: date | None
    end_on: date | None


@dataclass(frozen=True)
class Definition:
    """Which wording of a measure a figure was computed under."""

    id: str
    version: str
    text: str


@dataclass(frozen=True)
class SourceFile:
    """A client's file behind a figure, and how many of its rows are in it."""

    file: str
    sha256: str
    rows_count: int


@dataclass(frozen=True)
class Fact:
    """One figure.

    id: `family.analysis.measure`, the measure being or ending in its unit. unit: count, share, days, minutes, text or
    an ISO currency. dimensions: a flat mapping of text; the whole is `all`. value is None exactly when the analysis is
    NOT_MEASURED. tables: the canonical tables behind it, from which the runner fills `sources`. recipe: how it comes
    out of the evidence or of other figures, where that is simple enough for a workbook's formula.
    """

    id: str
    value: Number | str | None
    unit: str
    n: int | None = None
    low: Number | None = None
    high: Number | None = None
    confidence: float | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    period: Period | None = None
    definition: Definition | None = None
    sources: tuple[SourceFile, ...] = ()
    tables: tuple[str, ...] = ()
    recipe: Recipe | None = None

    def __post_init__(self) -> None:
        for name in ("value", "low", "high"):
            object.__setattr__(self, name, _settled(getattr(self, name)))
        object.__setattr__(self, "dimensions", dict(sorted(self.dimensions.items())))

    @property
    def measure(self) -> str:
        return self.id.rsplit(".", 1)[1]

    @property
    def analysis(self) -> str:
        return self.id.rsplit(".", 1)[0]

    @property
    def name(self) -> str:
        """The id, with its dimensions in brackets: what `{{fact:…}}`, `trace` and `targets` take."""
        inside = ",".join(f"{key}={value}" for key, value in self.dimensions.items())
        return f"{self.id}[{inside}]" if inside else self.id

    def but(self, **changes: object) -> "Fact":
        return replace(self, **changes)  # type: ignore[arg-type]


def _settled(value: object) -> object:
    """A float rounded to 12 significant digits, an amount with two to four decimals; NaN and infinity are refused."""
    if isinstance(value, Decimal):
        return _amount(value)
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        raise ValueError(f"a fact cannot be {value}: leave the figure out and say why")
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def _amount(value: Decimal) -> Decimal:
    """Cents at least, no zeros behind them: the same figure is the same text wherever it has been."""
    exact = value.quantize(AMOUNT_STEP)
    short = exact.quantize(CENT)
    return short if short == exact else exact.normalize()


def short_codes(names: Iterable[str]) -> dict[str, str]:
    """Fact name → short code: the first 6 characters of base32(sha256(name)), longer where two names collide."""
    digests = {
        name: base64.b32encode(hashlib.sha256(name.encode()).digest()).decode().lower().rstrip("=") for name in names
    }
    lengths = range(SHORT_CODE_LENGTH, DIGEST_LENGTH + 1)
    seen = Counter(digest[:length] for digest in digests.values() for length in lengths)
    return {name: next(d[:length] for length in lengths if seen[d[:length]] == 1) for name, d in digests.items()}
