"""Under which header a file states each canonical column: how a value gets back into the system that it came from."""

from collections.abc import Sequence
from pathlib import Path

from cmokit.engagement.mapping import Mapping
from cmokit.errors import DataNotReadable
from cmokit.sources.base import Source
from cmokit.sources.mapping import mapped_source, mapping_for, sources_meant
from cmokit.sources.reading import read_raw
from cmokit.sources.recognise import header_score, sources_of


def headers_of(path: Path, kind: str, mappings: Sequence[Mapping] = ()) -> dict[str, str]:
    """Canonical column → the file's own header. kind: what the file is known to be. Empty where it cannot be read."""
    rule = mapping_for(path, mappings)
    known = sources_meant(rule) if rule else sources_of(kind)
    among = tuple(mapped_source(source, rule) for source in known) if rule else known
    try:
        raw = read_raw(
            path,
            header_score=lambda cells: header_score(cells, among),
            header_row=rule.header_row if rule else None,
            sheet=rule.sheet if rule else None,
        )
    except DataNotReadable:
        return {}
    return _by_column(raw.headers, among)


def usual_headers(kind: str) -> dict[str, str]:
    """Canonical column → the header that comes first among those known for this kind of export."""
    found: dict[str, str] = {}
    for source in sources_of(kind):
        for field in source.fields:
            if field.headers:
                found.setdefault(field.fills or field.name, field.headers[0])
    return found


def _by_column(headers: Sequence[str], among: tuple[Source, ...]) -> dict[str, str]:
    """By the dialect that lacks least of what it must have, without columns that a source computes."""
    source = min(among, key=lambda one: len(one.missing(headers)))
    return {bound.field.name: bound.header for bound in source.bind(headers) if not bound.field.fills}
