"""What the sample clients hand over on the last delivery's day: counted from the text of their registers, by hand."""

from collections.abc import Iterator

from cmokit.samples.plan import B2B, DELIVERIES, SHOP
from cmokit.samples.truth.facts import Named, Truth, named, share, truth
from cmokit.samples.truth.handover_alone import INDEPENDENCE, independence
from cmokit.samples.truth.register_text import TODAY, Row, engagement, insiders, items, opened, state

PACKAGE, ENDING = "handover.package", "handover.ending"
SPEC = (
    "trigger input_sources output_format review_points exception_handling access_controls owner service_level "
    "usefulness_metric tier stop_method"
)
LEAVING = "export_route logic_kept_in fixed_values reached_through contract_end deletion"
TERMS = ["lead", "qualified_lead", "opportunity", "customer", "active_account", "lost_customer", "retained_account"]
AREAS = (
    *("strategy", "research", "data_quality", "content", "campaigns", "technology", "automation"),
    *("sales_integration", "reporting", "governance", "knowledge_base", "tool_access"),
)
FIRST_READ = {
    "standards": {"content_standards", "brand_rules", "tone"},
    "facts": {"product_facts", "pricing_rules"},
    "research": {"research", "customer_profiles", "competitor_notes"},
    "examples": {"case_studies", "campaign_history", "test_results"},
}
SCORING = {"scoring_strategy", "qualification_rules"}
# Piece → the area that keeps it, and of which register which fields are asked.
PIECES: dict[str, tuple[str, dict[str, str]]] = {
    "process_maps": ("automation", {"processes": "trigger steps output owner"}),
    "procedures": ("automation", {"workflows": SPEC}),
    "prompts": ("knowledge_base", {"prompts": "inputs output restrictions review_level text_file owner"}),
    "data_definitions": (
        "data_quality",
        {
            "glossary": "definition owner marketing_agreed_by sales_agreed_by",
            "data_sources": "holds refresh allowed_use owner",
        },
    ),
    "dashboards": ("reporting", {"cadence": "figure agenda owner"}),
    "access": ("tool_access", {"access": "person role owner last_login_on"}),
    "failures": (
        "automation",
        {"workflows": "error_response stop_method owner backup", "integrations": "failure_behaviour alert owner"},
    ),
    "named_owner": ("strategy", {"owners": "owner backup hours_a_week"}),
    "backlog": ("strategy", {"backlog": "business_value times_a_month adoption_feasibility owner"}),
    "architecture": (
        "technology",
        {
            "stage_map": "systems available_data owner",
            "integrations": "sender receiver moves cadence",
            "source_of_truth": "system update_rule",
        },
    ),
    "lifecycle": ("sales_integration", {"stage_map": "inputs outputs owner typical_delay_days"}),
    "scoring": ("data_quality", {"decision_rights": "owner validates change_process review_on"}),
    "service_levels": (
        "sales_integration",
        {"handoffs": "trigger action failure deadline_hours owner", "decision_rights": "owner change_process"},
    ),
    "inventory": ("automation", {"workflows": "process trigger tools owner"}),
    "health": ("reporting", {"alerts": "metric owner response channel range"}),
    "leaving": ("technology", {"tools": LEAVING}),
    "joiner_pack": ("knowledge_base", {"knowledge": "place version may_read owner", "decisions": "decision owner"}),
}


def _counted(slug: str, piece: str, register: str) -> list[Row]:
    rows = opened(slug, register)
    if register == "workflows" and piece in ("procedures", "failures"):
        return [row for row in rows if state(register, row) in ("live", "tested")]
    if register == "decision_rights":
        wanted = SCORING if piece == "scoring" else {"handoff_sla"}
        return [row for row in rows if row["subject"] in wanted]
    return rows


def _filled(slug: str, row: Row, field: str) -> bool:
    if field in ("owner", "backup"):
        return row.get(field) in insiders(slug)
    if field == "range":
        return row.get("low") is not None or row.get("high") is not None
    return row.get(field) not in (None, "", [])


def _keeper(slug: str, area: str) -> str | None:
    owners = [row.get("owner") for row in items(slug, "owners") if row["area"] == area]
    return next((name for name in owners if name in insiders(slug)), None)


Check = tuple[str, bool, str | None]  # the item's id, whether it is there, who closes it


