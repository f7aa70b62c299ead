"""The unit of the kit: an analysis, and how one is run.

`measure` gives numbers, `judge` a verdict on them, `exhibit` what to show: plain values, each knowing only the one
before it.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from cmokit.analyses.called import exports
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.metric_rules import broken_rules, with_key_figures_apart
from cmokit.analyses.metrics import definition_of
from cmokit.analyses.repairs import Repairs
from cmokit.analyses.tracked import Tracked
from cmokit.exhibits.fact import Definition, Fact, Number
from cmokit.exhibits.section import Card, Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.vocabulary import Severity
from cmokit.words import say


class Result(Protocol):
    """What `measure` returns: a frozen dataclass with at least these."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def evidence(self) -> Any:  # ibis.Table or pyarrow.Table, one row per record to look at
        ...


class CannotAnswer(Exception):
    """Raised by `measure` where the data cannot carry the question. reason is a sentence."""

    def __init__(self, reason: str, *missing: Missing):
        super().__init__(reason)
        self.reason, self.missing = reason, missing


@dataclass(frozen=True)
class Limits:
    """Where a figure turns from fine to WARN and FAIL: above the limits, or below them where higher is better."""

    warn: float
    fail: float
    on: str
    unit: str = "share"
    higher_is_better: bool = False
    origin: str = "limits.kit"  # words id: whose limit this is

    def severity(self, value: Number) -> Severity:
        def beyond(line: float) -> bool:
            return float(value) < line if self.higher_is_better else float(value) > line

        return Severity.FAIL if beyond(self.fail) else Severity.WARN if beyond(self.warn) else Severity.PASS

    def verdict(self, fact: Fact) -> Verdict:
        """The verdict on one figure, with the sentence that names figure, limit and whose limit it is."""
        if not isinstance(fact.value, (int, float, Decimal)):
            raise TypeError(f"{fact.name} is no number to hold against a limit")
        severity = self.severity(fact.value)
        line = self.fail if severity is Severity.FAIL else self.warn
        kind = "below" if self.higher_is_better else "above"
        words = f"verdict.within_{kind}" if severity is Severity.PASS else f"verdict.{kind}"
        reason = say(words, figure=cite(fact), limit=limit(line, self.unit), origin=say(self.origin))
        return Verdict(severity, reason)


@dataclass(frozen=True)
class Analysis:
    """One analysis. rows: catalogue rows it covers. needs: tables without which it is NOT_MEASURED (missing or empty);
    uses: tables that come empty where the client has none. measures: every measure it may state, with its unit
    (`money` for the reporting currency). stands_on: analyses whose results `measure` takes as `found`, by id (a
    CannotAnswer where there is none): for figures set beside a target or their past. registers: names of those that it
    reads from `definitions.known`. Title and question stand in the words under `<family>.<analysis>`. repairs:
    what can be mended, out of what `measure` found; None where its evidence decides no value. tracked: what makes its
    evidence rows findings that are open, fixed or new over deliveries; None where they are none.
    """

    id: str
    rows: tuple[str, ...]
    phases: tuple[str, ...]
    sheet: str
    needs: tuple[str, ...]
    measures: Mapping[str, str]
    limits: Limits
    measure: Callable[..., Any]
    judge: Callable[[Any, Limits], Verdict]
    exhibit: Callable[[Any, Verdict], Section]
    uses: tuple[str, ...] = ()
    stands_on: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    version: str = "1"
    evidence_key: tuple[str, ...] = ()
    repairs: Callable[[Any], Repairs] | None = None
    tracked: Tracked | None = None

    @property
    def family(self) -> str:
        return self.id.split(".")[0]

    @property
    def question(self) -> str:
        return say(f"{self.id}.question")

    @property
    def card(self) -> Card:
        """The method card, read from the module's docstring."""
        parts = _card_parts(inspect.getdoc(inspect.getmodule(self.measure)) or "")
        return Card(title=say(f"{self.id}.title"), question=self.question, **parts)

    @property
    def definition(self) -> Definition:
        """What its figures mean where no metric defines them."""
        return Definition(self.id, self.version, self.card.measures)


_HEADINGS = {
    "Asks": "asks",
    "Measures": "measures",
    "Read it as": "read_it_as",
    "Do next": "do_next",
    "Limits": "limits",
}


