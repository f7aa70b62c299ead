from decimal import Decimal
from pathlib import Path
from typing import Any

from cmokit.engagement.writing import write_text
from cmokit.exhibits.facts_file import dump_json
from cmokit.render.formats import Look
from cmokit.runs.desk import Desk
from cmokit.runs.scores import scores
from tests.runs.issuing import YAML, desk_in

WIN_RATE = "pipeline.velocity.win_rate_share"
TARGETS = """\
targets:
  pipeline.velocity.win_rate_share: {value: 0.35, origin: the plan}
  pipeline.velocity.cycle_days: {value: 80, origin: the plan}
"""


def fact(name: str, value: object, unit: str = "share", **dimensions: str) -> dict[str, Any]:
    nothing = dict.fromkeys(("n", "low", "high", "confidence", "period", "definition"))
    return {"id": name, "value": value, "unit": unit, "dimensions": dimensions, "sources": [], **nothing}


def published(desk: Desk, place: str, phase: str, as_of: str, *facts: dict[str, Any]) -> None:
    document = {"phase": phase, "as_of": as_of, "facts": list(facts), "analyses": []}
    write_text(desk.folder.reports / place / "facts.json", dump_json(document))


def desk(tmp_path: Path) -> Desk:
    made = desk_in(tmp_path)
    write_text(made.folder.engagement_file, f"{YAML}{TARGETS}")
    return made


def test_the_newest_report_speaks_beside_target_and_baseline(tmp_path: Path) -> None:
    here = desk(tmp_path)
    published(here, "baseline", "baseline", "2026-02-04", fact(WIN_RATE, Decimal("0.30")))
    again = fact("board.scorecard.now_share", Decimal("0.36"), figure="win_rate")
    published(here, "scale", "scale", "2026-03-06", again)
    (score,) = scores(here, Look("en"))
    assert (score.value, score.target, score.baseline, score.state) == ("36.0%", "35.0%", "30.0%", "reached")
    assert "Scale" in score.origin


def test_an_update_that_is_newer_than_every_phase_is_what_counts(tmp_path: Path) -> None:
    here = desk(tmp_path)
    published(here, "baseline", "baseline", "2026-02-04", fact(WIN_RATE, Decimal("0.30")))
    newest = fact("update.figures.now_share", Decimal("0.20"), figure="win_rate")
    published(here, "update/2026-03-06_weekly", "update", "2026-03-06", newest)
    (score,) = scores(here, Look("en"))
    assert (score.value, score.state) == ("20.0%", "missed")


def test_less_is_better_where_less_is_better(tmp_path: Path) -> None:
    here = desk(tmp_path)
    published(here, "audit", "audit", "2026-01-31", fact("pipeline.velocity.cycle_days", 75.7, "days"))
    (score,) = scores(here, Look("en"))
    assert (score.state, score.baseline) == ("reached", "")


def test_a_figure_split_by_something_is_no_headline(tmp_path: Path) -> None:
    here = desk(tmp_path)
    published(here, "audit", "audit", "2026-01-31", fact(WIN_RATE, Decimal("0.9"), segment="Enterprise"))
    assert list(scores(here, Look("en"))) == []
