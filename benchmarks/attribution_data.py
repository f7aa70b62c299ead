"""Seeded touches and outcomes as two Parquet files, written in parts: the benchmark of attribution reads them.

python benchmarks/attribution_data.py FOLDER TOUCHES      prints the paths of both
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

PART = 5_000_000  # rows at once
CHANNELS = {
    "paid_search": 0.24, "organic_search": 0.2, "email": 0.16, "display": 0.12, "direct": 0.1, "referral": 0.08,
    "paid_social": 0.06, "event": 0.04,
}  # fmt: skip
SECONDS = (1_700_000_000, 1_730_000_000)
OUTCOMES = 6  # for a hundred touches


def write_touches(folder: Path, count: int) -> tuple[Path, Path]:
    """A fifth as many people as touches, some far busier than others; few outcomes, each with an amount."""
    chance, people = np.random.default_rng(20260105), count // 5
    touches, outcomes = folder / f"touches-{count}.parquet", folder / f"outcomes-{count}.parquet"

    def touched(number: int) -> pa.Table:
        picked = chance.choice(len(CHANNELS), number, p=list(CHANNELS.values()))
        return _rows(chance, number, people, 1.3, "touched_at").append_column(
            "channel", pa.array(list(CHANNELS)).take(pa.array(picked))
        )

    def won(number: int) -> pa.Table:
        amounts = pa.array(chance.integers(100, 10_000, number)).cast(pa.decimal128(23, 4)).cast(pa.decimal128(18, 4))
        rows = _rows(chance, number, people, 1.0, "converted_at")
        return rows.append_column("value_amount", amounts).append_column("currency", pa.array(["EUR"] * number))

    _write(touches, count, touched)
    _write(outcomes, count * OUTCOMES // 100, won)
    return touches, outcomes


def _rows(chance: np.random.Generator, number: int, people: int, power: float, moment: str) -> pa.Table:
    who = pa.array((chance.random(number) ** power * people).astype(np.int64)).cast("string")
    at = pa.array(chance.integers(*SECONDS, number) * 10**6).cast(pa.timestamp("us", "UTC"))
    system = pa.DictionaryArray.from_arrays(np.zeros(number, np.int8), ["crm"]).cast("string")
    return pa.table({"contact_id": pc.binary_join_element_wise("c-", who, ""), "source_system": system, moment: at})


def _write(path: Path, count: int, made: object) -> None:
    sizes = [PART] * (count // PART) + ([count % PART] if count % PART else [])
    first = made(sizes[0])  # type: ignore[operator]
    with pq.ParquetWriter(path, first.schema) as file:
        file.write_table(first)
        for size in sizes[1:]:
            file.write_table(made(size))  # type: ignore[operator]


if __name__ == "__main__":
    print(*write_touches(Path(sys.argv[1]), int(sys.argv[2])), sep="\n")
