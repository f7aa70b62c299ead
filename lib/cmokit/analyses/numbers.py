"""The number of each section: by family, then in the order in which the analyses joined it.

A number is given once and stays: remarks on an issued copy cite it, and the next copy must mean the same section. A new
analysis takes the next number of its family, wherever it stands in the report; a number is never given again.
"""

NUMBERS = {
    "crm.readiness": "1.1",
    "crm.unmapped_values": "1.2",
    "crm.completeness": "1.3",
    "crm.integrity": "1.4",
    "crm.duplicates": "1.5",
    "integration.identity": "2.1",
    "integration.conflicts": "2.2",
    "lifecycle.conformance": "3.1",
    "tracking.utm_governance": "4.1",
    "tracking.campaign_names": "4.2",
    "funnel.conversion": "5.1",
    "funnel.leaks": "5.2",
    "money.platform_to_cash": "6.1",
    "money.contribution": "6.2",
    "money.control_totals": "6.3",
}
