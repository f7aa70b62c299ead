"""Company records of one system that are one company: same website, or same name but for the legal form and country."""

from typing import Any

import ibis
from ibis import ir

from cmokit.methods.duplicate_rules import FREE_MAIL
from cmokit.methods.spelling import folded, squashed

# Legal forms at the end of a name, longest first; without them `Quarzdora Bau GmbH & Co. KG` is `Quarzdora Bau`.
_FORMS = (
    r"gmbh\s*(&|und|and)\s*co\.?\s*k\.?g\.?( ?a\.?a\.?)?|ug\s*\(haftungsbeschränkt\)|e\.?\s?v\.?|gmbh|mbh|ug|ag|"
    r"se|kgaa|kg|ohg|gbr|e\.?k\.?|b\.?v\.?|n\.?v\.?|ltd\.?|limited|llc|l\.l\.c\.|llp|plc|inc\.?|incorporated|corp\.?|corporation|co\.?|"
    r"company|s\.?a\.?r\.?l\.?|s\.?a\.?s\.?|s\.?a\.?|s\.?p\.?a\.?|s\.?r\.?l\.?|s\.?l\.?|a\.?s\.?|ab|oy|oyj|aps|a/s|"
    r"sp\.?\s*z\s*o\.?\s*o\.?|s\.?r\.?o\.?|k\.?k\.?|pty\.?|fz-?llc|wll|w\.l\.l\.?"
)
_AT_THE_END = rf"[\s,]+({_FORMS})$"


def company_pairs(companies: ir.Table) -> list[dict[str, Any]]:
    """Pairs in one system, sorted: source_system, one_id, other_id, one, other (names), matched_by; never by blanks."""
    keys = ibis.union(_keys(companies, site(companies.domain), "domain"), _keys(companies, _name(companies), "name"))
    other = keys.view()
    same = keys.join(
        other,
        [keys.source_system == other.source_system, keys.key == other.key, keys.company_id < other.company_id],
        rname="other_{name}",
    )
    pairs = same.group_by(
        "source_system", one_id=same.company_id, other_id=same.other_company_id, one=same.name, other=same.other_name
    ).aggregate(matched_by=same.matched_by.min())
    return pairs.order_by("source_system", "one_id", "other_id").to_pyarrow().to_pylist()


def site(domain: ir.StringColumn) -> ir.StringValue:
    """A website's host without `www.` and without what stands before or behind it; null for providers of free mail."""
    host = folded(domain).re_replace(r"^https?://", "").re_replace(r"^www\.", "").re_replace(r"[/?#:].*$", "")
    return host.nullif("").cases(*((free, ibis.null("string")) for free in FREE_MAIL.split()), else_=host.nullif(""))


def _name(companies: ir.Table) -> ir.StringValue:
    bare = folded(companies.name).re_replace(_AT_THE_END, "").re_replace(_AT_THE_END, "")
    return squashed(bare) + "|" + folded(companies.country)


def _keys(companies: ir.Table, key: ir.StringValue, why: str) -> ir.Table:
    named = companies.select("source_system", "company_id", "name", key=key).filter(ibis._.key.notnull())
    return named.mutate(key=ibis.literal(f"{why} ") + named.key, matched_by=ibis.literal(why))
