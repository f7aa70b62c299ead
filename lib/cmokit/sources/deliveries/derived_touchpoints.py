"""Touchpoints that follow from other records, where no export gives them: what a CRM knows of how people came.

An export of touchpoints speaks for its own system; one that names no system speaks for all. Where it holds visits,
forms or ad clicks, it also tells what the CRM condenses into a source; where it holds calls, what sellers logged.
"""

import pyarrow as pa

from cmokit.sources.channels import medium_meant, of_utm
from cmokit.sources.deliveries.derived_rule import Rule, applies, local_day, noon_of, see_people
from cmokit.sources.deliveries.engine import Engine
from cmokit.vocabulary import Channel

LATEST = "contacts.latest_source"  # rows that a source makes while it reads (sources/hubspot.py)
WEB = ("ad_click", "visit", "form")
_KIND_OF_CHANNEL = """CASE WHEN {channel} IN ('event', 'webinar') THEN 'event'
        WHEN {channel} = 'email' THEN 'email_click'
        WHEN {channel} IN ('paid_search', 'paid_social', 'display', 'affiliate') THEN 'ad_click' ELSE 'other' END"""
_RESPONSES = f"""
    SELECT 'response:' || m.campaign_id || ':' || m.contact_id AS touchpoint_id, m.contact_id,
        m.responded_at AS touched_at, {_KIND_OF_CHANNEL.format(channel="c.channel")} AS kind,
        coalesce(c.channel, '{Channel.UNKNOWN}') AS channel, c.name AS campaign,
        'campaign_members' AS derived_from, m.source_file, m.source_row, m.source_system
    FROM campaign_members m
    LEFT JOIN campaigns c ON c.source_system = m.source_system AND c.campaign_id = m.campaign_id
    LEFT JOIN entity_links l
        ON l.entity = 'contact' AND l.source_system = m.source_system AND l.record_id = m.contact_id
    LEFT JOIN contacts p ON p.source_system = m.source_system AND p.contact_id = m.contact_id
    WHERE m.responded_at IS NOT NULL AND p.is_test IS NOT TRUE
    QUALIFY row_number() OVER (
        PARTITION BY m.source_system, m.campaign_id, coalesce(l.leading_id, m.contact_id)
        ORDER BY m.responded_at, m.contact_id) = 1"""
_FORMS = f"""
    WITH known AS (
        SELECT p.*, coalesce(nullif(p.channel, '{Channel.UNKNOWN}'), u.meant, '{Channel.UNKNOWN}') AS came_by,
            coalesce(p.utm_source, p.utm_medium, p.utm_campaign) IS NOT NULL AS is_tagged,
            min(p.created_at) OVER (PARTITION BY p.person_id) AS first_at
        FROM counted_people p LEFT JOIN utm_channels u
            ON u.utm_source IS NOT DISTINCT FROM p.utm_source AND u.utm_medium IS NOT DISTINCT FROM p.utm_medium
        WHERE p.created_at IS NOT NULL
    )
    SELECT 'contact:' || contact_id AS touchpoint_id, contact_id, first_at AS touched_at,
        CASE WHEN is_tagged THEN 'form' WHEN came_by IN ('event', 'webinar') THEN 'event'
            WHEN came_by IN ('sales', 'partner', 'offline', 'other') THEN 'other' ELSE 'visit' END AS kind,
        came_by AS channel, utm_campaign AS campaign, utm_source, utm_medium, utm_campaign, utm_content, utm_term,
        'contacts' AS derived_from, source_file, source_row, source_system
    FROM known WHERE came_by <> '{Channel.UNKNOWN}' OR is_tagged
    QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY created_at, source_system, contact_id) = 1"""
_INBOUND = """
    SELECT 'activity:' || a.activity_id AS touchpoint_id, a.contact_id,
        coalesce(a.occurred_at, {noon}) AS touched_at,
        CASE a.kind WHEN 'call' THEN 'call' ELSE 'other' END AS kind, 'sales' AS channel,
        'activities' AS derived_from, a.source_file, a.source_row, a.source_system
    FROM activities a LEFT JOIN contacts p ON p.source_system = a.source_system AND p.contact_id = a.contact_id
    WHERE a.direction = 'inbound' AND a.kind IN ('call', 'meeting') AND a.is_automated IS NOT TRUE
        AND a.contact_id IS NOT NULL AND coalesce(a.occurred_at, {noon}) IS NOT NULL AND p.is_test IS NOT TRUE"""
