"""What each audience may see of a report: the same figures, fewer pages. Pages in, pages out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cmokit.render.board import board_pages
from cmokit.render.client_names import ClientNames
from cmokit.render.notebook import Pages
from cmokit.render.people import People
from cmokit.render.public import public_pages
from cmokit.vocabulary import TOTALS_ONLY, Audience
from cmokit.words import say


@dataclass(frozen=True)
class Secrets:
    """What some copies must not hold: people (board and public), and whose report it is (public)."""

    people: People = field(default_factory=People)
    client: ClientNames = field(default_factory=ClientNames)

    def cleared(self, said: Any, audience: Audience, language: str) -> Any:
        """A document of plain values (a manifest) with its texts as an audience may read them."""
        if isinstance(said, Mapping):
            return {key: self.cleared(value, audience, language) for key, value in said.items()}
        if isinstance(said, (list, tuple)):
            return [self.cleared(value, audience, language) for value in said]
        if not isinstance(said, str) or audience not in TOTALS_ONLY:
            return said
        shown = self.people.withheld(said, say("audiences.somebody", language=language))
        return self.client.replaced(shown) if audience is Audience.PUBLIC else shown


NONE = Secrets()


def for_audience(pages: Pages, audience: Audience, secrets: Secrets = NONE) -> Pages:
    """The pages as this audience may see them.

    Team: as they are. Private: also the consultant's own notes. Board: totals and roles. Public: the board's, without
    the client's name and with money as an index. Raises nothing; what people wrote is checked by `leaks`.
    """
    comments = tuple(c for c in pages.meta.commentary if audience is Audience.PRIVATE or not c.is_private)
    shown = replace(pages, meta=replace(pages.meta, audience=str(audience), commentary=comments))
    if audience in TOTALS_ONLY:
        shown = board_pages(shown, secrets.people)
    return public_pages(shown, secrets.client) if audience is Audience.PUBLIC else shown
