"""A client of a few records in two systems and a shop, in which every analysis finds something to measure."""

from datetime import date, timedelta
from typing import Any

from tests.analyses import little_adoption, little_design, little_leads, little_pilots, little_watch
from tests.analyses.builders import Rows, entries

SF = {"source_system": "salesforce"}
SHOP = {"source_system": "shopify"}
DAY = "2026-01-05"
FIRM = {"domain": "firm.example", "country": "Germany"}


def rows() -> dict[str, Rows]:
    """Table → rows. Deals, contacts and orders each with flaws, so that no analysis finds nothing."""
    own = (little_leads, little_design, little_pilots, little_adoption, little_watch)
    parts = (_few(), *(part.rows() for part in own))
    names = {name: None for part in parts for name in part}
    return {name: [row for part in parts for row in part.get(name, ())] for name in names}


def _few() -> dict[str, Rows]:
    return {
        "contacts": _contacts(),
        "companies": [
            {**FIRM, "company_id": "c1", "name": "Firm GmbH", "industry": "Retail"},
            {**FIRM, "company_id": "c2", "name": "Firm", "domain": "www.firm.example", "industry": "retail"},
            {**FIRM, "company_id": "a1", "name": "Firm Ltd", **SF},
        ],
        "opportunities": _opportunities(),
        "stage_entries": _stage_entries(),
        "activities": _activities(),
        "entity_links": _links(),
        "campaigns": [
            {"campaign_id": "k1", "name": "event_spring_fair", "budget_amount": "500", "actual_amount": "620.50"},
            {"campaign_id": "k2", "name": "Herbst 26", "parent_campaign_id": "k9", "budget_amount": "100"},
        ],
        "campaign_members": [{"campaign_id": "k1", "contact_id": "ann"}, {"campaign_id": "k7", "contact_id": "bob"}],
        "fields": [
            {"object": "contact", "field": "source", "label": "Source"},
            {"object": "contact", "field": "source_b", "label": "Source 2"},
        ],
        "field_changes": [
            {
                "entity": "contact",
                "entity_id": "ann",
                "field": "owner_id",
                "new_value": value,
                "changed_by_kind": kind,
                "changed_at": f"2025-03-0{day}",
            }
            for day, (value, kind) in enumerate([("eva", "person"), ("tom", "integration")], start=1)
        ],
        "ad_spend": [
            {
                "platform": "google_ads",
                "campaign_id": name,
                "campaign": name,
                "period_start_on": "2025-12-01",
                "period_end_on": "2025-12-31",
                "spend_amount": "120.50",
                "currency": "EUR",
                "platform_value_amount": value,
            }
            for name, value in (("search_brand_demo", "900"), ("Search-Brand-Demo", "50"), ("Winter {{neu}} 26", "0"))
        ]
        + [
            {  # the reports begin early, so that the months before a customer came are covered
                "platform": "google_ads",
                "campaign_id": "search_brand_demo",
                "campaign": "search_brand_demo",
                "period_start_on": "2025-01-01",
                "period_end_on": "2025-01-31",
                "spend_amount": "80.25",
                "currency": "EUR",
            }
        ]
        + [
            {
                "platform": platform,
                "campaign_id": name,
                "campaign": name,
                "period_start_on": f"2025-{month}-01",
                "period_end_on": f"2025-{month}-28",
                "spend_amount": "60",
                "currency": "EUR",
            }
            for platform, name, month in (
                ("google_ads", "search_brand_demo", "09"),
                ("linkedin_ads", "social_that_nobody_names", "01"),
                ("linkedin_ads", "social_that_nobody_names", "09"),
            )
        ],
        "costs": [
            {
                "period_start_on": "2025-01-01",
                "kind": "agency",
                "channel": "paid_search",
                "amount": "20",
                "currency": "EUR",
            }
        ],
        "touchpoints": [
            {
                "touchpoint_id": f"t{n}",
                "contact_id": "ann",
                "touched_at": "2025-11-03",
                "kind": "visit",
                "channel": ("email", "paid_search", None)[n % 3],
                **utm,
            }
            for n, utm in enumerate(_utms())
        ]
        + [
            {  # long enough ago that what followed is known
                "touchpoint_id": "t90",
                "contact_id": "bob",
                "touched_at": "2025-05-03",
                "kind": "visit",
                "channel": "email",
            }
        ],
        "conversions": [
            {
                "conversion_id": f"c{n}",
                "contact_id": who,
                "converted_at": f"2025-12-1{n}",
                "kind": "won",
                "value_amount": "250.50",
                "currency": "EUR",
            }
            for n, who in enumerate(("ann", "bob"))
        ],
        "dashboards": [
            {
                "dashboard": "Board",
                "metric": metric,
                "period_start_on": "2025-12-01",
                "period_end_on": "2025-12-31",
                "value": value,
                "unit": "count",
            }
            for metric, value in (("leads", 5), ("won_deals", 9))
        ],
        "web_sessions": [{"session_on": "2025-12-01", "sessions_count": 9, **utm} for utm in _utms()] + _web_days(),
        "orders": [*_orders(), *_returning()],
        "order_lines": [
            {"order_id": order, "line_no": 1, "sku": sku, "quantity_count": 2, "price_amount": "25", **SHOP}
            for order, sku in (("11", "TEA"), ("12", "TEA"), ("13", "TEA"), ("14", "TEA"), ("15", "CUP"))
        ],
        "product_costs": [
            {"sku": "TEA", "valid_from_on": "2025-01-01", "unit_cost_amount": "9.5", "currency": "EUR"},
            {"product_line": "Pro", "valid_from_on": "2024-01-01", "margin_share": 0.8},
        ],
        "subscriptions": _subscriptions(),
        "control_totals": [
            {"figure": figure, "month_on": f"2025-{month}-01", "amount": amount, "currency": "EUR", "includes_vat": vat}
            for figure, month, amount, vat in (
                ("revenue", "12", "231.50", "no"),
                ("refunds", "12", "9.50", "yes"),
                ("cash_received", "12", "100", None),
                ("ad_invoices", "12", "361.50", "no"),
            )
        ],
        "payments": _payments(),
        "parcels": [
            {
                "order_id": "13",
                "status": "delivered",
                "delivered_on": "2025-12-09",
                "cod_collected_amount": "59.50",
                "freight_amount": "4.90",
                "cod_fee_amount": "1.50",
                "net_remitted_amount": "53.10",
                "currency": "EUR",
                "remitted_on": "2025-12-15",
            },
            {
                "order_id": "14",
                "status": "returned",
                "freight_amount": "4.90",
                "return_fee_amount": "3",
                "currency": "EUR",
            },
        ],
        "received_files": [
            {
                "file_id": "f1",
                "kind": "hubspot.contacts",
                "extract_on": DAY,
                "rows_in_count": 6,
                "rows_used_count": 5,
                "rows_set_aside_count": 1,
            },
            {
                "file_id": "f2",
                "kind": "shopify.orders",
                "extract_on": "2025-10-01",
                "rows_in_count": 4,
                "rows_used_count": 4,
                "rows_set_aside_count": 0,
            },
        ],
        "fx_rates": [{"from_currency": "USD", "to_currency": "EUR", "month_on": "2025-12-01", "rate": "0.9"}],
        "work_items": _work_items(),
        "workflow_runs": _workflow_runs(),
        "feedback": _feedback(),
        "tickets": _tickets(),
        "rows_set_aside": [{"kind": "hubspot.contacts", "reason": "torn", "text": "?"}],
    }


