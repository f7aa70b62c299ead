"""What a rule is by which rows of one canonical table follow from others; docs/derived.md is written from the rules."""

from dataclasses import dataclass

from cmokit.sources.deliveries.engine import Engine, literal

# Persons: every contact record that counts (neither gone nor a test), with the id of the record that leads.
_PEOPLE = """CREATE OR REPLACE TEMP VIEW counted_people AS
    SELECT c.*, l.leading_id AS person_id FROM contacts c
    JOIN entity_links l ON l.entity = 'contact' AND l.source_system = c.source_system AND l.record_id = c.contact_id
    WHERE c.gone_on IS NULL AND c.is_test IS NOT TRUE"""


@dataclass(frozen=True)
class Rule:
    """One rule. table: what it fills. source: the table that its rows follow from, as `derived_from` says. needs: the
    tables without which it gives nothing. says: the rule in words. query: SQL for its rows.
    """

    name: str
    table: str
    source: str
    needs: tuple[str, ...]
    says: str
    query: str


def see_people(engine: Engine) -> None:
    """Make the view `counted_people`, where there are contacts."""
    if engine.has("contacts") and engine.has("entity_links"):
        engine.con.execute(_PEOPLE)


def applies(rule: Rule, engine: Engine) -> bool:
    return all(engine.has(table) for table in rule.needs)


def local_day(engine: Engine, moment: str) -> str:
    """SQL for the client's day on which a moment falls."""
    return f"timezone({literal(engine.timezone)}, {moment})::DATE"


def noon_of(engine: Engine, day: str) -> str:
    """SQL for a day where a time is needed: its noon at the client's place."""
    return f"timezone({literal(engine.timezone)}, ({day} + INTERVAL 12 HOUR)::TIMESTAMP)"
