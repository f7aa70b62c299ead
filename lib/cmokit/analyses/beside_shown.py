"""Headlines beside target and past, as tables and sentences: alike in the scorecard and in the update."""

from collections.abc import Sequence

import pyarrow as pa

from cmokit.analyses.beside import Beside, Way, moved_words
from cmokit.analyses.figures import count
from cmokit.analyses.metric_rules import kind_of
from cmokit.analyses.placeless import placeless
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Table
from cmokit.methods.noise import Moved
from cmokit.vocabulary import MetricKind


def tally(analysis: str, rows: Sequence[Beside], moves: Sequence[Moved | None]) -> list[Fact]:
    """How many became better or worse by more than noise, did not, or cannot be told; and targets reached."""
    ways = [row.way(moved) for row, moved in zip(rows, moves, strict=True) if moved is not None]
    aimed = [row for row in rows if row.target]
    groups = {
        "better_count": ways.count(Way.BETTER),
        "worse_count": ways.count(Way.WORSE),
        "noise_count": ways.count(Way.NOISE) + ways.count(Way.SAME),
        "untold_count": ways.count(Way.UNTOLD),
    }
    facts = [count(f"{analysis}.{name}", number, n=len(ways)) for name, number in groups.items()]
    reached = sum(not row.is_short for row in aimed)
    return [*facts, count(f"{analysis}.reached_count", reached, n=len(aimed))]


def figures_tables(words: str, rows: Sequence[Beside], *, with_last: bool) -> tuple[Table, ...]:
    """One row a headline, results apart from what explains them; without a column that would be empty in every row."""
    units = {"headline": "text", "now": "mixed"}
    units |= {"target": "mixed"} if any(row.target for row in rows) else {}
    units |= {"baseline": "mixed", "since_baseline": "text"} if any(row.baseline for row in rows) else {}
    units |= {"last": "mixed", "since_last": "text"} if with_last and any(row.last for row in rows) else {}
    others = [row for row in rows if kind_of(row.headline.figure.split("[")[0]) is MetricKind.DIAGNOSTIC]
    results = [row for row in rows if row not in others]
    told = (("results_table", results), ("reasons_table", others))
    return tuple(shown for name, some in told for shown in table(f"{words}.{name}", units, map(_row, some)))


def evidence(rows: Sequence[Beside]) -> pa.Table:
    """One row a headline, its numbers as text with all their digits."""
    said = [
        {
            "figure": row.headline.figure,
            "now": str(row.now.value),
            "target": str(row.target.value) if row.target else None,
            "baseline": str(row.baseline.value) if row.baseline else None,
            "difference": str(moved.difference) if (moved := row.since_baseline) else None,
            "told_by": str(moved.basis) if moved else None,
            "change": str(row.way(moved)) if moved else None,
        }
        for row in rows
    ]
    names = ("figure", "now", "target", "baseline", "difference", "told_by", "change")
    return placeless(pa.Table.from_pylist(said, schema=pa.schema([(name, pa.string()) for name in names])))


def _row(row: Beside) -> dict[str, object]:
    return {
        "headline": row.label,
        "now": row.now,
        "target": row.target,
        "baseline": row.baseline,
        "since_baseline": moved_words(row, row.since_baseline),
        "last": row.last,
        "since_last": moved_words(row, row.since_last),
    }
