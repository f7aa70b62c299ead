"""The timing sheet: runs of a workflow that people wrote down by hand, where no log is there [WFD-05].

It fills `workflow_runs` like any log, and its rows name it as their source. The workflow stands in brackets in the
title above the heads; the heads are in the client's language.
"""

import re

import pyarrow as pa

from cmokit.sources.base import Field, Note, Source, Tables
from cmokit.sources.rows import Rows, joined
from cmokit.vocabulary import Combine

SYSTEM = "timing_sheet"
LANGUAGES = ("en", "de", "ar")
# Column → its head in each language.
HEADS = {
    "item_id": ("Record", "Datensatz", "السجل"),
    "user_id": ("Who", "Wer", "من قام به"),
    "started_on": ("Day", "Tag", "اليوم"),
    "minutes": ("Minutes of work", "Minuten Arbeit", "دقائق العمل"),
    "outcome": ("How it went", "Wie es lief", "كيف جرى"),
    "corrections_count": ("Corrections", "Berichtigungen", "عدد التصحيحات"),
    "error_kind": ("What went wrong", "Was schiefging", "ما الذي تعثر"),
}
# How it went → in each language.
OUTCOMES = {
    "used": ("done", "erledigt", "أُنجز"),
    "bypassed": ("done another way", "anders erledigt", "أُنجز بطريقة أخرى"),
    "failed": ("failed", "gescheitert", "فشل"),
    "stopped": ("stopped", "abgebrochen", "أُوقف"),
}
_NAMED = re.compile(r"\[([A-Za-z0-9][\w.-]*)\]")


def head(column: str, language: str) -> str:
    return HEADS[column][_place(language)]


def outcome(name: str, language: str) -> str:
    return OUTCOMES[name][_place(language)]


def _place(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else 0


def workflow_in(preamble: tuple[str, ...]) -> str | None:
    """The workflow's id, out of the lines above the heads."""
    return next((found[1] for line in preamble if (found := _NAMED.search(line))), None)


def _fill(rows: Rows) -> Tables:
    """A row is one run of that day; a blank for how it went means that it was done."""
    workflow = workflow_in(rows.preamble)
    day = rows.get("started_on").cast(pa.string())
    stated = {
        "run_id": joined(":", rows.constant(SYSTEM), rows.constant(workflow or "", pa.string()), day,
                         rows.get("user_id"), rows.get("item_id")),
        "workflow_id": rows.constant(workflow, pa.string()),
        "started_at": rows.as_moments(rows.get("started_on")),
        "outcome": rows.get("outcome").fill_null("used"),
    }  # fmt: skip
    return {"workflow_runs": rows.canonical("workflow_runs", **stated)}


def _unnamed(rows: Rows) -> list[Note]:
    if workflow_in(rows.preamble):
        return []
    message = "the title names no workflow in brackets, so nobody knows which work was timed; put the title back"
    return [Note("no_workflow", message, 1)]


_FILLS = {"started_on": "started_at"}
TIMING = Source(
    kind="workflow_runs",
    system=SYSTEM,
    table="workflow_runs",
    combine=Combine.LOG,
    required=("item_id", "started_on", "minutes", "outcome"),
    key=("item_id",),
    values={"outcome": {text: name for name, texts in OUTCOMES.items() for text in texts}},
    fill=_fill,
    check=_unnamed,
    fields=tuple(Field(name, heads, fills=_FILLS.get(name)) for name, heads in HEADS.items()),
)
