"""What finance says of the engagement itself: taken into force where engagement.yaml is silent, else held against it.

Silent is a key that is missing, empty, or still as the template ships it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmokit.engagement.edit import flow, with_values
from cmokit.engagement.load import check
from cmokit.engagement.model import Engagement
from cmokit.engagement.yaml_text import YamlText, decoded, parse_yaml, read_yaml
from cmokit.errors import CmokitError, ConfigurationError, ManyErrors
from cmokit.sources.deliveries.ledger import Received, labels_of
from cmokit.sources.deliveries.loads import Loads
from cmokit.sources.finance.answer import Answer
from cmokit.sources.finance.layout import INCLUDED, KIND

# As the template writes them: nobody has decided yet.
UNDECIDED = {"fiscal_year_starts": "01-01", INCLUDED: []}
SINGLE = ("currency", "fiscal_year_starts", "week_starts", "vat.share")


@dataclass(frozen=True)
class Said:
    """An answer in force and the file that gives it."""

    answer: Answer
    file: str

    @property
    def where(self) -> str:
        return f"{self.file}, {self.answer.sheet} row {self.answer.row}"


@dataclass(frozen=True)
class Setting:
    """A key of engagement.yaml that a finance workbook settled. value: as written there; where: file, sheet and row."""

    key: str
    value: str
    where: str


def answers_in_force(entries: Iterable[Received], loads: Loads) -> dict[str, Said]:
    """Key → the newest workbook's answer among the files in use."""
    entries = tuple(entries)
    labels = labels_of(entries)
    books = sorted((e for e in entries if e.kind == KIND), key=lambda e: (e.stands_on, e.precedence_count, e.sha256))
    found: dict[str, Said] = {}
    for entry in books:
        load = loads.of(loads.inbox / entry.path, entry.sha256)
        found.update({answer.key: Said(answer, labels[entry.file_id]) for answer in load.answers})
    return found


def check_answers(file: Path, engagement: Engagement, said: Mapping[str, Said]) -> None:
    """Raise ConfigurationError, or ManyErrors of it, for each answer that engagement.yaml contradicts."""
    if not said or not file.is_file():
        return
    faults: list[CmokitError] = list(_contradictions(read_yaml(file), engagement, said))
    if faults:
        raise faults[0] if len(faults) == 1 else ManyErrors(faults)


def settle(file: Path, engagement: Engagement, said: Mapping[str, Said]) -> tuple[str | None, tuple[Setting, ...]]:
    """engagement.yaml's new text with the answers on which it is silent, and what they settle; None: as it is.

    An answer that is in force anyway changes nothing. Raises ManyErrors where the file would not be valid with them.
    """
    if not said or not file.is_file():
        return None, ()
    values = dict(_silent(read_yaml(file), engagement, said))
    if not values:
        return None, ()
    text = with_values(decoded(file), {key: value for key, (value, _) in values.items()}, file)
    check(parse_yaml(file, text))
    return text, tuple(Setting(key, flow(value), where) for key, (value, where) in values.items())


def _silent(read: YamlText, engagement: Engagement, said: Mapping[str, Said]) -> Iterator[tuple[str, tuple[Any, str]]]:
    """Key → value to write, and where it is said."""
    ours = _ours(engagement)
    for key in (key for key in SINGLE if key in said and is_silent(read, key)):
        value = said[key].answer.value
        if ours[key] != value:
            yield key, (float(value) if key == "vat.share" else value, said[key].where)
    kinds = {kind: one for kind, one in _included(said) if one.answer.value == "yes"}
    if kinds and is_silent(read, INCLUDED):
        yield INCLUDED, (sorted(kinds), next(iter(kinds.values())).where)


def _contradictions(read: YamlText, engagement: Engagement, said: Mapping[str, Said]) -> Iterator[ConfigurationError]:
    ours = _ours(engagement)
    for key in (key for key in SINGLE if key in said and not is_silent(read, key)):
        if ours[key] != said[key].answer.value:
            yield _fault(read, key, ours[key], said[key], said[key].answer.value)
    for kind, one in _included(said) if not is_silent(read, INCLUDED) else ():
        is_ours = kind in engagement.vat.included_in
        if is_ours != (one.answer.value == "yes"):
            yield _fault(read, INCLUDED, f"{kind} is {'' if is_ours else 'not '}listed", one, one.answer.value)


def _ours(engagement: Engagement) -> dict[str, str]:
    """What is in force, written as answers are."""
    share = engagement.vat.share
    return {
        "currency": engagement.currency,
        "fiscal_year_starts": engagement.fiscal_year_starts,
        "week_starts": str(engagement.week_starts),
        "vat.share": "" if share is None else f"{Decimal(str(share)).normalize():f}",
    }


def _fault(read: YamlText, key: str, ours: str, said: Said, theirs: str) -> ConfigurationError:
    """One line: both sides, and that a person decides which one is right."""
    return ConfigurationError(
        "the finance workbook says otherwise",
        "finance_contradicts",
        read.file,
        read.line(tuple(key.split("."))),
        key,
        found=ours,
        wanted=f"{theirs} ({said.where})",
        mend="ask finance which is right; correct the line here, or the workbook, and type the command again",
    )


def _included(said: Mapping[str, Said]) -> Iterator[tuple[str, Said]]:
    """Kind of export → the answer whether its amounts include VAT."""
    lead = f"{INCLUDED}["
    return ((key[len(lead) : -1], one) for key, one in said.items() if key.startswith(lead))


def is_silent(read: YamlText, key: str) -> bool:
    """Has nobody decided this key: missing, empty, or still as the template ships it?"""
    value: Any = read.values
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value is None or (key in UNDECIDED and value == UNDECIDED[key])
