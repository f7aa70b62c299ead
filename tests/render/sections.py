"""Sections made by hand for the tests of rendering: every kind of chart, long texts, four scripts, hostile names."""

from datetime import date
from decimal import Decimal

from cmokit.exhibits.fact import Definition, Fact, Period, SourceFile
from cmokit.exhibits.section import Card, Chart, EvidenceFile, Missing, Section, Table, TableColumn
from cmokit.exhibits.text import cite, limit, on_date, quote
from cmokit.render.report_meta import BrandMark, Contact, ReceivedFile, ReportMeta, SetAsideRows, Term, Yardstick
from cmokit.vocabulary import Severity

FORMULA = '=HYPERLINK("http://x")'
AT_SUM = "@SUM"
SCRIPT = "<script>alert(1)</script>"
ARABIC = "عروض_رمضان_الكبرى"
HEBREW = "מבצע_קיץ"
GREEK = "Καλοκαίρι_2026"
CYRILLIC = "Весна_бренд_Москва"
SHA = "a3f5c1d2e4b6978877665544332211ffeeddccbbaa99887766554433221100aa"
PERIOD = Period(date(2025, 1, 1), date(2025, 12, 31))


def fact(name: str, value: object, unit: str, **more: object) -> Fact:
    """A fact with its definition and a source; dimensions as `dim_<name>`."""
    dimensions = {key.removeprefix("dim_"): str(v) for key, v in more.items() if key.startswith("dim_")}
    rest = {key: v for key, v in more.items() if not key.startswith("dim_")}
    analysis = name.rsplit(".", 1)[0]
    return Fact(
        name,
        value,  # type: ignore[arg-type]
        unit,
        dimensions=dimensions,
        definition=Definition(analysis, "1", f"What {analysis} counts, said in one plain sentence."),
        period=PERIOD,
        sources=(SourceFile("contacts.csv", SHA, 4200),),
        **rest,  # type: ignore[arg-type]
    )


def card(title: str, question: str) -> Card:
    return Card(
        title,
        question,
        asks="Is one person one record, so that nobody is called twice and every conversion counts once?",
        measures="Records beyond the first of each cluster, over all records of the system; blank never matches blank.",
        read_it_as="Above a few percent, every rate with contacts below the line is too low.",
        do_next="Merge by the evidence list, oldest record first; then forbid the import that made them.",
        limits="Names alone never make a pair; a shared mailbox is no person.",
    )


def duplicates() -> Section:
    share = fact("crm.duplicates.duplicate_share", 0.0834, "share", n=4200)
    pairs = fact("crm.duplicates.pairs_count", 361, "count")
    clusters = fact("crm.duplicates.clusters_count", 334, "count")
    rows = tuple(
        {
            "email": f"anna.{i}@example.org",
            "name": name,
            "system": "hubspot",
            "records": 2 + i,
            "created": date(2025, 3, i + 1),
        }
        for i, name in enumerate(["Anna Ø", FORMULA, AT_SUM, SCRIPT, ARABIC, HEBREW, GREEK, CYRILLIC])
    )
    return Section(
        "crm.duplicates",
        headline=f"{cite(share)} of the contacts are a second record of somebody who is already there.",
        narrative=(
            f"The {cite(pairs)} pairs form {cite(clusters)} clusters; most came in with the trade-fair import that"
            " nobody matched against the existing records.",
            f"The largest cluster is that of {quote(ARABIC)}, followed by {quote(HEBREW)}, {quote(GREEK)} and"
            f" {quote(CYRILLIC)}, as of {on_date(date(2026, 1, 31))}.",
        ),
        charts=(
            Chart(
                "bar",
                "Duplicate share by lead source",
                f"The trade-fair import holds the most duplicates, {cite(share)} overall.",
                (
                    {"source": "Trade fair import with a name that is rather long for a label", "share": 0.312},
                    {"source": ARABIC, "share": 0.141},
                    {"source": HEBREW, "share": 0.101},
                    {"source": GREEK, "share": 0.084},
                    {"source": CYRILLIC, "share": 0.062},
                    {"source": "paid_search", "share": 0.021},
                    {"source": "Web form", "share": 0.004},
                ),
                "source",
                "share",
                "share",
                highlight="Trade fair import with a name that is rather long for a label",
                limit=0.05,
                limit_label="the kit's limit",
            ),
        ),
        tables=(
            Table(
                "The largest clusters",
                (
                    TableColumn("email", "E-mail"),
                    TableColumn("name", "Name"),
                    TableColumn("system", "System"),
                    TableColumn("records", "Records", "count"),
                    TableColumn("created", "First created", "date"),
                ),
                rows,
                "Sorted by size.",
            ),
        ),
        next_steps=(
            "Merge the clusters listed in the workbook, oldest record first.",
            "Match every import on e-mail before it is loaded.",
        ),
        how_sure="Exact matches are certain; fuzzy ones were decided by a threshold that was fixed beforehand.",
        key_facts=(share.name,),
        owner_role="revenue_operations",
        decision="Stop imports that do not match on e-mail, from today on.",
        severity=Severity.FAIL,
        reason=f"{cite(share)} is above the limit of {limit(0.05, 'share')} (the kit's default limit).",
        facts=(share, pairs, clusters),
        money_at_stake_amount=Decimal("48213.07"),
        money_formula=f"{cite(clusters)} clusters at the average cost of a contact",
        currency="EUR",
        evidence=EvidenceFile("crm.duplicates.parquet", SHA, 695),
        card=card("Duplicate records", "Is one person one record?"),
    )


