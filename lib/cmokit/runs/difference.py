"""What moved between two runs of a client: first what they stand on, then figures with their noise, then records.

Two runs of one phase under the same terms are held against each other as they state it. Where the phases differ, the
older run's analyses are measured on the younger run's files. Where what was agreed about counting changed, both sides
are measured under both, and what the definitions alone moved is told apart from what the data moved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from cmokit.analyses.base import Analysis
from cmokit.analyses.catalog import BY_ID
from cmokit.errors import UsageError
from cmokit.exhibits.bundle import fact_from_dict
from cmokit.exhibits.fact import Fact, Number
from cmokit.exhibits.facts_file import read_json
from cmokit.methods.noise import Moved, moved_together
from cmokit.runs.compare import Causes, Copy, compare
from cmokit.runs.desk import Desk
from cmokit.runs.known import last_update
from cmokit.runs.measured_again import data_of, measured_again, row_keys, terms_of
from cmokit.runs.restated_terms import with_todays_settings
from cmokit.runs.under_definitions import CannotCarry, Run, under_definitions
from cmokit.vocabulary import PHASES, Phase

STATED, MEASURED, BOTH, APART = "stated", "measured", "both", "apart"


@dataclass(frozen=True)
class Side:
    """One of the two runs. folder: where its evidence lies, runs/<run>/."""

    run: str
    phase: str
    as_of: str
    copy: Copy
    folder: Path

    @property
    def facts(self) -> dict[str, Fact]:
        found = map(fact_from_dict, self.copy.facts["facts"])
        return {fact.name: fact for fact in found if fact.value is not None}


@dataclass(frozen=True)
class MovedFigure:
    """One figure that differs. then, now: under the same definitions. as_stated: what the older run stated, where that
    is something else; by_definitions: how much the definitions alone moved it on the older run's data.
    """

    then: Fact
    now: Fact
    moved: Moved
    as_stated: Fact | None = None
    by_definitions: Number | None = None

    @property
    def name(self) -> str:
        return self.now.name

    @property
    def rank(self) -> tuple[int, float, str]:
        """What is more than noise first, the least likely by chance in front; what cannot be told last."""
        told = {True: 0, False: 1, None: 2}[self.moved.is_more_than_noise]
        return told, 1.0 if self.moved.chance is None else self.moved.chance, self.name


@dataclass(frozen=True)
class MovedRows:
    """Records that an analysis names and did not name before, and the other way round, by key."""

    analysis: str
    new: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """how: STATED, MEASURED (the older run's analyses on the younger run's files), BOTH (under both definitions), or
    APART: the earlier terms were not kept, so nothing is held against each other. only_then, only_now: figures by name.
    """

    old: Side
    new: Side
    causes: Causes
    how: str
    figures: tuple[MovedFigure, ...] = ()
    same_count: int = 0
    only_then: tuple[str, ...] = ()
    only_now: tuple[str, ...] = ()
    rows: tuple[MovedRows, ...] = ()
    cannot: tuple[CannotCarry, ...] = ()


@dataclass(frozen=True)
class _Sides:
    """What is held against each other. stated: of the older run, where its figures were measured again."""

    how: str
    then: Mapping[str, Fact]
    now: Mapping[str, Fact]
    rows: tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]
    stated: Mapping[str, Fact] | None = None
    by_definitions: Mapping[str, Number | None] | None = None
    cannot: tuple[CannotCarry, ...] = ()


def difference(desk: Desk, old: str, new: str) -> Difference:
    """old, new: phases as published (`update`: the newest one), or run ids. Raises UsageError for anything else."""
    before, after = side_of(desk, old), side_of(desk, new)
    causes = compare(before.copy, after.copy).causes
    sides = _sides(desk, before, after, causes)
    if sides is None:
        return Difference(before, after, causes, APART)
    both = sorted(name for name in sides.then.keys() & sides.now.keys() if _is_number(sides.then[name]))
    differing = [name for name in both if sides.then[name].value != sides.now[name].value]
    told = moved_together((sides.now[name], sides.then[name]) for name in differing)
    figures = [_figure(sides, name, moved) for name, moved in zip(differing, told, strict=True)]
    return Difference(
        before,
        after,
        causes,
        sides.how,
        tuple(sorted(figures, key=lambda figure: figure.rank)),
        len(both) - len(differing),
        tuple(sorted(sides.then.keys() - sides.now.keys())),
        tuple(sorted(sides.now.keys() - sides.then.keys())),
        tuple(_rows(*sides.rows)),
        sides.cannot,
    )


def side_of(desk: Desk, name: str) -> Side:
    """A phase's published report, the newest update, or a run. Raises UsageError where there is none."""
    folder = _folder(desk, name)
    if not (folder / "facts.json").is_file() or not (folder / "manifest.json").is_file():
        raise _unknown(desk, name)
    facts, said = read_json(folder / "facts.json"), read_json(folder / "manifest.json")
    manifest = with_todays_settings(said, desk.folder)
    run = str(said["run"])
    return Side(run, str(said["phase"]), str(said["as_of"]), Copy(facts, manifest), desk.folder.runs / run)