def _workflow_runs() -> list[dict[str, Any]]:
    """A week of summaries: most used, some of them corrected, one that failed."""
    run = {"workflow_id": "summaries", "user_id": "eva", "minutes": 6, "cost_amount": "0.02", "currency": "EUR"}
    return [
        {
            **run,
            "run_id": f"run{n}",
            "item_id": f"q{n}",
            "started_at": f"2025-12-{8 + n // 4:02d}T1{n % 4}:00:00",
            "outcome": "failed" if n == 5 else "used",
            "error_kind": "no notes" if n == 5 else None,
            "corrections_count": 1 if n % 3 == 0 else 0,
        }
        for n in range(16)
    ]


def _web_days() -> list[dict[str, Any]]:
    """Ten weeks of visits by no tag, of which three days were not counted, while orders went on."""
    days = [date(2025, 6, 30) + timedelta(days=n) for n in range(70)]
    lost = {date(2025, 7, 17), date(2025, 7, 18), date(2025, 7, 19)}
    return [
        {"session_on": day.isoformat(), "channel": "referral", "sessions_count": 0 if day in lost else 40 + day.day % 5}
        for day in days
    ]


def _contacts() -> list[dict[str, Any]]:
    ann = {"email": "ann@firm.example", "first_name": "Ann", "last_name": "Lee", "company_id": "c1", "owner_id": "eva"}
    return [
        {
            **ann,
            "contact_id": "ann",
            "country": "Germany",
            "lifecycle_stage": "mql",
            "lead_source": "Fair",
            "channel": "paid_search",
            "utm_source": "google",
            "utm_medium": "cpc",
            "created_at": "2025-01-02",
            "phone": "+49 30 23125 001",
            "segment": "small",
        },
        {**ann, "contact_id": "ann2", "country": "germany", "lifecycle_stage": "lead", "channel": "paid_search"},
        {
            "contact_id": "bob",
            "last_name": "May",
            "email": "bob@",
            "company_id": "c9",
            "lifecycle_stage": "Warm {{x}}",
            "disqualified_reason": "No budget",
            "channel": "email",
            "utm_source": "news",
            "utm_medium": "carrier pigeon",
            "segment": "large",
        },
        {"contact_id": "cat", "first_name": "Cat", "lifecycle_stage": "customer", "channel": "unknown"},
        {**ann, "contact_id": "s1", "company_id": "a1", "country": "France", "lifecycle_stage": "mql", **SF},
        {"contact_id": "s2", "last_name": "Solo", "lifecycle_stage": "lead", **SF},
        {
            "contact_id": "dan",
            "lifecycle_stage": "lead",
            "channel": "email",
            "utm_source": "news",
            "utm_medium": "email",
            "created_at": "2025-12-01T09:00:00",
            "owner_id": "eva",
        },
        {
            "contact_id": "eve",
            "lifecycle_stage": "opportunity",
            "channel": "direct",
            "created_at": "2025-06-03T10:00:00",
            "owner_id": "eva",
        },
        *_advertised(),
    ]