def conversion() -> Section:
    stages = ("subscriber", "lead", "mql", "sales_accepted", "sales_qualified", "opportunity", "customer")
    shares = (0.62, 0.41, 0.555, 0.72, 0.48, 0.26)
    facts = tuple(
        fact(
            "funnel.conversion.stage_share",
            share,
            "share",
            n=900 - 130 * i,
            low=share - 0.04,
            high=share + 0.05,
            confidence=0.95,
            dim_from=a,
            dim_to=b,
            dim_split="all",
        )
        for i, (a, b, share) in enumerate(zip(stages, stages[1:], shares, strict=False))
    )
    weakest = facts[-1]
    months = tuple(f"2025-{m:02d}" for m in range(1, 13))
    return Section(
        "funnel.conversion",
        headline=f"Only {cite(weakest)} of the mature opportunities became customers.",
        narrative=("Open records are not counted as lost: only cohorts old enough to have decided are in the rate.",),
        charts=(
            Chart(
                "interval",
                "Share that reached the next stage",
                "The last step is the weakest.",
                tuple(
                    {
                        "step": f"{f.dimensions['from']} → {f.dimensions['to']}",
                        "share": f.value,
                        "low": f.low,
                        "high": f.high,
                    }
                    for f in facts
                ),
                "step",
                "share",
                "share",
                highlight="opportunity → customer",
            ),
            Chart(
                "line",
                "Entries by month",
                "Paid search doubled while events fell away.",
                tuple(
                    {
                        "month": m,
                        "entries": 40
                        + 7 * i * (2 if c == "paid_search" else 1)
                        - (25 * (i > 7) if c == "event" else 0),
                        "channel": c,
                    }
                    for c in ("paid_search", "event", "email")
                    for i, m in enumerate(months)
                ),
                "month",
                "entries",
                "count",
                series="channel",
                highlight="paid_search",
            ),
            Chart(
                "heatmap",
                "Conversion by segment and channel",
                "Enterprise leads from events convert best.",
                tuple(
                    {"channel": c, "segment": s, "share": 0.05 + 0.07 * i + 0.03 * j}
                    for i, c in enumerate(("paid_search", "email", "event", "partner"))
                    for j, s in enumerate(("Enterprise", "Mid-market", ARABIC))
                ),
                "channel",
                "share",
                "share",
                series="segment",
            ),
        ),
        tables=(
            Table(
                "Stage by stage",
                (
                    TableColumn("from", "From"),
                    TableColumn("to", "To"),
                    TableColumn("share", "Reached", "share"),
                    TableColumn("n", "Mature", "count"),
                    TableColumn("wait", "Slowest tenth after", "days"),
                ),
                tuple(
                    {"from": f.dimensions["from"], "to": f.dimensions["to"], "share": f, "n": f.n, "wait": 31.5 + i}
                    for i, f in enumerate(facts)
                ),
            ),
        ),
        next_steps=("Call every open opportunity that is older than the slowest tenth.",),
        how_sure="The interval is Wilson's; splits with few records are wide.",
        key_facts=(weakest.name,),
        owner_role="sales",
        decision="Decide who works the opportunities that nobody has touched for a month.",
        severity=Severity.WARN,
        reason="The last step lies below what was agreed.",
        facts=facts,
        currency="EUR",
        card=card("Funnel conversion", "How many who enter a stage reach the next one?"),
    )


