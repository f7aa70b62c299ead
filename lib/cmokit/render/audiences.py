"""What each audience may see of a report: the same figures, fewer pages. Pages in, pages out."""

from dataclasses import replace

from cmokit.render.notebook import Pages
from cmokit.vocabulary import Audience


def for_audience(pages: Pages, audience: Audience) -> Pages:
    """The pages as this audience may see them."""
    return replace(pages, meta=replace(pages.meta, audience=str(audience)))