def _advertised() -> list[dict[str, Any]]:
    """Two dozen leads of one campaign, half of them in January and half in September."""
    lead = {"lifecycle_stage": "mql", "channel": "paid_search", "utm_source": "google", "utm_medium": "cpc"}
    lead |= {"utm_campaign": "search_brand_demo"}
    return [
        {**lead, "contact_id": f"ad{n}", "created_at": f"2025-0{1 if n < 12 else 9}-{10 + n % 12}T09:00:00"}
        for n in range(24)
    ]


def _opportunities() -> list[dict[str, Any]]:
    deal = {
        "currency": "EUR",
        "created_at": "2025-06-02",
        "owner_id": "eva",
        "company_id": "c1",
        "channel": "paid_search",
    }
    return [
        {
            **deal,
            "opportunity_id": "d1",
            "contact_id": "ann",
            "status": "won",
            "stage": "Won",
            "amount": "900.10",
            "closed_at": "2025-09-01",
        },
        {
            **deal,
            "opportunity_id": "d2",
            "status": "lost",
            "stage": "Lost",
            "amount": "500",
            "closed_at": "2025-08-01",
            "loss_reason": "Price",
        },
        {**deal, "opportunity_id": "d3", "status": "open", "stage": "Offer", "amount": None, "company_id": ""},
        {
            **deal,
            "opportunity_id": "x1",
            "status": "open",
            "stage": "Offer",
            "amount": "900.00",
            "company_id": "a1",
            **SF,
        },
    ]


def _stage_entries() -> list[dict[str, Any]]:
    people = entries(
        ann="subscriber lead mql lead mql lead",
        bob="subscriber mql sales_accepted",
        cat="lead mql opportunity customer",
    )
    deals = [
        {"entity": "opportunity", "entity_id": deal, "stage": stage, "entered_at": f"2025-06-{day:02d}"}
        for deal, path in {"d1": "Talk Offer Won", "d2": "Talk Offer Lost", "d3": "Talk Offer"}.items()
        for day, stage in enumerate(path.split(), start=2)
    ]
    went_on = {"entity": "contact", "entity_id": "eve", "stage": "opportunity", "entered_at": "2025-07-01"}
    qualified = [
        {
            "entity": "contact",
            "entity_id": lead["contact_id"],
            "stage": "mql",
            "entered_at": f"{lead['created_at'][:10]}T18:00:00",
        }
        for lead in _advertised()
    ]
    return [*people, went_on, *deals, *qualified]