def bridge() -> Section:
    """The waterfall: levels and signed differences that add up."""
    steps = (
        ("ad_reported", "512300.00", True),
        ("double_counted", "-118240.55", False),
        ("crm", "394059.45", True),
        ("not_matched", "21040.10", False),
        ("ordered", "415099.55", True),
        ("vat", "78868.91", False),
        ("shipping", "9120.00", False),
        ("exchange", "-310.42", False),
        ("cancelled", "-22410.00", False),
        ("refunded", "-31877.20", False),
        ("disputed", "-2110.00", False),
        ("not_delivered", "-64230.75", False),
        ("fees", "-11024.33", False),
        ("not_yet_settled", "-18210.40", False),
        ("unexplained", "-1204.11", False),
        ("cash", "352812.25", True),
    )
    facts = tuple(
        fact("money.platform_to_cash.step_amount", Decimal(amount), "EUR", dim_step=step, dim_channel="all")
        for step, amount, _ in steps
    )
    by_step = {f.dimensions["step"]: f for f in facts}
    channels = ("paid_search", "paid_social", "email", "direct", "unknown")
    wide = tuple(
        {"channel": c, **{s: (Decimal(a) / 7 * (i + 1)).quantize(Decimal("0.01")) for s, a, _ in steps}}
        for i, c in enumerate(channels)
    )
    lost = by_step["not_delivered"]
    return Section(
        "money.platform_to_cash",
        headline=f"Of {cite(by_step['ordered'])} ordered, {cite(by_step['cash'])} became cash; {cite(lost)} came back.",
        narrative=(f"What the ad platforms claim is {cite(by_step['double_counted'])} more than the CRM knows.",),
        charts=(
            Chart(
                "waterfall",
                "From what platforms report to cash",
                f"{cite(by_step['cash'])} of cash are left.",
                tuple({"step": s, "amount": Decimal(a), "is_level": level} for s, a, level in steps),
                "step",
                "amount",
                "EUR",
                highlight="not_delivered",
            ),
            Chart(
                "stacked_bar",
                "Ordered value by channel and payment",
                "Cash on delivery carries most of paid social.",
                tuple(
                    {"channel": c, "method": m, "amount": 90000 / (i + 1) + 7000 * j}
                    for i, c in enumerate(channels)
                    for j, m in enumerate(("card", "cod", "wallet"))
                ),
                "channel",
                "amount",
                "EUR",
                series="method",
                highlight="cod",
            ),
        ),
        tables=(
            Table(
                "Every step by channel",
                (
                    TableColumn("channel", "Channel"),
                    *(TableColumn(s, s.replace("_", " ").capitalize(), "EUR") for s, _, _ in steps),
                ),
                wide,
            ),
        ),
        next_steps=("Confirm cash-on-delivery orders by telephone before they ship.",),
        how_sure="Exact to the cent; the unexplained remainder is shown, not spread.",
        key_facts=(by_step["unexplained"].name,),
        owner_role="finance",
        decision="Confirm each cash-on-delivery order before it ships.",
        severity=Severity.FAIL,
        reason=f"{cite(by_step['unexplained'])} is unexplained.",
        facts=facts,
        money_at_stake_amount=Decimal("64230.75"),
        money_formula="the value of parcels that came back or were lost",
        currency="EUR",
        card=card("Platform to cash", "How much of what the platforms report became cash?"),
    )