def _checks(slug: str, piece: str) -> Iterator[Check]:
    area, asked = PIECES[piece]
    keeper = _keeper(slug, area)
    for register, fields in asked.items():
        rows = _counted(slug, piece, register)
        if not rows:
            yield "", False, keeper
        for row in rows:
            own = row.get("owner") if row.get("owner") in insiders(slug) else keeper
            yield from ((str(row["id"]), _filled(slug, row, field), own) for field in fields.split())
    yield from ((id_, is_there, keeper) for id_, is_there in _beside(slug, piece))


def _beside(slug: str, piece: str) -> Iterator[tuple[str, bool]]:
    """What no single field of an item answers."""
    if piece == "data_definitions" and items(slug, "glossary"):
        said = {row["term"].casefold().replace(" ", "_").replace("-", "_") for row in items(slug, "glossary")}
        yield from (("", False) for term in TERMS if term not in said)
    if piece == "access":
        held = {row.get("tool") for row in opened(slug, "access")}
        yield from ((row["id"], row["id"] in held) for row in opened(slug, "tools"))
    if piece == "named_owner":
        there = {row["area"] for row in items(slug, "owners")}
        yield from (("", False) for area in AREAS if area not in there)
    if piece == "service_levels":
        yield "sla", "first_response_minutes" in engagement(slug)["definitions"].get("sla", {})
    if piece == "joiner_pack":
        kinds = {row["kind"] for row in opened(slug, "knowledge")}
        yield from ((group, bool(kinds & wanted)) for group, wanted in FIRST_READ.items())


def package(slug: str) -> tuple[list[Truth], list[Named]]:
    checks = {piece: list(_checks(slug, piece)) for piece in PIECES}
    met = {piece: sum(is_there for _, is_there, _ in own) for piece, own in checks.items()}
    gaps = [check for own in checks.values() for check in own if not check[1]]
    whole = sum(met[piece] == len(own) for piece, own in checks.items())
    absent = sum(not n for n in met.values())
    facts = [
        truth(f"{PACKAGE}.pieces_count", whole, state="whole"),
        truth(f"{PACKAGE}.pieces_count", absent, state="missing"),
        truth(f"{PACKAGE}.pieces_count", len(PIECES) - whole - absent, state="partly"),
        truth(f"{PACKAGE}.complete_share", whole / len(PIECES)),
        truth(f"{PACKAGE}.gaps_count", len(gaps)),
        truth(f"{PACKAGE}.unowned_count", sum(owner is None for *_, owner in gaps)),
    ]
    for piece, own in checks.items():
        facts.append(truth(f"{PACKAGE}.gaps_count", len(own) - met[piece], piece=piece))
        facts += share(f"{PACKAGE}.filled_share", met[piece], len(own), piece=piece)
    lacking = {
        piece: [id_ for id_, is_there, _ in checks[piece] if not is_there and id_]
        for piece in ("named_owner", "procedures", "failures", "leaving")
    }
    return facts, [named(PACKAGE, "item_id", ids, part=piece, is_met="False") for piece, ids in lacking.items() if ids]


# What became of the pilots by the rules frozen for them, as the worlds were made; nobody's count.
PILOTS = {
    B2B: {"shown": 1, "not_shown": 2, "open": 0},  # routing; the script and the form; none
    SHOP: {"shown": 0, "not_shown": 1, "open": 1},  # none; free shipping; the reminder's code
}
PROPOSAL = "extend"  # the first is not run alone yet, the second has a readout ahead


def ending(slug: str, facts: list[Truth]) -> list[Truth]:
    stated = {fact.id: fact.value for fact in facts if not fact.dimensions}
    here = insiders(slug)
    live = [row for row in items(slug, "workflows") if state("workflows", row) == "live"]
    held = [row.get("owner") in here for row in (*items(slug, "owners"), *live)]
    return [
        *(truth(f"{ENDING}.pilots_count", n, state=state) for state, n in PILOTS[slug].items()),
        truth(f"{ENDING}.recommendation_text", PROPOSAL),
        truth(f"{ENDING}.unheld_count", held.count(False)),
        truth(f"{ENDING}.next_count", len(opened(slug, "backlog"))),
        truth(f"{ENDING}.package_share", stated[f"{PACKAGE}.complete_share"]),
        truth(f"{ENDING}.independence_share", stated[f"{INDEPENDENCE}.score_share"]),
    ]


def handover(slug: str, number: int) -> tuple[list[Truth], list[Named]]:
    """After the last delivery; before, nothing is handed over."""
    if DELIVERIES[number - 1].on != TODAY:
        return [], []
    (facts, lacking), (more, unproven) = package(slug), independence(slug)
    return [*facts, *more, *ending(slug, [*facts, *more])], [*lacking, *unproven]