def _card_parts(docstring: str) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in docstring.splitlines():
        if line.strip() in _HEADINGS and not line.startswith(" "):
            current = parts.setdefault(_HEADINGS[line.strip()], [])
        elif current is not None:
            current.append(line.strip())
    missing = [heading for heading, key in _HEADINGS.items() if not any(parts.get(key, []))]
    if missing:
        raise ValueError(f"the method card lacks: {', '.join(missing)}")
    return {key: " ".join(filter(None, lines)) for key, lines in parts.items()}


class Data(Protocol):
    """Where an analysis's tables come from: tables.warehouse.Warehouse, or a test's own."""

    def has(self, table: str) -> bool: ...

    def table(self, table: str) -> Any: ...

    def is_empty(self, table: str) -> bool: ...


@dataclass(frozen=True)
class Outcome:
    """One analysis, done: its section (severity, facts and missing filled in), result and evidence."""

    analysis: Analysis
    section: Section
    found: Any
    evidence: Any

    @property
    def severity(self) -> Severity:
        return self.section.severity


Found = Any  # what `measure` gave, or the CannotAnswer that it raised
FindOther = Callable[[str], Found]


def run_analysis(analysis: Analysis, data: Data, definitions: Definitions, other: FindOther | None = None) -> Outcome:
    """Measure, judge, exhibit; or NOT_MEASURED with what to send, its measures standing as facts without a value.

    other: finds what another analysis measured on the same data, by id, for those that stand on others.
    """
    limits = definitions.limits_for(analysis.id, analysis.limits)
    try:
        found = measured(analysis, data, definitions, other)
        verdict = analysis.judge(found, limits)
    except CannotAnswer as answer:
        return _not_measured(analysis, definitions, answer.reason, answer.missing)
    section = replace(
        analysis.exhibit(found, verdict),
        severity=verdict.severity,
        reason=verdict.reason,
        facts=stated_facts(analysis, found.facts, definitions),
        currency=definitions.currency,
        card=analysis.card,
        missing=tuple(getattr(found, "missing", ())),
    )
    shown = with_key_figures_apart(section)
    if broken := broken_rules(shown):
        raise ValueError("; ".join(broken))
    return Outcome(analysis, shown, found, found.evidence)


def measured(analysis: Analysis, data: Data, definitions: Definitions, other: FindOther | None = None) -> Any:
    """Only the figures, neither judged nor shown. Raises CannotAnswer, also where a table that it needs is empty."""
    tables = {name: data.table(name) for name in analysis.needs + analysis.uses}
    absent = [name for name in analysis.needs if not data.has(name) or data.is_empty(name)]
    if absent:
        asks = tuple(Missing(name, (), say(f"asks.{name}")) for name in absent)
        raise CannotAnswer(say("verdict.missing_tables", tables=exports(absent)), *asks)
    if analysis.stands_on:
        if other is None:
            raise TypeError(f"{analysis.id} stands on other analyses: say how to find them")
        return analysis.measure(
            **tables, definitions=definitions, found={id_: other(id_) for id_ in analysis.stands_on}
        )
    return analysis.measure(**tables, definitions=definitions)


def stated_facts(analysis: Analysis, facts: tuple[Fact, ...], definitions: Definitions) -> tuple[Fact, ...]:
    """Sorted, each with its tables and its definition: its own, its metric's, else what the analysis measures; and
    with the files of the registers that the analysis reads.
    """
    tables = analysis.needs + analysis.uses
    read = definitions.known.sources
    files = tuple(read[name] for name in analysis.registers if name in read)
    meaning = {f.id: f.definition or definition_of(f.id, definitions) or analysis.definition for f in facts}
    whole = [
        f.but(
            definition=meaning[f.id],
            tables=f.tables or tables,
            sources=f.sources or files if f.value is not None else (),
        )
        for f in facts
    ]
    return tuple(sorted(whole, key=lambda f: (f.id, sorted(f.dimensions.items()))))


def _not_measured(analysis: Analysis, definitions: Definitions, reason: str, missing: tuple[Missing, ...]) -> Outcome:
    units = {m: definitions.currency if unit == "money" else unit for m, unit in analysis.measures.items()}
    unmeasured = tuple(Fact(f"{analysis.id}.{m}", None, unit) for m, unit in units.items())
    facts = tuple(fact.but(tables=()) for fact in stated_facts(analysis, unmeasured, definitions))
    section = Section(
        analysis=analysis.id,
        headline=say("verdict.not_measured_headline", question=analysis.question),
        severity=Severity.NOT_MEASURED,
        reason=reason,
        facts=facts,
        currency=definitions.currency,
        card=analysis.card,
        missing=missing,
    )
    return Outcome(analysis, section, None, None)
