"""What a client is asked to send on day 0: from the systems that engagement.yaml ticks, as a value.

A system is known when cmokit reads its exports, when a rule of `mapping:` names it, or by a general name (`courier`).
The texts of each export stand once, in the words (`requests.<kind>`): the list, the e-mail and NOT_MEASURED say them.
"""

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.errors import CmokitError, ConfigurationError, ManyErrors
from cmokit.exhibits.section import Missing
from cmokit.sources.catalog import SOURCES
from cmokit.sources.finance.layout import DATA_SHEETS
from cmokit.sources.finance.layout import KIND as FINANCE
from cmokit.words import has, joined, say

# What a CRM holds beside its records; it comes as the kit's own tables.
CRM = ("fields", "stage_entries", "touchpoints")
BESIDE = {"hubspot": (*CRM, "campaigns"), "salesforce": CRM}
# Names for systems whose exports are nobody's standard.
GENERAL = {
    "shop": ("contacts", "orders"),
    "courier": ("parcels",),
    "google_analytics": ("web_sessions",),
    "web_analytics": ("web_sessions",),
}
VENDORS = tuple(dict.fromkeys(source.system for source in SOURCES if "." in source.kind))
TABLE_OF = {source.kind: source.table for source in SOURCES}
# The workbook that finance fills is asked of every client, whatever its systems.
FINANCE_TABLES = tuple(sheet.table for sheet in DATA_SHEETS)


@dataclass(frozen=True)
class Export:
    """One export to be asked for. kind: as in `cmokit read`; systems: who holds it; the rest are texts to print.

    ask: all of it in sentences, as NOT_MEASURED says it.
    """

    kind: str
    systems: tuple[str, ...]
    title: str
    answers: str
    click_path: str
    columns: str
    period: str
    format: str
    send: str
    ask: str


@dataclass(frozen=True)
class Request:
    """All that the e-mail and the list say. by: the day to send by. place: where to; person: to whom, may be empty."""

    client_name: str
    exports: tuple[Export, ...]
    by: date
    place: str
    person: str
    sender: str
    contact: str
    agreement: str
    locale: str
    language: str
    client_color: str
    sender_color: str


def request_of(
    workspace: Workspace, client: ClientFolder, engagement: Engagement, *, by: date | None, place: str | None
) -> Request:
    """The request to a client; due on day 1 where nothing else is said.

    Raises ConfigurationError where no system is ticked, ManyErrors with one a system that is not known.
    """
    _check(client, engagement)
    brand, language = workspace.brand, engagement.language
    person = engagement.owner("revenue_operations") or engagement.owner("marketing")
    return Request(
        client_name=engagement.brand.name or engagement.name,
        exports=exports_of(engagement),
        by=by or engagement.start_on,
        place=(place or say("request.place", language=language)).strip().rstrip("."),
        person=person.name if person else "",
        sender=brand.name or "",
        contact=brand.contact or "",
        agreement=engagement.personal_data.agreement or "",
        locale=engagement.locale,
        language=language,
        client_color=engagement.brand.color or "",
        sender_color=brand.color or "",
    )


def exports_of(engagement: Engagement) -> tuple[Export, ...]:
    """The exports of the ticked systems that are known, each once, the systems' own before what lies beside them, and
    finance's workbook.
    """
    asked = {**_asked(engagement), **({FINANCE: ()} if engagement.systems.used else {})}
    return tuple(export_of(kind, systems, engagement.language) for kind, systems in asked.items())


def export_of(kind: str, systems: tuple[str, ...], language: str = "en") -> Export:
    """One export with its texts; the kit's own tables are named with the systems that hold them."""
    title = title_of(kind, language)
    if "." not in kind and systems:
        named = joined((_name(system, language) for system in systems), language)
        title = say("request.of_systems", language=language, title=title, systems=named)
    texts = {part: _text(kind, part, language) for part in ("answers", "columns", "period", "format", "send")}
    texts |= {"title": title, "click_path": _click_path(kind, systems, language)}
    return Export(kind, systems, **texts, ask=say("request.ask", None, language, **texts))


def named_asks(
    missing: Iterable[Missing], engagement: Engagement, arrived: Collection[str] = ()
) -> tuple[Missing, ...]:
    """What is missing, each table asked for by the exports of the client's systems that fill it, where one is known.

    arrived: the kinds in use. What has come is asked for again only where everything has and still something lacks.
    """
    exports = exports_of(engagement)
    return tuple(_named(one, [e for e in exports if one.table in _fills(e.kind)], arrived) for one in missing)


