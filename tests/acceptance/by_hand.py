"""Four canonical files as somebody writes them in an evening: few columns, no provenance, one deal lost."""

FILES = {
    "touchpoints.csv": (
        "touchpoint_id,contact_id,touched_at,kind,channel,utm_source,utm_medium\n"
        "t1,c1,2025-11-03T09:00:00Z,visit,paid_search,google,cpc\n"
        "t2,c1,2025-11-20T10:30:00Z,form,email,newsletter,email\n"
        "t3,c2,2025-12-01T08:00:00Z,visit,organic_search,,\n"
        "t4,c3,2025-12-05T08:00:00Z,visit,paid_search,,\n"
    ),
    "conversions.csv": (
        "conversion_id,contact_id,converted_at,kind,value_amount,currency\n"
        "k1,c1,2025-12-15,won,12000.00,EUR\n"
        "k2,c2,2025-12-20,lead,,\n"
    ),
    "opportunities.csv": (
        "opportunity_id,contact_id,stage,status,amount,created_at,closed_at,channel\n"
        "o1,c1,Closed Won,won,12000.10,2025-11-21T09:00:00Z,2025-12-15T09:00:00Z,paid_search\n"
        "o2,c2,Proposal,open,8000.00,2025-12-02T09:00:00Z,,organic_search\n"
        "o3,c3,Closed Lost,lost,5000.50,2025-12-06T09:00:00Z,2026-01-04T09:00:00Z,event\n"
    ),
    "stage_entries.csv": (
        "entity,entity_id,stage,entered_at\n"
        "contact,c1,lead,2025-11-03T09:00:00Z\n"
        "contact,c1,mql,2025-11-10T09:00:00Z\n"
        "contact,c1,opportunity,2025-11-21T09:00:00Z\n"
        "contact,c2,lead,2025-12-01T08:00:00Z\n"
        "contact,c2,mql,2025-12-01T20:00:00Z\n"
        "contact,c3,mql,2025-12-05T09:00:00Z\n"
        "contact,c3,lead,2025-12-06T09:00:00Z\n"
        "opportunity,o1,Qualification,2025-11-21T09:00:00Z\n"
        "opportunity,o1,Proposal,2025-12-01T09:00:00Z\n"
        "opportunity,o1,Closed Won,2025-12-15T09:00:00Z\n"
        "opportunity,o2,Qualification,2025-12-02T09:00:00Z\n"
        "opportunity,o2,Proposal,2025-12-09T09:00:00Z\n"
        "opportunity,o3,Qualification,2025-12-06T09:00:00Z\n"
        "opportunity,o3,Closed Lost,2026-01-04T09:00:00Z\n"
    ),
}
