"""Outcomes that attribution credits, from people, stages, deals and orders, where no export names them.

Of each kind: what an export of conversions gives of a kind, it gives whole, and nothing is derived beside it.
"""

from cmokit.sources.deliveries.derived_rule import Rule, applies, see_people
from cmokit.sources.deliveries.engine import Engine
from cmokit.tables.catalog import TABLES
from cmokit.tables.warehouse import no_rows

# Deals that lead, each with its person: the deal's own contact, the lead that was converted into it, or the contact of
# a copy in another system (by the record that leads this person).
_DEALS = """CREATE OR REPLACE TEMP VIEW leading_deals AS
    WITH deals AS (
        SELECT o.*, coalesce(l.leading_id, o.opportunity_id) AS deal_id, l.leading_id FROM opportunities o
        LEFT JOIN entity_links l ON l.entity = 'opportunity' AND l.source_system = o.source_system
            AND l.record_id = o.opportunity_id
        WHERE o.gone_on IS NULL
    ),
    converted AS (
        SELECT source_system, converted_opportunity_id AS opportunity_id, arg_min(contact_id, contact_id) AS lead_id
        FROM {people} WHERE converted_opportunity_id IS NOT NULL GROUP BY ALL
    ),
    copied AS (
        SELECT d.deal_id, min(coalesce(p.leading_id, d.contact_id)) AS person_id FROM deals d
        LEFT JOIN entity_links p ON p.entity = 'contact' AND p.source_system = d.source_system
            AND p.record_id = d.contact_id
        WHERE d.contact_id IS NOT NULL GROUP BY ALL
    )
    SELECT d.* REPLACE (coalesce(d.contact_id, c.lead_id, k.person_id) AS contact_id) FROM deals d
    LEFT JOIN converted c ON c.source_system = d.source_system AND c.opportunity_id = d.opportunity_id
    LEFT JOIN copied k ON k.deal_id = d.deal_id
    WHERE d.leading_id IS NULL
        OR d.leading_id IN (d.opportunity_id, concat_ws(':', d.source_system, d.opportunity_id))"""
_OF_A_DEAL = """
    SELECT '{prefix}:' || opportunity_id AS conversion_id, contact_id, {moment} AS converted_at,
        '{kind}' AS kind, amount AS value_amount, currency, 'opportunities' AS derived_from,
        source_file, source_row, source_system
    FROM leading_deals WHERE {moment} IS NOT NULL{more}"""
_LEAD = """
    SELECT 'lead:' || contact_id AS conversion_id, contact_id, created_at AS converted_at, 'lead' AS kind,
        'contacts' AS derived_from, source_file, source_row, source_system
    FROM counted_people WHERE created_at IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY created_at, source_system, contact_id) = 1"""
_MQL = """
    SELECT 'mql:' || e.entity_id AS conversion_id, e.entity_id AS contact_id, e.entered_at AS converted_at,
        'mql' AS kind, 'stage_entries' AS derived_from, e.source_file, e.source_row, e.source_system
    FROM stage_entries e JOIN counted_people p ON p.source_system = e.source_system AND p.contact_id = e.entity_id
    WHERE e.entity = 'contact' AND e.entered_at IS NOT NULL
        AND regexp_replace(lower(e.stage), '[^a-z]', '', 'g') IN ('mql', 'marketingqualifiedlead')
    QUALIFY row_number() OVER (PARTITION BY p.person_id ORDER BY e.entered_at, e.source_system, e.entity_id) = 1"""
_ORDER = """
    SELECT 'order:' || order_id AS conversion_id, contact_id, ordered_at AS converted_at, 'order' AS kind,
        coalesce(subtotal_amount, total_amount) AS value_amount, currency, 'orders' AS derived_from,
        source_file, source_row, source_system
    FROM orders WHERE ordered_at IS NOT NULL AND cancelled_at IS NULL AND gone_on IS NULL"""
_PERSON = (
    "The deal's person is its own contact, else the lead that was converted into it, else the contact of the deal's "
    "copy in another system. Its value is the deal's amount."
)
RULES = (
    Rule(
        "lead", "conversions", "contacts", ("contacts", "entity_links"),
        "A person becomes a lead when the first of its records is created, in whatever system. Test records, deleted "
        "records and people without a date of creation give none.",
        _LEAD,
    ),
    Rule(
        "mql", "conversions", "stage_entries", ("stage_entries", "contacts", "entity_links"),
        "A person's first entry into the stage `mql`, over all its records. Later entries are none: who returns to the "
        "stage was counted.",
        _MQL,
    ),
    Rule(
        "opportunity", "conversions", "opportunities", ("opportunities",),
        f"A deal counts when it is created, once, by its leading record, whatever becomes of it. {_PERSON}",
        _OF_A_DEAL.format(prefix="opened", kind="opportunity", moment="created_at", more=""),
    ),
    Rule(
        "won", "conversions", "opportunities", ("opportunities",),
        f"A deal that is won counts when it was closed, once, by its leading record. {_PERSON}",
        _OF_A_DEAL.format(prefix="opportunity", kind="won", moment="closed_at", more=" AND status = 'won'"),
    ),
    Rule(
        "order", "conversions", "orders", ("orders",),
        "An order that was not cancelled counts when it was placed. Its value is that of its goods: after discounts, "
        "before shipping and tax on top.",
        _ORDER,
    ),
)  # fmt: skip


def fill(engine: Engine) -> None:
    """Add the conversions of each kind that no export gives."""
    is_made = "conversions" in engine.made
    given = {kind for (kind,) in engine.rows("SELECT DISTINCT kind FROM conversions")} if is_made else set()
    wanted = [rule.query for rule in RULES if rule.name not in given and applies(rule, engine)]
    if not wanted:
        return
    see_people(engine)
    _see_deals(engine)
    own = "SELECT * FROM conversions" if is_made else no_rows(TABLES["conversions"])
    engine.make("conversions", " UNION ALL BY NAME ".join([own, *wanted]))


def _see_deals(engine: Engine) -> None:
    if not engine.has("opportunities"):
        return
    nobody = "(SELECT NULL::VARCHAR AS source_system, NULL::VARCHAR AS converted_opportunity_id, "
    nobody += "NULL::VARCHAR AS contact_id WHERE FALSE)"
    has_people = engine.has("contacts") and engine.has("entity_links")
    engine.con.execute(_DEALS.format(people="counted_people" if has_people else nobody))