def _folder(desk: Desk, name: str) -> Path:
    if name in PHASES:
        return desk.folder.reports / name
    if name == Phase.UPDATE:
        from datetime import date

        return last_update(desk, date.max) or desk.folder.reports / name
    return desk.folder.runs / Path(name).name


def _unknown(desk: Desk, name: str) -> UsageError:
    runs = sorted(path.parent.name for path in desk.folder.runs.glob("[!.]*/manifest.json"))
    published = [str(phase) for phase in PHASES if (desk.folder.reports / phase / "manifest.json").is_file()]
    is_phase = name in (*PHASES, Phase.UPDATE)
    return UsageError(
        f"no {name} report is published" if is_phase else "there is no such run",
        code="unknown_run",
        found=name,
        wanted=", ".join((*published, *runs)) or "a phase or a run; none was made yet",
        mend=f"cmokit run {desk.folder.slug} {name}" if name in PHASES else None,
    )


def _sides(desk: Desk, old: Side, new: Side, causes: Causes) -> _Sides | None:
    """None where the terms of either run were not kept, and they are not the same."""
    analyses = [BY_ID[said["id"]] for said in old.copy.facts["analyses"] if said["id"] in BY_ID]
    if old.phase == new.phase and not causes.settings:
        rows = partial(_kept_rows, currency=desk.engagement.currency)
        return _Sides(STATED, old.facts, new.facts, (rows(old), rows(new)))
    language = desk.engagement.language
    again = partial(measured_again, desk.folder, analyses=analyses, language=language, with_rows=True)
    terms = terms_of(desk.folder, old.run), terms_of(desk.folder, new.run)
    if causes.settings:
        if terms[0] is None or terms[1] is None:
            return None
        runs = Run(data_of(old.copy.manifest), terms[0]), Run(data_of(new.copy.manifest), terms[1])
        then, now = again(runs[0].data, runs[1].terms), again(runs[1].data, runs[1].terms)
        found = under_definitions(desk.folder, *runs, analyses, language)
        by_definitions = {name: figure.moved_on_old for name, figure in found.figures.items()}
        pair = (then.rows or {}, now.rows or {})
        return _Sides(BOTH, then.facts, now.facts, pair, old.facts, by_definitions, found.cannot)
    now = again(data_of(new.copy.manifest), terms[1] or desk.engagement)
    if causes.is_kit_changed:
        then = again(data_of(old.copy.manifest), terms[0] or desk.engagement)
        return _Sides(MEASURED, then.facts, now.facts, (then.rows or {}, now.rows or {}), old.facts, None)
    stated = {name: fact for name, fact in old.facts.items() if _is_measured(fact, analyses, now.facts)}
    kept = {name: rows for name, rows in _kept_rows(old, desk.engagement.currency).items() if name in (now.rows or {})}
    return _Sides(MEASURED, stated, now.facts, (kept, now.rows or {}))


