"""What a status log leaves to be worked out: when an item left a status, and whether it was waiting there."""

from cmokit.sources.deliveries.engine import Engine

# Statuses in which nobody works on an item, in the words of common tools.
WAITING = (
    "wait|pending|review$|approval$|^legal|feedback|(^|[^n])blocked|on hold|backlog|to.?do|queue|not started|^ready"
    "|wart|freigabe$|abstimmung|prüfung|offen|blockiert|geplant"
)
SAYS = (
    "Where the log does not say when an item left a status, it left it when it entered the next one; in the last one "
    "it still is. Where the log does not say whether a status is one of waiting, its name does (waiting, review, "
    "approval, blocked, on hold, backlog, to do, queue, ready, and the like in German)."
)


def fill(engine: Engine) -> None:
    """Fill `left_at` and `is_waiting` of work_items where the export leaves them blank."""
    if not engine.has("work_items"):
        return
    following = "lead(entered_at) OVER (PARTITION BY source_system, item_id ORDER BY entered_at, source_row)"
    engine.make(
        "work_items",
        f"""SELECT * REPLACE (coalesce(left_at, {following}) AS left_at,
            coalesce(is_waiting, regexp_matches(lower(status), '{WAITING}')) AS is_waiting) FROM work_items""",
    )
