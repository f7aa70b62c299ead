"""Every kind of export that cmokit reads, listed by hand; a new vendor module adds its line here."""

from cmokit.sources.base import Source
from cmokit.sources.canonical import CANONICAL
from cmokit.sources.hubspot import HUBSPOT

SOURCES: tuple[Source, ...] = (*HUBSPOT, *CANONICAL)
KINDS: tuple[str, ...] = tuple(dict.fromkeys(source.kind for source in SOURCES))
