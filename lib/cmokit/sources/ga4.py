"""Google Analytics 4: traffic acquisition, as the report's download or a free-form exploration writes it.

Above the header stand `#` lines with the days (`# Start date: 20260101`, or `# 20260101-20260131`). Headers: Session
primary channel group (Default Channel Group) | Session default channel group, Session source / medium | Session source,
Session medium, Session campaign, Date, Sessions, Engaged sessions, Engagement rate, Average engagement time per
session, Events per session, Event count, Key events | Conversions, Session key event rate, Total revenue; German,
French and Spanish ones too. Days are `YYYYMMDD`; rates are fractions.

- A file may hold several tables, each below `#` lines of its own: a chart's numbers, other segments of the same
  visits. They are not to be added up: the one whose header is known best is read, the first of equals.
- A row without a Date covers the report's days: `session_on` is the first of them, `period_end_on` the last.
- A row that names no channel, source, medium or campaign is the total. `(not set)`, `(other)` and `Unassigned` are
  channels that nobody knows; `(not set)` and `(none)` are no source, medium or campaign.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources import channels
from cmokit.sources.ads import whole
from cmokit.sources.base import Note, Source, Tables, fields, value_key
from cmokit.sources.channels import of_utm
from cmokit.sources.rows import Rows, by_value
from cmokit.tables.contract import AMOUNT
from cmokit.vocabulary import Channel, Combine, SetAside

# Default channel groups that a CRM has no name for.
GROUPS = {
    "crossnetwork": Channel.PAID_SEARCH,  # campaigns over several of Google's networks, search first
    "paidshopping": Channel.PAID_SEARCH,
    "organicshopping": Channel.ORGANIC_SEARCH,
    "paidvideo": Channel.DISPLAY,
    "organicvideo": Channel.ORGANIC_SOCIAL,
    "affiliates": Channel.AFFILIATE,
    "audio": Channel.DISPLAY,
    "sms": Channel.OTHER,
    "mobilepushnotifications": Channel.OTHER,
    "paidother": Channel.OTHER,
    "aiassistant": Channel.REFERRAL,
    "aiassistants": Channel.REFERRAL,
    "unassigned": Channel.UNKNOWN,
    "notset": Channel.UNKNOWN,
    "other": Channel.UNKNOWN,  # `(other)`: what the report cut off
    "organischesuche": Channel.ORGANIC_SEARCH,
    "bezahltesuche": Channel.PAID_SEARCH,
    "direkt": Channel.DIRECT,
}
NOTHING = {"(not set)", "(none)", "(not provided)", "(data not available)", "(other)", ""}
DIRECT = ("(direct)", "(none)")
COMMENT = re.compile(r"\s*#")


def channel_of_group(text: str) -> str:
    """Channel of a default channel group; one's own group by its name, where a list knows it."""
    return GROUPS.get(value_key(text)) or channels.of_name(text)


def _sessions(rows: Rows) -> Tables:
    source, medium = _source_and_medium(rows)
    start, end = (pa.scalar(day, pa.date32()) for day in rows.period)
    first = pc.coalesce(rows.get("session_on"), start)
    stated = {
        "session_on": first,
        "period_end_on": pc.if_else(
            pc.is_valid(rows.get("session_on")), rows.get("session_on"), pc.coalesce(end, first)
        ),
        "channel": _channels(rows, source, medium),
        "utm_source": _named(source),
        "utm_medium": _named(medium),
        "utm_campaign": _named(rows.get("campaign")),
        "key_events_count": whole(rows.get("key_events_decimal")),
        "revenue_amount": pc.round(rows.get("revenue_decimal"), ndigits=4, round_mode="half_to_even").cast(AMOUNT),
    }
    return {"web_sessions": rows.canonical("web_sessions", **stated)}


def _source_and_medium(rows: Rows) -> tuple[pa.Array, pa.Array]:
    """The two columns, or the one that holds both: `google / cpc`."""
    both = rows.get("source_medium")
    first = by_value(both, lambda text: text.partition(" / ")[0].strip())
    second = by_value(both, lambda text: text.partition(" / ")[2].strip() or None)
    return pc.coalesce(rows.get("session_source"), first), pc.coalesce(rows.get("session_medium"), second)


def _channels(rows: Rows, source: pa.Array, medium: pa.Array) -> pa.Array:
    """The group that the report gives; without one, what source and medium mean."""
    if rows.has("channel"):
        return by_value(rows.get("channel"), channel_of_group)
    pairs = zip(source.to_pylist(), medium.to_pylist(), strict=True)
    return pa.array([_of_pair(s, m) for s, m in pairs], pa.string())


