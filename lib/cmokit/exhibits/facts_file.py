"""facts.json: the figures of a run, for machines. UTF-8, keys sorted, schema 1, equal bytes for equal inputs."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import simplejson

from cmokit.exhibits.bundle import fact_to_dict
from cmokit.exhibits.section import Section

SCHEMA = 1


def facts_document(
    *,
    client: str,
    phase: str,
    as_of: date,
    kit: str,
    currency: str,
    sections: Iterable[Section],
    reasons: dict[str, str],
) -> dict[str, Any]:
    """The document of a run. reasons: analysis id → its reason as plain text, in the reader's number formats."""
    ordered = sorted(sections, key=lambda section: section.analysis)
    facts = [fact_to_dict(fact, exact=True) for section in ordered for fact in section.facts]
    return {
        "schema": SCHEMA,
        "client": client,
        "phase": phase,
        "as_of": as_of.isoformat(),
        "kit": kit,
        "currency": currency,
        "analyses": [_analysis(section, reasons[section.analysis]) for section in ordered],
        "facts": sorted(facts, key=lambda fact: (fact["id"], sorted(fact["dimensions"].items()))),
    }


def _analysis(section: Section, reason: str) -> dict[str, Any]:
    evidence = section.evidence
    return {
        "id": section.analysis,
        "severity": str(section.severity),
        "reason": reason,
        "missing": [{"table": m.table, "columns": list(m.columns), "ask": m.ask} for m in section.missing],
        "money_at_stake_amount": section.money_at_stake_amount,
        "evidence": vars(evidence) if evidence else None,
    }


def dump_json(document: Any) -> str:
    """JSON text with sorted keys and every digit of a Decimal."""
    return simplejson.dumps(document, use_decimal=True, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def read_json(path: Path) -> Any:
    """JSON with its numbers as Decimal, so that no digit is lost on the way back."""
    return simplejson.loads(path.read_text("utf-8"), use_decimal=True)
