"""The slides of a report: at most eight, from the same document as PDF and HTML, with charts that can be edited.

On the client's own slides where engagement.yaml names some (`template:`), else on plain ones in the report's colour.
Equal documents give equal bytes. Texts are plain text: no slide holds a link.
"""

from cmokit.render import blocks as b
from cmokit.render.deck.base import own_deck
from cmokit.render.deck.slides import write_slides
from cmokit.render.deck.story import story_of
from cmokit.render.deck.template import Template, client_deck
from cmokit.render.document import look_of
from cmokit.render.notebook import Pages
from cmokit.render.report_meta import ReportMeta
from cmokit.render.settled import settled
from cmokit.vocabulary import Audience
from cmokit.words import speaking


def deck_of(told: b.Document | Pages, meta: ReportMeta, template: Template | None = None) -> bytes:
    """The .pptx of a report. template: the client's own slides; a public copy, which names no client, never has them.

    Raises ConfigurationError where the template is no presentation, or has no layout with a title.
    """
    with speaking(meta.language):
        document = told if isinstance(told, b.Document) else _printed(told)
        look = look_of(meta)
        is_theirs = template is not None and meta.audience != Audience.PUBLIC
        deck = client_deck(template) if template and is_theirs else own_deck(look)
        write_slides(deck, story_of(document), look)
        deck.close(document.title, meta.consultant_brand.name)
        return settled(deck.file)


def _printed(pages: Pages) -> b.Document:
    from cmokit.render.document import report_document

    return report_document(pages.items, pages.meta, all_figures=False, warnings=pages.warnings)