def _of_pair(source: str | None, medium: str | None) -> str:
    if (source, medium) == DIRECT:
        return Channel.DIRECT
    return of_utm(source, medium) or Channel.UNKNOWN


def _named(values: pa.Array) -> pa.Array:
    """A source, medium or campaign; null where the report says that there is none."""
    return by_value(values, lambda text: None if text.strip().casefold() in NOTHING else text)


def _notes(rows: Rows) -> list[Note]:
    """A report that says no days, and a table above the one that was read."""
    found = []
    if rows.period == (None, None) and not rows.has("session_on"):
        message = "neither rows nor the lines above say which days the sessions are of; export it by Date"
        found.append(Note("no_period", message))
    above = sum(1 for line in rows.preamble if "," in line and not COMMENT.match(line))
    if above:
        message = f"{above} lines of another table stand above this one; they show other cuts of the same visits"
        found.append(Note("several_tables", message))
    return found


TRAFFIC = Source(
    kind="ga4.traffic_acquisition",
    system="ga4",
    table="web_sessions",
    combine=Combine.RESTATED_WINDOW,
    required=("channel|source_medium|session_source|session_medium|campaign", "sessions_count"),
    key=("channel", "source_medium", "session_source", "session_medium", "campaign"),
    unkeyed=SetAside.TOTAL,
    fill=_sessions,
    check=_notes,
    fields=fields(
        """
        session_on: Date | Datum | Fecha | Day | Tag
        channel: Session primary channel group (Default Channel Group) | Session primary channel group """
        """| Session default channel group | Session default channel grouping | Default channel group """
        """| Primäre Channelgruppe der Sitzung (Standard-Channelgruppe) | Primäre Channelgruppe der Sitzung """
        """| Sitzung – Standard-Channelgruppe | Standard-Channelgruppe der Sitzung """
        """| Groupe de canaux principal de la session (groupe de canaux par défaut) """
        """| Groupe de canaux principal de la session | Groupe de canaux par défaut de la session """
        """| Grupo de canales principal de la sesión (Grupo de canales predeterminado) """
        """| Grupo de canales principal de la sesión | Grupo de canales predeterminado de la sesión
        source_medium > utm_source: Session source / medium | Session source/medium | Sitzung – Quelle/Medium """
        """| Quelle/Medium der Sitzung | Source/Support de la session | Source / support de la session """
        """| Fuente/medio de la sesión
        session_source > utm_source: Session source | Session manual source | Quelle der Sitzung """
        """| Source de la session | Fuente de la sesión
        session_medium > utm_medium: Session medium | Session manual medium | Medium der Sitzung """
        """| Support de la session | Medio de la sesión
        campaign > utm_campaign: Session campaign | Session campaign name | Session manual campaign name """
        """| Kampagne der Sitzung | Campagne de la session | Campaña de la sesión
        sessions_count: Sessions | Sitzungen | Sesiones
        users_count: Total users | Active users | Users | Aktive Nutzer | Nutzer insgesamt | Utilisateurs actifs """
        """| Usuarios activos
        new_users_count: New users | Neue Nutzer | Nouveaux utilisateurs | Usuarios nuevos
        engaged_sessions_count: Engaged sessions | Sitzungen mit Interaktionen | Sitzungen mit Interaktion """
        """| Sessions avec engagement | Sesiones con interacción
        engagement_share_decimal: Engagement rate | Interaktionsrate | Engagement-Rate | Taux d'engagement """
        """| Porcentaje de interacciones
        engagement_decimal: Average engagement time per session | Durchschnittliche Interaktionsdauer pro Sitzung """
        """| Durée d'engagement moyenne par session | Tiempo de interacción medio por sesión
        events_decimal: Events per session | Ereignisse pro Sitzung | Événements par session | Eventos por sesión
        events_count: Event count | Ereignisanzahl | Nombre d'événements | Número de eventos
        key_events_decimal > key_events_count: Key events | Conversions | Schlüsselereignisse """
        """| Wichtige Ereignisse | Événements clés | Eventos clave
        key_event_share_decimal: Session key event rate | Session conversion rate | Schlüsselereignisrate """
        """| Schlüsselereignisrate der Sitzung | Taux d'événements clés de session """
        """| Tasa de eventos clave de la sesión
        revenue_decimal > revenue_amount: Total revenue | Gesamtumsatz | Revenu total | Ingresos totales
        """
    ),
)

GA4 = (TRAFFIC,)
