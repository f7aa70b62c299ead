"""The public copy: the board's, without the client's name, without words that nobody checked, money as an index."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section
from cmokit.render import formats
from cmokit.render.client_names import ClientNames
from cmokit.render.formats import INDEX
from cmokit.render.index import Index
from cmokit.render.labels import fact_label
from cmokit.render.notebook import Pages
from cmokit.render.report_meta import BrandMark, ReportMeta, Yardstick
from cmokit.render.rewriting import Rewriting
from cmokit.render.stamp import RestatedFigure, Stamp
from cmokit.words import say

SLUG = "client"  # instead of the client's short name


def public_pages(pages: Pages, client: ClientNames) -> Pages:
    """Of a board's pages. Notes and comments are left out: no rule can say what a person's words give away."""
    sections = [item for item in pages.items if isinstance(item, Section)]
    index = Index.of(sections, pages.meta.currency)
    rewriting = _rewriting(client, index, pages.meta.language)
    return Pages(
        tuple(rewriting.section(section) for section in sections),
        _meta(pages.meta, client, index, {fact.name: fact for section in sections for fact in section.facts}),
        (),
    )


def _rewriting(client: ClientNames, index: Index, language: str) -> Rewriting:
    def fact(told: Fact) -> Fact | None:
        shown = index.fact(told)
        if shown is None:
            return None
        value = client.replaced(shown.value) if isinstance(shown.value, str) else shown.value
        dimensions = {key: client.replaced(part) for key, part in shown.dimensions.items()}
        sources = tuple(replace(source, file=client.replaced(source.file)) for source in shown.sources)
        return shown.but(value=value, dimensions=dimensions, sources=sources)

    left_out = say("audiences.amount_left_out", language=language)
    return Rewriting(client.replaced, fact, index.amount, index.unit, left_out)


def _meta(meta: ReportMeta, client: ClientNames, index: Index, facts: dict[str, Fact]) -> ReportMeta:
    text = client.replaced

    def marks(said: Any) -> dict[str, Yardstick]:
        units = {name: facts[name].unit for name in said if name in facts and index.unit(facts[name].unit)}
        return {
            text(n): Yardstick(index.amount(said[n].value, unit), text(said[n].origin)) for n, unit in units.items()
        }

    ours = replace(meta.consultant_brand, confidentiality=say("audiences.public_line", language=meta.language))
    return replace(
        meta,
        client_name=client.stand_in,
        client_slug=SLUG,
        client_brand=BrandMark(name=client.stand_in),
        consultant_brand=ours,
        currency=INDEX,
        index_base=base_in_words(index, meta),
        received=tuple(replace(f, file=text(f.file), reason=text(f.reason)) for f in meta.received),
        set_aside=tuple(replace(s, file=text(s.file), column=text(s.column)) for s in meta.set_aside),
        definitions=tuple(replace(term, text=text(term.text), origin=text(term.origin)) for term in meta.definitions),
        metrics=tuple(
            replace(m, name=text(m.name), text=text(m.text), reason=text(m.reason), approver=text(m.approver))
            for m in meta.metrics
        ),
        targets=marks(meta.targets),
        baseline=marks(meta.baseline),
        commentary=(),
        stamp=_stamp(meta.stamp, client, index),
    )


def base_in_words(index: Index, meta: ReportMeta) -> str:
    """`100 points = …`: which figure of the report is 100."""
    if index.base is None:
        return ""
    hundred = formats.show(100, INDEX, meta.locale, language=meta.language)
    figure = fact_label(index.base, meta.language)
    return say("audiences.index_base", language=meta.language, hundred=hundred, figure=figure)


def _stamp(stamp: Stamp | None, client: ClientNames, index: Index) -> Stamp | None:
    if stamp is None:
        return None
    told = tuple(shown for figure in stamp.restated if (shown := _restated(figure, client, index)))
    return replace(
        stamp,
        restated=told,
        title=client.replaced(stamp.title),
        causes=tuple(map(client.replaced, stamp.causes)),
        criteria=tuple(map(client.replaced, stamp.criteria)),
        evidence=tuple(map(client.replaced, stamp.evidence)),
    )


def _restated(figure: RestatedFigure, client: ClientNames, index: Index) -> RestatedFigure | None:
    unit = index.unit(figure.unit)
    if unit is None:
        return None
    old, new = (
        str(index.amount(Decimal(value), figure.unit)) if value and unit != figure.unit else client.replaced(value)
        for value in (figure.old, figure.new)
    )
    label, name = client.replaced(figure.label), client.replaced(figure.name)
    return replace(figure, old=old, new=new, unit=unit, label=label, name=name)
