"""Are the merges right? A sample of them to be checked by hand, and what the checked sample says about all.

The sample is drawn in proportion to what tied the records together, and by a hash of the ids: the same merges give the
same sample, and a merge that is there again next month is drawn again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cmokit.analyses.repairs import Merge
from cmokit.errors import CmokitError, DataNotReadable, ManyErrors
from cmokit.methods.uncertainty import CONFIDENCE, wilson
from cmokit.runs.fix_csv import reading_csv
from cmokit.sources.reading import read_raw
from cmokit.sources.reading.raw import ROW
from cmokit.words import say

SAMPLE_SIZE = 40  # enough to tell nine right in ten from eight; half an hour's work
SHOWN = ("first_name", "last_name", "email", "phone", "job_title", "country", "lead_source")
ANSWER = "same_person_y_n"
YES, NO = ("y", "yes", "j", "ja", "1", "true", "نعم"), ("n", "no", "nein", "0", "false", "لا")


@dataclass(frozen=True)
class Pair:
    """A survivor and one record that would go into it. matched_by: the stratum."""

    survivor: str
    merged: str
    matched_by: str
    before: Mapping[str, Mapping[str, str | None]]


@dataclass(frozen=True)
class Precision:
    """The share of right merges. low, high: Wilson's interval at `confidence`. open_count: pairs without an answer."""

    right_count: int
    checked_count: int
    open_count: int
    share: float
    low: float
    high: float
    confidence: float = CONFIDENCE


def pairs_to_check(merges: Iterable[Merge], size: int = SAMPLE_SIZE) -> tuple[Pair, ...]:
    """At most `size` pairs, from each stratum its share of them and at least one, sorted by survivor."""
    strata: dict[str, list[Pair]] = defaultdict(list)
    for merge in merges:
        for record, why in zip(merge.merged, merge.matched_by, strict=True):
            strata[why].append(Pair(merge.survivor, record, why, merge.before))
    shares = _shares({why: len(pairs) for why, pairs in strata.items()}, size)
    drawn = [pair for why, pairs in strata.items() for pair in sorted(pairs, key=_lot)[: shares[why]]]
    return tuple(sorted(drawn, key=lambda pair: (pair.survivor, pair.merged)))


def _lot(pair: Pair) -> str:
    return hashlib.sha256(f"{pair.survivor}|{pair.merged}".encode()).hexdigest()


def _shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum: in proportion, by largest remainder, at least one each."""
    total = sum(sizes.values())
    if total <= size:
        return dict(sizes)
    exact = {why: count * size / total for why, count in sizes.items()}
    shares = {why: max(1, int(part)) for why, part in exact.items()}
    for why in sorted(exact, key=lambda w: (int(exact[w]) - exact[w], w)):
        if sum(shares.values()) < size and shares[why] == int(exact[why]):
            shares[why] += 1
    return shares


def sample_csv(pairs: Iterable[Pair], shown: Sequence[str]) -> bytes:
    """One line a pair with an empty cell for the answer. shown: columns of both records that stand beside it."""
    beside = [f"{side}_{column}" for column in shown for side in ("survivor", "merged")]
    rows = [
        {
            "survivor": pair.survivor,
            "merged": pair.merged,
            "matched_by": pair.matched_by,
            **{f"survivor_{column}": pair.before[pair.survivor].get(column) for column in shown},
            **{f"merged_{column}": pair.before[pair.merged].get(column) for column in shown},
        }
        for pair in pairs
    ]
    return reading_csv(("survivor", "merged", ANSWER, "remark", "matched_by", *beside), rows)


def read_checked(path: Path) -> Precision:
    """What a checked sample says. Raises DataNotReadable, ManyErrors of it: every line that cannot be counted."""
    raw = read_raw(path, header_score=lambda cells: float({"survivor", "merged", ANSWER} <= set(cells)))
    missing = [name for name in ("survivor", "merged", ANSWER) if name not in raw.headers]
    if missing:
        raise DataNotReadable(
            "this is no sample of merges",
            code="missing_column",
            file=path.name,
            column=missing[0],
            mend="take the file ending in .check.csv from the fixes folder and fill in its answers alone",
        )
    columns = [raw.table[name].to_pylist() for name in (ROW, "survivor", "merged", ANSWER)]
    return _counted(path, list(zip(*columns, strict=True)))


def _counted(path: Path, lines: list[tuple[int, str, str, str]]) -> Precision:
    answers: dict[tuple[str, str], bool | None] = {}
    faults: list[CmokitError] = []
    for row, survivor, merged, said in lines:
        pair, answer = (survivor, merged), _answer(said)
        if answer is None and (said or "").strip():
            faults.append(_fault(path, row, "this is neither yes nor no", "not_an_answer", said, "y, n or nothing"))
        elif pair in answers and answers[pair] != answer:
            faults.append(_fault(path, row, "this pair is answered twice, differently", "two_answers", said, "one"))
        answers[pair] = answer
    if faults:
        raise ManyErrors(faults)
    checked = [answer for answer in answers.values() if answer is not None]
    if not checked:
        raise _fault(path, 1, "no pair is answered yet", "nothing_answered", None, f"y or n under {ANSWER}")
    right = sum(checked)
    low, high = wilson(right, len(checked))
    return Precision(right, len(checked), len(answers) - len(checked), right / len(checked), low, high)


def _answer(said: str | None) -> bool | None:
    folded = (said or "").strip().casefold()
    return True if folded in YES else False if folded in NO else None


def _fault(path: Path, row: int, message: str, code: str, found: str | None, wanted: str) -> CmokitError:
    mend = say("repairs.check.mend")
    return DataNotReadable(
        message, code=code, file=path.name, row=row, column=ANSWER, found=found, wanted=wanted, mend=mend
    )
