"""Which files are large canonical tables in a plain form, so that they may take the fast path to Parquet."""

from collections.abc import Iterable
from pathlib import Path

from cmokit.engagement.mapping import Mapping
from cmokit.errors import DataNotReadable
from cmokit.sources.base import Source
from cmokit.sources.canonical import CANONICAL, stands_as_written
from cmokit.sources.mapping import mapping_for, words_for
from cmokit.sources.recognise import recognise

# Below this the careful reader is quick enough, and says more.
LARGE_BYTES = 32 * 1024 * 1024


def large_source(path: Path, mappings: Iterable[Mapping] = ()) -> Source | None:
    """The canonical source that a large file's first line names; None where the careful reader must read the file.

    The file may still turn out not to be plain: the fast path says so, and the careful reader takes over.
    """
    rules = tuple(mappings)
    if not path.is_file() or path.stat().st_size < LARGE_BYTES or mapping_for(path, rules) is not None:
        return None
    with path.open("rb") as file:
        first = file.readline(1 << 16)
    headers = first.decode("utf-8-sig", errors="replace").rstrip("\r\n").split(",")
    try:
        source, known = recognise(headers, [], path, among=CANONICAL)
    except DataNotReadable:
        return None
    is_translated = any(rule.kind == source.kind for rule in words_for(path, rules))
    return source if known == 1 and not is_translated and stands_as_written(source.table) else None
