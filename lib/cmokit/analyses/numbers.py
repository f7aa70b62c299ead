"""The number of each section: by family, then in the order in which the analyses joined it.

A number is given once and stays: remarks on an issued copy cite it, and the next copy must mean the same section. A new
analysis takes the next number of its family, wherever it stands in the report; a number is never given again.

The families: 1 crm, 2 integration, 3 lifecycle, 4 tracking, 5 funnel, 6 money, 7 attribution, 8 pipeline, 9 speed,
10 scoring, 11 segments, 12 retention, 13 work, 14 voice, 15 pilot, 16 board, 17 forecast, 18 monitoring,
19 rollout, 20 handover, 21 change, 22 update. The audit shows them in this order; the baseline begins with
the money questions (5 to 14) and ends with what they stand on (4, then 1 to 3).
"""

NUMBERS = {
    "crm.readiness": "1.1",
    "crm.unmapped_values": "1.2",
    "crm.completeness": "1.3",
    "crm.integrity": "1.4",
    "crm.duplicates": "1.5",
    "integration.identity": "2.1",
    "integration.conflicts": "2.2",
    "integration.matching": "2.3",
    "lifecycle.conformance": "3.1",
    "tracking.utm_governance": "4.1",
    "tracking.campaign_names": "4.2",
    "tracking.breaks": "4.3",
    "funnel.conversion": "5.1",
    "funnel.leaks": "5.2",
    "funnel.decay": "5.3",
    "funnel.closed_loop": "5.4",
    "funnel.rejections": "5.5",
    "money.platform_to_cash": "6.1",
    "money.contribution": "6.2",
    "money.control_totals": "6.3",
    "money.acquisition": "6.4",
    "money.lead_trap": "6.5",
    "money.budget": "6.6",
    "money.lead_waste": "6.7",
    "attribution.models": "7.1",
    "attribution.influence": "7.2",
    "attribution.dashboards": "7.3",
    "pipeline.velocity": "8.1",
    "pipeline.outcome": "8.2",
    "pipeline.time_in_stage": "8.3",
    "speed.first_response": "9.1",
    "speed.routing": "9.2",
    "scoring.calibration": "10.1",
    "scoring.leakage": "10.2",
    "segments.value": "11.1",
    "segments.icp": "11.2",
    "retention.cohorts": "12.1",
    "retention.lifetime_value": "12.2",
    "work.delay": "13.1",
    "work.approvals": "13.2",
    "voice.themes": "14.1",
    "board.scorecard": "16.1",
    "board.figures": "16.2",
    "handover.package": "20.1",
    "handover.independence": "20.2",
    "handover.ending": "20.3",
}