def _activities() -> list[dict[str, Any]]:
    """One lead heard from a machine, then from a person; of another one's call the day alone is known."""
    out = {"direction": "outbound", "is_automated": False, "kind": "call", "owner_id": "eva"}
    machine = {**out, "kind": "email", "is_automated": True}
    return [
        {**machine, "activity_id": "v1", "contact_id": "dan", "occurred_at": "2025-12-01T09:01:00"},
        {**out, "activity_id": "v2", "contact_id": "dan", "occurred_at": "2025-12-01T09:30:00"},
        {**out, "activity_id": "v3", "contact_id": "eve", "occurred_on": "2025-06-03"},
    ]


def _links() -> list[dict[str, Any]]:
    copies = {"contact": ("ann", "s1"), "company": ("c1", "a1"), "opportunity": ("d1", "x1")}
    alone = {"contact": ("ann2", "bob", "cat"), "company": ("c2",), "opportunity": ("d2", "d3")}
    links = [{"entity": "contact", "leading_id": "s2", "record_id": "s2", "method": "none", **SF}]
    for entity, (leading, copy) in copies.items():
        own = [
            {"leading_id": i, "record_id": i, "source_system": "hubspot", "method": "none"}
            for i in (leading, *alone[entity])
        ]
        links += [{"entity": entity, **row} for row in own]
        links.append({"entity": entity, "leading_id": leading, "record_id": copy, "method": "synced id", **SF})
    return links


def _utms() -> list[dict[str, Any]]:
    return [
        {"channel": "paid_search", "utm_source": "google", "utm_medium": "cpc", "utm_campaign": "search_brand_demo"},
        {"channel": "paid_search", "utm_source": "Google", "utm_medium": "CPC", "utm_campaign": "search_brand_demo"},
        {"channel": "email", "utm_source": "google", "utm_medium": "cpc", "utm_campaign": "{{fact:1}}"},
        {"channel": "paid_social"},
        {"channel": "referral", "utm_source": "blog", "utm_medium": "pigeon 7", "utm_campaign": "x"},
    ]


def _orders() -> list[dict[str, Any]]:
    order = {
        "currency": "EUR",
        "subtotal_amount": "50",
        "shipping_amount": "0",
        "tax_amount": "9.50",
        "email": "a@b.example",
        "total_amount": "59.50",
        "ordered_at": "2025-12-02",
        "financial_status": "paid",
        **SHOP,
    }
    card = {"payment_method": "card", "is_cash_on_delivery": False, "fulfilled_at": "2025-12-03", **order}
    cash = {"payment_method": "cod", "is_cash_on_delivery": True, "fulfilled_at": "2025-12-03", **order}
    return [
        {**card, "order_id": "11", "channel": "paid_search", "utm_source": "google", "utm_medium": "cpc"},
        {**card, "order_id": "12", "channel": "unknown", "cancelled_at": "2025-12-04", "financial_status": "voided"},
        {**cash, "order_id": "13", "channel": "paid_social"},
        {**cash, "order_id": "14", "channel": "email", "financial_status": "pending"},
        {**card, "order_id": "15", "channel": "email", "currency": "USD"},
    ]


def _returning() -> list[dict[str, Any]]:
    """Thirty customers of two months, of whom each third one comes back; older than all books."""
    order = {**_orders()[0], "subtotal_amount": "0", "tax_amount": "0", "total_amount": "0", "channel": "email"}
    order |= {"utm_source": "news", "utm_medium": "email"}
    began = [f"2025-0{7 + number // 15}-1{number % 10}" for number in range(30)]
    back = [f"2025-10-0{1 + number % 9}" for number in range(0, 30, 3)]
    first = [{"order_id": f"r{n}", "email": f"r{n}@b.example", "ordered_at": day} for n, day in enumerate(began)]
    again = [{"order_id": f"s{n}", "email": f"r{3 * n}@b.example", "ordered_at": day} for n, day in enumerate(back)]
    return [{**order, "fulfilled_at": None, **one} for one in (*first, *again)]


