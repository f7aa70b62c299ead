"""Can the fields and links of the CRM be trusted?

Asks
    Do the CRM's fields say one thing each, and do its records hang together?
Measures
    Five checks. Pairs of fields of one object with the same label but for case, punctuation or a number at its end.
    Spellings of source, status, country, industry, loss reason and deal stage beside the usual one, per system.
    Qualified contacts without owner or source and open deals without owner, amount or company (people and deals once
    each). Values of stage, status and owner set by a person and replaced by an integration in the very next change.
    References to a company, contact, deal or campaign that the same system does not hold. Beside each count, the share
    of the places that the check looked at.
Read it as
    Twin fields and spellings split every report that groups by them. Overwritten values mean that two systems both
    think they lead. Broken links are sales and campaigns that no report can attribute.
Do next
    Merge twin fields, close the picklists, name the leading system of each field, mend the links from the evidence.
Limits
    Labels and spellings are compared as text: two names for one thing are not seen. Links are checked only where the
    export of the other side was received; a record left out of a partial export looks like a broken link.
"""

from dataclasses import dataclass

import ibis
from ibis import ir

from cmokit.analyses import figures, shown
from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.crm import integrity_checks as checks
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.record_checks import in_order
from cmokit.analyses.repairs import Repairs, respellings
from cmokit.analyses.tracked import Tracked
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods.linkage import leading_records
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say

ID = "crm.integrity"
# check → the tables that it cannot do without
CHECKS: dict[str, tuple[str, ...]] = {
    "duplicate_fields": ("fields",),
    "inconsistent_values": (),
    "required_missing": (),
    "overwritten": ("field_changes",),
    "broken_links": (),
}
UNITS = {"check": "text", "found": "count", "of": "count", "share": "share"}  # of the table of checks


@dataclass(frozen=True)
class Integrity:
    facts: tuple[Fact, ...]
    evidence: ir.Table  # check, table, record_id, field, value, source_file, source_row
    left_out: tuple[str, ...]  # checks that could not be made
    missing: tuple[Missing, ...]
    spelled: ir.Table  # values in an unusual spelling, as `repairs.respellings` takes them


def measure(
    contacts: ir.Table,
    opportunities: ir.Table,
    companies: ir.Table,
    campaigns: ir.Table,
    campaign_members: ir.Table,
    fields: ir.Table,
    field_changes: ir.Table,
    entity_links: ir.Table,
    definitions: Definitions,
) -> Integrity:
    people = contacts.filter(~contacts.is_test.fill_null(False))
    tables = {"contacts": people, "companies": companies, "opportunities": opportunities}
    linked = {**tables, "campaigns": campaigns, "campaign_members": campaign_members}
    found = {
        "duplicate_fields": checks.duplicate_fields(fields),
        "inconsistent_values": checks.inconsistent_values(tables),
        "required_missing": checks.required_missing(
            leading_records(people, entity_links, "contact"),
            leading_records(opportunities, entity_links, "opportunity"),
            definitions.lifecycle_order,
        ),
        "overwritten": checks.overwritten(field_changes),
        "broken_links": checks.broken_links(linked),
    }
    left_out = tuple(name for name, finding in found.items() if finding.looked_at == 0)
    if len(left_out) == len(found):
        raise CannotAnswer(say(f"{ID}.nothing"), Missing("contacts", (), say("asks.contacts")))
    facts = (fact for name, finding in found.items() if finding.looked_at for fact in _facts(name, finding))
    asks = (table for name in left_out for table in CHECKS[name])
    return Integrity(
        facts=tuple(facts),
        evidence=in_order(ibis.union(*(finding.places for finding in found.values()))),
        left_out=left_out,
        missing=tuple(Missing(table, (), say(f"asks.{table}")) for table in asks),
        spelled=found["inconsistent_values"].mends,
    )


def _facts(name: str, finding: checks.Finding) -> tuple[Fact, ...]:
    count = figures.count(f"{ID}.{name}_count", finding.count, n=finding.looked_at)
    return (count, *figures.share(f"{ID}.affected_share", finding.affected, finding.looked_at, check=name))


def judge(found: Integrity, limits: Limits) -> Verdict:
    """By the check that affects the largest share; what could not be checked is said too."""
    worst = figures.having(found.facts, "affected_share")[0]
    lacking = [say(f"{ID}.left_out.{name}") for name in found.left_out]
    return figures.about(limits.verdict(worst), say(f"{ID}.checks.{worst.dimensions['check']}"), *lacking)


def exhibit(found: Integrity, verdict: Verdict) -> Section:
    shares = figures.having(found.facts, "affected_share")
    ranked = [share.dimensions["check"] for share in shares]
    counts = {name: figures.required(found.facts, f"{name}_count") for name in ranked}
    flawed = [name for name in ranked if counts[name].value]
    said = {name: say(f"{ID}.finding.{name}", count=figures.number(f), figure=cite(f)) for name, f in counts.items()}
    worst = say(f"{ID}.checks.{ranked[0]}")
    rows = (
        {"check": say(f"{ID}.checks.{name}"), "found": counts[name], "of": counts[name].n, "share": share}
        for name, share in zip(ranked, shares, strict=True)
    )
    return Section(
        analysis=ID,
        headline=said[flawed[0]] if flawed else say(f"{ID}.sound", share=cite(shares[0])),
        narrative=tuple(said[name] for name in flawed[1:]) or (say(f"{ID}.nothing_else"),) if flawed else (),
        charts=shown.bars(
            f"{ID}.charts.shares",
            [(say(f"{ID}.checks.{share.dimensions['check']}"), share.value) for share in shares],
            unit="share",
            x="check",
            worst=worst,
            figure=cite(shares[0]),
        )
        if flawed
        else (),
        tables=shown.table(f"{ID}.tables.checks", UNITS, rows),
        next_steps=tuple(say(f"{ID}.do.{name}") for name in flawed) or (say(f"{ID}.do.nothing"),),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(shares[0].name, *(counts[name].name for name in flawed)),
        brief=say(f"{ID}.brief.{flawed[0]}", share=cite(shares[0])) if flawed else "",
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decision.{flawed[0]}") if verdict.severity in (Severity.WARN, Severity.FAIL) else "",
    )


def repairs(found: Integrity) -> Repairs:
    """Unusual spellings become the usual one of their system; nothing else here decides a value."""
    return respellings(found.spelled.to_pyarrow().to_pylist())


ANALYSIS = Analysis(
    id=ID,
    rows=("CRM-01",),
    phases=("audit", "baseline"),
    sheet="Field integrity",
    needs=("contacts",),
    uses=("opportunities", "companies", "campaigns", "campaign_members", "fields", "field_changes", "entity_links"),
    measures={**{f"{name}_count": "count" for name in CHECKS}, "affected_share": "share"},
    # A hundredth of the places is what mistyping leaves in any CRM; a twentieth moves the reports that group by them.
    limits=Limits(warn=0.01, fail=0.05, on="affected_share"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
    repairs=repairs,
    evidence_key=("check", "table", "record_id", "field"),
    tracked=Tracked(key=("check", "table", "record_id", "field"), record="record_id", among="table"),
)