def names() -> Section:
    parsed = fact("tracking.campaign_names.parsed_share", 0.997, "share", n=312, dim_source="google_ads")
    rows = tuple(
        {
            "campaign": name,
            "source": "google_ads",
            "spend": Decimal("1234.5") * (i + 1),
            "code": "x" * 90 if i == 3 else "ok",
        }
        for i, name in enumerate(
            [FORMULA, SCRIPT, ARABIC, "search_brand_uk_2026_very-long-name_that_never_ends_retargeting_v12_final_final"]
            * 9
        )
    )
    return Section(
        "tracking.campaign_names",
        headline=f"{cite(parsed)} of the campaign names follow the rule.",
        tables=(
            Table(
                "Names outside the rule",
                (
                    TableColumn("campaign", "Campaign"),
                    TableColumn("source", "Source"),
                    TableColumn("spend", "Spend", "EUR"),
                    TableColumn("code", "Code"),
                ),
                rows,
            ),
        ),
        how_sure="Counted, not estimated.",
        key_facts=(parsed.name,),
        severity=Severity.PASS,
        reason=f"{cite(parsed)} reaches the limit of {limit(0.95, 'share')} (the limit agreed in this engagement).",
        facts=(parsed,),
        currency="EUR",
        card=card("Campaign names", "Can a campaign be read from its name?"),
    )


def unanswered(analysis: str, title: str, table: str) -> Section:
    return Section(
        analysis,
        headline=f"Not answered yet: {title}",
        severity=Severity.NOT_MEASURED,
        reason=f"The exports received hold no rows for: {table}.",
        facts=(fact(f"{analysis}.skipped_share", None, "share"),),
        currency="EUR",
        card=card(title, f"{title}: does every record pass each stage?"),
        missing=(
            Missing(table, (), "The stage history: an export with the date on which each contact entered each stage."),
        ),
    )


def sections() -> tuple[Section, ...]:
    return (
        duplicates(),
        unanswered("lifecycle.conformance", "Lifecycle conformance", "stage_entries"),
        names(),
        conversion(),
        bridge(),
        unanswered("integration.conflicts", "System conflicts", "entity_links"),
    )


def meta(**changes: object) -> ReportMeta:
    told: dict[str, object] = {
        "client_name": "Nordlicht Messtechnik GmbH",
        "client_slug": "nordlicht",
        "phase": "audit",
        "as_of": date(2026, 1, 31),
        "locale": "en_GB",
        "currency": "EUR",
        "kit": "cmokit 0.1.0",
        "snapshot": "0123456789ab",
        "consultant_brand": BrandMark("Fraktional & Partner", "", "#1F4E79", "Lena Okafor, lena@fraktional.example"),
        "people": (Contact("revenue_operations", "Jonas Weber"), Contact("finance", "Mona El-Sayed")),
        "received": (
            ReceivedFile("hubspot-contacts-2026-01-31.csv", "hubspot.contacts", SHA, 4210, 4200, 10, date(2026, 1, 31)),
            ReceivedFile(
                "orders.csv", "shopify.orders", SHA[::-1], 900, 900, 0, None, date(2025, 1, 1), date(2026, 1, 31)
            ),
        ),
        "set_aside": (
            SetAsideRows("hubspot-contacts-2026-01-31.csv", "hubspot.contacts", "no_key", 10, "", "17, 203, 999"),
        ),
        "definitions": (Term("Lifecycle order", "subscriber, lead, mql, customer", "engagement.yaml"),),
        "targets": {"crm.duplicates.duplicate_share": Yardstick(Decimal("0.02"), "board, January")},
        "sheets": {"crm.duplicates": "Duplicates", "money.platform_to_cash": "Platform to cash"},
    }
    return ReportMeta(**{**told, **changes})  # type: ignore[arg-type]