def _payments() -> list[dict[str, Any]]:
    return [
        {
            "payment_id": "ch1",
            "order_id": "11",
            "kind": "charge",
            "occurred_at": "2025-12-02",
            "currency": "EUR",
            "available_on": "2025-12-09",
            "amount": "59.50",
            "fee_amount": "1.20",
            "net_amount": "58.30",
            "status": "paid",
        },
        {
            "payment_id": "re1",
            "order_id": "11",
            "kind": "refund",
            "occurred_at": "2025-12-20",
            "currency": "EUR",
            "available_on": "2025-12-20",
            "amount": "-9.50",
            "fee_amount": "0",
            "net_amount": "-9.50",
            "status": "paid",
        },
        {
            "payment_id": "ch2",
            "kind": "charge",
            "occurred_at": "2025-12-02",
            "currency": "EUR",
            "amount": "7",
            "available_on": "2025-12-09",
            "fee_amount": "0.30",
            "net_amount": "6.70",
            "status": "paid",
        },
    ]


def _work_items() -> list[dict[str, Any]]:
    """Twelve pieces of content, of which each third one is refused, and one that lies where it is."""
    found: list[dict[str, Any]] = []
    for number in range(13):
        way = [("Draft", 1, 1), ("Approval", 3, 1)]
        way += [("Changes", 8, 2), ("Approval", 9, 2)] if number % 3 == 0 else []
        way += [("Done", 12, 1)] if number < 12 else []
        for status, day, turn in way[: None if number < 12 else 1]:
            refused = status == "Approval" and turn == 1 and number % 3 == 0
            found.append(
                {
                    "item_id": f"w{number:02d}",
                    "kind": "content",
                    "status": status,
                    "is_waiting": status == "Approval",
                    "entered_at": f"2025-12-{day:02d}T09:00:00",
                    "owner": "Ida Brandt" if status == "Approval" else "Ole Kern",
                    "revision_no": turn,
                    "rejected_reason": "Not clear" if refused else None,
                }
            )
    return found


SAID = (
    ("Delivery was late.", "The courier came late.", "Late delivery by the courier."),
    ("The price is high.", "A high price for this tea.", "This tea has a high price."),
    ("My cup was broken.", "A broken cup in the parcel.", "The parcel held a broken cup."),
)


def _feedback() -> list[dict[str, Any]]:
    """Three themes in a few words, told again and again, and one record without a text."""
    texts = [SAID[number % 3][number // 3 % 3] for number in range(36)]
    told = [
        {
            "feedback_id": f"f{number:02d}",
            "received_at": f"2025-{7 + number % 6:02d}-11T09:00:00",
            "text": text,
            "rating": 1 + number % 5,
            "segment": "small",
        }
        for number, text in enumerate(texts)
    ]
    return [*told, {"feedback_id": "f99", "received_at": "2025-12-12T09:00:00", "text": " ", "rating": 3}]


def _tickets() -> list[dict[str, Any]]:
    """Eighteen cases, of which each sixth one is open still; broken cups take longest."""
    return [
        {
            "ticket_id": f"k{number:02d}",
            "opened_at": "2025-12-01T09:00:00",
            "closed_at": None if number % 6 == 5 else f"2025-12-{3 + number % 3 * 4:02d}T09:00:00",
            "text": SAID[number % 3][number // 3 % 3],
        }
        for number in range(18)
    ]


def _subscriptions() -> list[dict[str, Any]]:
    """Forty customers of the big company since the winter, of whom eight left one after another; paid by the month."""
    left = {number: f"2025-{5 + number:02d}-09" for number in range(7)} | {7: "2025-01-20"}
    return [
        {
            "subscription_id": f"sub{number:02d}",
            "contact_id": f"q{2 * number}",
            "plan": "Pro",
            "state": "active",
            "started_on": "2024-12-20",
            "ended_on": left.get(number),
            "recurring_amount": "190.00",
            "currency": "EUR",
        }
        for number in range(40)
    ]
