"""Which export a file is, by its headers: what a source must have, then how many of the headers it knows."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from cmokit.errors import DataNotReadable, UsageError
from cmokit.sources.base import Source, header_key, repeats
from cmokit.sources.catalog import KINDS, SOURCES

# A hand-made canonical file may carry columns of one's own, but most must be the table's.
CANONICAL_SHARE = 2 / 3
# Two known headers among many are chance; a narrow export of three is not.
FEWEST_KNOWN = 2


def recognise(
    headers: Sequence[str], preamble: Sequence[str], path: Path, among: Sequence[Source] = SOURCES
) -> tuple[Source, float]:
    """The source that knows most of the file's headers, and the share that it knows.

    preamble: the lines above the header; a title that names the system decides between equals.
    Raises DataNotReadable (`unknown_kind`) with the nearest kind and the headers it misses.
    """
    once = [header for header in headers if not repeats(header, headers)]
    scored = [(_score(source, once, preamble), source) for source in among if not source.missing(headers)]
    scored = [(score, source) for score, source in scored if score > 0]
    if not scored:
        raise _unknown(headers, path, tuple(among))
    best, source = max(scored, key=lambda pair: pair[0])
    if source.system == "canonical" and _belongs_to_another(source, once, among):
        raise _unknown(headers, path, tuple(among))
    return source, min(best, 1.0)


def sources_of(kind: str) -> tuple[Source, ...]:
    """All sources of one kind (dialects of one export). Raises UsageError for a kind that does not exist."""
    found = tuple(source for source in SOURCES if source.kind == kind)
    if not found:
        raise UsageError(
            message=f"there is no kind of export named {kind!r}", code="unknown_kind_name", found=kind,
            wanted=", ".join(KINDS),
        )  # fmt: skip
    return found


def choose(headers: Sequence[str], path: Path, among: Sequence[Source]) -> Source:
    """The one of several dialects of a named kind that fits; raises `missing_column` where none does."""
    fitting = [source for source in among if not source.missing(headers)]
    if not fitting:
        nearest = min(among, key=lambda source: (len(source.missing(headers)), -_known_share(source, headers)))
        raise missing_column(nearest, headers, path)
    return max(fitting, key=lambda source: _known_share(source, headers))


def header_score(cells: Sequence[str], among: Sequence[Source] = SOURCES) -> float:
    """How much a line looks like a known header: the most headers of one source in it, times their share of the line.

    One known word alone is no header; a title may be one.
    """
    filled = [cell for cell in cells if cell.strip()]
    counts = Counter(place for cell in filled for place in _places(tuple(among)).get(header_key(cell), ()))
    most = max(counts.values(), default=0)
    return most * most / len(filled) if most >= FEWEST_KNOWN else 0.0


def is_ragged(headers: Sequence[str], among: Sequence[Source] = SOURCES) -> bool:
    """Is this the header of an export whose rows may be longer and shorter than it is?"""
    return any(source.is_ragged and not source.missing(headers) for source in among)


@lru_cache(maxsize=64)
def _places(among: tuple[Source, ...]) -> dict[str, tuple[int, ...]]:
    """Folded header → the places of the sources that know it, without those that need a pattern."""
    found: dict[str, list[int]] = {}
    for place, source in enumerate(among):
        for key in {header_key(header) for f in source.fields for header in f.headers}:
            found.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in found.items()}


def missing_column(source: Source, headers: Sequence[str], path: Path) -> DataNotReadable:
    """The refusal of a file that lacks what its kind must have; names the first column, all in `wanted`."""
    missing = source.missing(headers)
    return DataNotReadable(
        message=f"a required column of {source.kind} is missing",
        code="missing_column",
        file=path.name,
        column=missing[0].headers[0],
        found=", ".join(headers),
        wanted=", ".join(" or ".join(f.headers[:3]) for f in missing),
        mend="export it with that column, or name the client's header under mapping: columns in engagement.yaml",
    )


def _score(source: Source, headers: Sequence[str], preamble: Sequence[str]) -> float:
    known = sum(source.knows(header) for header in headers)
    share = known / len(headers)
    if source.system == "canonical":
        return share if share >= CANONICAL_SHARE else 0.0
    if known < FEWEST_KNOWN:
        return 0.0
    said = any(source.system.split("_")[0] in line.casefold() for line in preamble)
    return share + (0.001 if said else 0.0)


def _belongs_to_another(source: Source, headers: Sequence[str], among: Sequence[Source]) -> bool:
    """Another table has more of these columns but lacks its key: touchpoints without an id are no contacts."""
    others = (other for other in among if other.system == "canonical" and other.missing(headers))
    return any(_known_share(other, headers) > _known_share(source, headers) for other in others)


def _known_share(source: Source, headers: Sequence[str]) -> float:
    return sum(source.knows(header) for header in headers) / max(len(headers), 1)


def _unknown(headers: Sequence[str], path: Path, among: Sequence[Source]) -> DataNotReadable:
    nearest = max(among, key=lambda source: (_known_share(source, headers), -len(source.missing(headers))))
    missing = nearest.missing(headers)
    lacks = ", ".join(f.headers[0] for f in missing) or "most of its other headers"
    return DataNotReadable(
        message="this export is not known",
        code="unknown_kind",
        file=path.name,
        found=", ".join(headers),
        wanted=f"nearest kind: {nearest.kind}, missing: {lacks}",
        mend=f"map its columns in engagement.yaml: mapping: [{{file: {path.name!r}, kind: {nearest.kind}, "
        f"columns: {{…}}}}]; cmokit read FILE --kind {nearest.kind} tries that kind",
    )
