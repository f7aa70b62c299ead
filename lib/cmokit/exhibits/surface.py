"""Which figures tell of attention alone, by the name of their measure."""

SURFACE_WORDS = frozenset(
    (
        *("impression", "impressions", "reach", "click", "clicks", "session", "sessions", "visit", "visits"),
        *("traffic", "view", "views", "pageviews", "follower", "followers", "opens", "likes", "ctr", "cpc", "cpm"),
    )
)


def is_surface_measure(fact_id: str) -> bool:
    """Whether a figure counts or divides impressions, reach, clicks, sessions and the like."""
    return not SURFACE_WORDS.isdisjoint(fact_id.rsplit(".", 1)[-1].split("_"))