_SEEN = "SELECT * FROM exported_touchpoints WHERE derived_from = '{}'"
# In this order: of two touches of one person by one channel on one day the first rule's stays.
RULES = (
    Rule(
        "campaign responses", "touchpoints", "campaign_members", ("campaign_members",),
        "A member that responded touched the campaign on the day of its first response, by the campaign's channel. A "
        "person in one campaign under two records, as lead and as contact, responded once. A response without a day "
        "gives none.",
        _RESPONSES,
    ),
    Rule(
        "source of a new contact", "touchpoints", "contacts", ("contacts", "entity_links"),
        "A person whose record says a source or carries UTM values touched that channel when its first record was "
        "created: a form where the record carries UTM values, else a visit, an event, or other. The channel is that of "
        "the record's source, else what its UTM values mean; where neither is known there is no touchpoint, and the "
        "person's outcomes stay unknown.",
        _FORMS,
    ),
    Rule(
        "latest source", "touchpoints", LATEST, ("touchpoints",),
        "A latest source with its date is a visit by that channel then. Each delivery may say another one, and all of "
        "them stay. Without a date there is none.",
        _SEEN.format(LATEST),
    ),
    Rule(
        "inbound calls and meetings", "touchpoints", "activities", ("activities",),
        "A call that came in, or a meeting that the person asked for, is a touchpoint of the channel sales. Where only "
        "its day is known, noon of that day stands for it. What sellers did outbound, and what a machine sent, is "
        "none.",
        _INBOUND,
    ),
)  # fmt: skip
# Rule → kinds of touchpoints that tell the same wherever an export gives them.
YIELDS = {"source of a new contact": WEB, "latest source": WEB, "inbound calls and meetings": ("call",)}


def fill(engine: Engine) -> None:
    """Add the touchpoints of every rule whose records no export of touchpoints speaks for."""
    wanted = [rule for rule in RULES if applies(rule, engine) and _gives(rule, engine)]
    if not wanted:
        return
    _prepare(engine)
    parts = [_rows(engine, rule, place) for place, rule in enumerate(wanted)]
    engine.con.execute(f"CREATE OR REPLACE TEMP TABLE derived_rows AS {' UNION ALL BY NAME '.join(parts)}")
    exported = f"SELECT * FROM exported_touchpoints WHERE derived_from IS DISTINCT FROM '{LATEST}'"
    engine.define("touchpoints", f"{exported} UNION ALL BY NAME ({_once_a_day(engine)})")


def _gives(rule: Rule, engine: Engine) -> bool:
    """A look that spares reading a large table of touchpoints for nothing."""
    return rule.source != LATEST or any(f.load.table == "contacts" for f in engine.loads_with("touchpoints"))


def _prepare(engine: Engine) -> None:
    """The exported touchpoints under a name of their own, what they speak for, and empty tables for missing ones."""
    if "touchpoints" in engine.made:
        engine.con.execute("ALTER VIEW touchpoints RENAME TO exported_touchpoints")
    else:
        engine.con.execute(f"CREATE TEMP VIEW exported_touchpoints AS SELECT * FROM {engine.raw('touchpoints')}")
    for table in ("campaigns", "contacts", "entity_links"):
        if table not in engine.made:
            engine.con.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM {engine.raw(table)}")
    engine.con.execute(
        f"""CREATE OR REPLACE TEMP TABLE spoken_for AS SELECT DISTINCT source_system, kind FROM exported_touchpoints
        WHERE derived_from IS DISTINCT FROM '{LATEST}'"""
    )
    see_people(engine)
    _see_utm(engine)


def _see_utm(engine: Engine) -> None:
    """What each pair of source and medium means, by the client's own words for mediums."""
    query = "SELECT DISTINCT utm_source, utm_medium FROM contacts WHERE coalesce(utm_source, utm_medium) IS NOT NULL"
    pairs = sorted(engine.rows(query), key=str)
    meant = [of_utm(source, medium_meant(medium, engine.channels)) for source, medium in pairs]
    columns = ([pair[0] for pair in pairs], [pair[1] for pair in pairs], meant)
    names = ("utm_source", "utm_medium", "meant")
    found = pa.table({name: pa.array(values, pa.string()) for name, values in zip(names, columns, strict=True)})
    engine.con.register("utm_channels", found)


def _rows(engine: Engine, rule: Rule, place: int) -> str:
    """A rule's rows that no export speaks for."""
    query = rule.query.replace("{noon}", noon_of(engine, "a.occurred_on"))
    kinds = ", ".join(f"'{kind}'" for kind in YIELDS.get(rule.name, ())) or "''"
    return f"""(SELECT r.*, {place} AS _place FROM ({query}) r WHERE NOT EXISTS (
        SELECT 1 FROM spoken_for s WHERE s.source_system IN (r.source_system, 'canonical') OR s.kind IN ({kinds})))"""


def _once_a_day(engine: Engine) -> str:
    """A person touches a channel once a day by what several rules tell of it; calls are each their own."""
    return f"""SELECT * EXCLUDE (_place) FROM (
        SELECT r.*, coalesce(l.leading_id, r.contact_id) AS _person, min(r._place) OVER (
            PARTITION BY coalesce(l.leading_id, r.contact_id), r.channel, {local_day(engine, "r.touched_at")}) AS _first
        FROM derived_rows r LEFT JOIN entity_links l
            ON l.entity = 'contact' AND l.source_system = r.source_system AND l.record_id = r.contact_id
    ) WHERE _place = _first"""