def _is_measured(fact: Fact, analyses: Sequence[Analysis], now: Mapping[str, Fact]) -> bool:
    """Not a figure that only a whole run states, such as what has become of findings."""
    measures = {analysis.id: analysis.measures for analysis in analyses}
    return fact.name in now or fact.measure in measures.get(fact.analysis, {})


def _kept_rows(side: Side, currency: str) -> dict[str, frozenset[str]]:
    """The rows that a run kept; an analysis whose evidence is gone says nothing."""
    found = {}
    for said in side.copy.facts["analyses"]:
        path = side.folder / "evidence" / str((said["evidence"] or {}).get("file", ""))
        if said["evidence"] and said["id"] in BY_ID and path.is_file():
            found[str(said["id"])] = row_keys(BY_ID[said["id"]], pq.ParquetFile(path).read(), currency)
    return found


def _rows(then: Mapping[str, frozenset[str]], now: Mapping[str, frozenset[str]]) -> Iterator[MovedRows]:
    for analysis in sorted(then.keys() & now.keys()):
        new, gone = now[analysis] - then[analysis], then[analysis] - now[analysis]
        if new or gone:
            yield MovedRows(analysis, tuple(sorted(new)), tuple(sorted(gone)))


def _figure(sides: _Sides, name: str, moved: Moved) -> MovedFigure:
    stated = sides.stated.get(name) if sides.stated else None
    is_other = stated is not None and stated.value != sides.then[name].value
    by_definitions = sides.by_definitions.get(name) if sides.by_definitions else None
    return MovedFigure(sides.then[name], sides.now[name], moved, stated if is_other else None, by_definitions)


def _is_number(fact: Fact) -> bool:
    return fact.value is not None and not isinstance(fact.value, str)


def as_document(found: Difference) -> dict[str, Any]:
    """As plain values, for machines: every figure and every row."""
    causes = found.causes
    return {
        "old": {"run": found.old.run, "phase": found.old.phase, "as_of": found.old.as_of},
        "new": {"run": found.new.run, "phase": found.new.phase, "as_of": found.new.as_of},
        "inputs": {
            "as_of": list(causes.as_of),
            "files_come": list(causes.files_come),
            "files_gone": list(causes.files_gone),
        },
        "definitions": list(causes.definitions),
        "settings": list(causes.settings),
        "parameters": list(causes.parameters),
        "versions": {
            side: {key: one.copy.manifest.get(key) for key in ("kit", "kit_sha256", "lock_sha256")}
            for side, one in (("old", found.old), ("new", found.new))
        },
        "how": found.how,
        "figures": [_as_values(figure) for figure in found.figures],
        "same_count": found.same_count,
        "only_old": list(found.only_then),
        "only_new": list(found.only_now),
        "rows": [
            {"analysis": r.analysis, "new": list(map(_plain, r.new)), "gone": list(map(_plain, r.gone))}
            for r in found.rows
        ],
        "cannot": [vars(one) for one in found.cannot],
    }


def _as_values(figure: MovedFigure) -> dict[str, Any]:
    moved = figure.moved
    return {
        "name": figure.name,
        "unit": figure.now.unit,
        "old": figure.then.value,
        "old_interval": [figure.then.low, figure.then.high],
        "new": figure.now.value,
        "new_interval": [figure.now.low, figure.now.high],
        "difference": moved.difference,
        "difference_interval": [moved.low, moved.high],
        "is_more_than_noise": moved.is_more_than_noise,
        "told_by": moved.basis.value,
        "since": None if moved.since_n is None else {"share": moved.since_share, "n": moved.since_n},
        "old_as_stated": None if figure.as_stated is None else figure.as_stated.value,
        "moved_by_definitions": figure.by_definitions,
    }


def _plain(key: str) -> str:
    from cmokit.analyses.tracked import SEPARATOR

    return key.replace(SEPARATOR, " / ")