def _named(one: Missing, exports: list[Export], arrived: Collection[str]) -> Missing:
    wanted = [export for export in exports if export.kind not in arrived] or exports
    return Missing(one.table, one.columns, " ".join(_ask(e, one.table) for e in wanted)) if wanted else one


def _fills(kind: str) -> tuple[str, ...]:
    return FINANCE_TABLES if kind == FINANCE else (TABLE_OF[kind],)


def _ask(export: Export, table: str) -> str:
    """All of an export; of finance's workbook the one sheet."""
    if export.kind != FINANCE:
        return export.ask
    sheet = next(sheet.name for sheet in DATA_SHEETS if sheet.table == table)
    return say("request.ask_finance", sheet=sheet)


def _asked(engagement: Engagement) -> dict[str, tuple[str, ...]]:
    """Kind → the ticked systems that hold it. A general system is not asked for what a vendor's export fills."""
    pairs = list(_vendors_own(engagement.systems.used))
    filled = {TABLE_OF[kind] for kind, _ in pairs}
    for system in engagement.systems.used:
        mapped = _mapped(engagement, system)
        general = () if mapped else tuple(k for k in GENERAL.get(system, ()) if TABLE_OF[k] not in filled)
        pairs += [(kind, system) for kind in (*mapped, *general, *BESIDE.get(system, ()))]
    return {kind: tuple(dict.fromkeys(s for k, s in pairs if k == kind)) for kind, _ in pairs}


def _vendors_own(used: Iterable[str]) -> Iterator[tuple[str, str]]:
    for system in used:
        yield from ((source.kind, system) for source in SOURCES if source.system == system and "." in source.kind)


def _mapped(engagement: Engagement, system: str) -> tuple[str, ...]:
    """Kinds that a rule of `mapping:` makes of this system's files; a kind that cmokit does not read is none."""
    return tuple(rule.kind for rule in engagement.mapping if rule.system == system and rule.kind in TABLE_OF)


def _check(client: ClientFolder, engagement: Engagement) -> None:
    used = engagement.systems.used
    if not used:
        mend = f"systems: {{used: [{', '.join(VENDORS[:2])}]}} (known: {', '.join(_known(engagement))})"
        raise ConfigurationError(
            say("request.fault.none"), "no_systems", client.engagement_file, None, "systems.used", mend=mend
        )
    faults = [_unknown(client, engagement, name) for name in used if name not in _known(engagement)]
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise ManyErrors(faults)


def _unknown(client: ClientFolder, engagement: Engagement, name: str) -> CmokitError:
    from cmokit.engagement.yaml_text import read_yaml

    known = _known(engagement)
    near = difflib.get_close_matches(name, known, n=1)
    rule = f'mapping: [{{file: "{name}*.csv", kind: contacts, system: {name}}}]'
    return ConfigurationError(
        say("request.fault.unknown"),
        "unknown_system",
        client.engagement_file,
        read_yaml(client.engagement_file).line(("systems", "used")),
        "systems.used",
        found=name,
        wanted=f"{near[0]} (the nearest known)" if near else f"one of {', '.join(known)}",
        mend=f"write {near[0]} instead of {name}" if near else f"say what it exports: {rule}",
    )


def _known(engagement: Engagement) -> list[str]:
    mapped = (rule.system for rule in engagement.mapping if rule.system and rule.kind in TABLE_OF)
    return list(dict.fromkeys([*VENDORS, *GENERAL, *mapped]))


def title_of(kind: str, language: str) -> str:
    """The export's name; a kind that an older cmokit read is named by itself."""
    word = f"report.names.kind.{kind}"
    return say(word, language=language) if has(word, language) else kind


def _text(kind: str, part: str, language: str) -> str:
    word = f"requests.{kind}.{part}"
    return say(word if has(word, language) else f"requests.usual.{part}", language=language)


def _click_path(kind: str, systems: tuple[str, ...], language: str) -> str:
    """By system where the words know one for it, else the kind's own, else the usual one."""
    known = [s for s in systems if has(f"requests.{kind}.in.{s}", language)]
    paths = [(_name(s, language), say(f"requests.{kind}.in.{s}", language=language)) for s in known]
    told = (say("request.by_system", language=language, system=name, click_path=path) for name, path in paths)
    return "; ".join(told) + "." if paths else _text(kind, "click_path", language)


def _name(system: str, language: str) -> str:
    word = f"report.names.system.{system}"
    return say(word, language=language) if has(word, language) else system.replace("_", " ")
