"""Attribution beside a pass of packed keys in numpy: 10 million touches, CPU seconds and peak memory, in turns.

    python benchmarks/attribution.py                          10 million touches, two rounds
    python benchmarks/attribution.py --touches 1000000 --rounds 3
    python benchmarks/attribution.py --growth 1000000 10000000

Each contender runs in a process of its own, reads the same two Parquet files (people and channels as text) and gives
credit by first, last, linear, time decay and position and the removal effects of a Markov chain of order one. The pass
in numpy is written for exactly this: it packs person, second and channel into one number, sorts once and forgets money,
identities and look-backs of more than one kind. Credit is compared before any time is believed.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HEAD = "import json, sys\ntouches, outcomes = sys.argv[1:3]\n"
LOOKBACK, HALF_LIFE = 90, 7
KIT = (
    HEAD
    + f"LOOKBACK, HALF_LIFE = {LOOKBACK}, {HALF_LIFE}\n"
    + """
import ibis
import pyarrow as pa
from cmokit.methods.attribution.journeys import gather
from cmokit.methods.attribution import markov, rules

ibis.options.sql.fuse_selects = False
engine = ibis.duckdb.connect(threads=1, memory_limit="2GB", temp_directory=sys.argv[3])
engine.con.execute("SET enable_progress_bar = false")
links = {name: pa.array([], pa.string()) for name in ("entity", "leading_id", "source_system", "record_id", "method")}
found = gather(
    engine.read_parquet(touches), engine.read_parquet(outcomes), engine.create_table("links", pa.table(links)),
    lookback_days=LOOKBACK, half_life_days=HALF_LIFE, reporting="EUR",
)
paths = found.paths
credit = {
    "first": rules.first_touch(paths), "last": rules.last_touch(paths), "linear": rules.linear(paths),
    "position": rules.position(paths), "markov_1": markov.removal_effects(paths, 1),
    "time_decay": found.decayed.credit(found.decayed.count, len(paths.channels)),
}
if ALL:
    credit["shapley"] = rules.shapley(paths)
    credit |= {f"markov_{order}": markov.removal_effects(paths, order) for order in (2, 3)}
print(json.dumps({m: dict(zip(paths.channels, c.tolist(), strict=True)) for m, c in credit.items()}))
"""
)
NUMPY = (
    HEAD
    + f"LOOKBACK, HALF_LIFE = {LOOKBACK}, {HALF_LIFE}\n"
    + """
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

t = pq.read_table(touches, columns=["contact_id", "channel", "touched_at"]).combine_chunks()
w = pq.read_table(outcomes, columns=["contact_id", "converted_at"]).combine_chunks()
people = pa.chunked_array([t["contact_id"].chunk(0), w["contact_id"].chunk(0)]).combine_chunks().dictionary_encode()
named = t["channel"].chunk(0).dictionary_encode()
channels, size = sorted(named.dictionary.to_pylist()), len(named.dictionary)
rank = np.array([channels.index(name) for name in named.dictionary.to_pylist()])
at = np.concatenate([c.chunk(0).cast("int64").to_numpy() for c in (t["touched_at"], w["converted_at"])]) // 10**6
base, span = at.min(), int(at.max() - at.min() + 1)
code = np.concatenate([rank[named.indices.to_numpy()], np.full(len(w), size)])
key = (people.indices.to_numpy().astype(np.int64) * span + (at - base)) * (size + 1) + code
del t, w, people, named, at, code
key.sort()
code, key = key % (size + 1), key // (size + 1)
second, who = key % span, key // span
won = code == size
opens = np.append(True, who[1:] != who[:-1])
opens[1:] |= won[:-1]
journey, first = np.cumsum(opens) - 1, np.flatnonzero(opens)
last = np.append(first[1:], len(key)) - 1
end, converted = second[last], won[last]
near = ~won & (end[journey] - second <= LOOKBACK * 86_400)
journey, code, second = journey[near], code[near], second[near]
begins = np.append(True, journey[1:] != journey[:-1])
ends, start = np.append(begins[1:], True), np.flatnonzero(begins)
length = np.diff(np.append(start, len(code)))
place, touched = np.arange(len(code)) - np.repeat(start, length), np.repeat(length, length)
mine = converted[journey]
own, n, at_place = code[mine], touched[mine], place[mine]
weight = np.exp2((second[mine] - end[journey[mine]]) / (HALF_LIFE * 86_400))
whole = np.bincount(journey[mine], weight)
inner = 0.2 / np.maximum(n - 2, 1)
by_place = np.where(n == 1, 1.0, np.where(n == 2, 0.5, np.where((at_place == 0) | (at_place == n - 1), 0.4, inner)))
before = np.append(size, code[:-1])
before[begins] = size
moves = np.bincount(before * size + code, minlength=(size + 1) * size).reshape(size + 1, size)
wins, nulls = (np.bincount(code[ends & flag], minlength=size) for flag in (mine, ~mine))
total = np.append(moves[:size].sum(axis=1) + wins + nulls, moves[size].sum())
share, into = np.column_stack([moves / total[:, None], np.zeros(size + 1)]), np.append(wins, 0) / total

def chance(without):
    kept = [state for state in range(size + 1) if state != without]
    return np.linalg.solve(np.eye(len(kept)) - share[np.ix_(kept, kept)], into[kept])[-1]

credit = {
    "first": np.bincount(code[begins & mine], minlength=size), "last": wins,
    "linear": np.bincount(own, 1 / n, size), "position": np.bincount(own, by_place, size),
    "time_decay": np.bincount(own, weight / whole[journey[mine]], size),
    "markov_1": np.array([1 - chance(state) / chance(-1) for state in range(size)]),
}
print(json.dumps({m: dict(zip(channels, c.tolist(), strict=True)) for m, c in credit.items()}))
"""
)
RUNS = {"numpy": NUMPY, "cmokit": KIT.replace("if ALL:", "if False:"), "cmokit, all models": KIT.replace("ALL", "True")}
PROMISED = {"cmokit": 1.7, "cmokit, all models": 4.0}
SLOPE = 1.1
EXACT = 1e-9  # relative


def write_touches(folder: Path, count: int) -> tuple[Path, Path]:
    """Seeded files: a fifth as many people as touches, some far busier than others; few outcomes."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    chance, people = np.random.default_rng(20260105), count // 5
    names = pa.array(
        ["paid_search", "organic_search", "email", "display", "direct", "referral", "paid_social", "event"]
    )

    def rows(number: int, power: float, moment: str, **more: pa.Array) -> pa.Table:
        who = pa.array((chance.random(number) ** power * people).astype(np.int64)).cast("string")
        at = pa.array(chance.integers(1_700_000_000, 1_730_000_000, number) * 10**6).cast(pa.timestamp("us", "UTC"))
        system = pa.DictionaryArray.from_arrays(np.zeros(number, np.int8), ["crm"]).cast("string")
        contact = pc.binary_join_element_wise("c-", who, "")
        return pa.table({"contact_id": contact, "source_system": system, moment: at, **more})

    shares = [0.24, 0.2, 0.16, 0.12, 0.1, 0.08, 0.06, 0.04]
    channel = names.take(pa.array(chance.choice(len(names), count, p=shares)))
    touches, outcomes = folder / f"touches-{count}.parquet", folder / f"outcomes-{count}.parquet"
    pq.write_table(rows(count, 1.3, "touched_at", channel=channel), touches)
    won = count * 6 // 100
    money = {
        "value_amount": pa.array(chance.integers(100, 10_000, won))
        .cast(pa.decimal128(23, 4))
        .cast(pa.decimal128(18, 4)),
        "currency": pa.array(["EUR"] * won),
    }
    pq.write_table(rows(won, 1.0, "converted_at", **money), outcomes)
    return touches, outcomes


def run(code: str, *arguments: Path) -> tuple[float, float, dict[str, dict[str, float]]]:
    """CPU seconds and peak memory in MB of one run in a process of its own, and the credit that it gave."""
    child = subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE)
    said = child.stdout.read() if child.stdout else b""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"a contender failed with exit code {child.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, json.loads(said.splitlines()[-1])


def agree(one: dict[str, dict[str, float]], other: dict[str, dict[str, float]]) -> float:
    """The largest relative difference of any credit that both give."""
    pairs = [(one[m][c], other[m][c]) for m in one.keys() & other.keys() for c in one[m]]
    return max(abs(a - b) / max(abs(b), 1e-12) for a, b in pairs)


def measure(folder: Path, count: int, rounds: int) -> dict[str, tuple[float, float]]:
    """Contender → median CPU seconds, highest memory; in turns, so that a busy machine troubles all alike."""
    files = write_touches(folder, count)
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in RUNS}
    for _ in range(rounds):
        credit = {}
        for name, code in RUNS.items():
            cpu, memory, credit[name] = run(code, *files, folder / "spill")
            runs[name].append((cpu, memory))
        apart = max(agree(credit["numpy"], credit[name]) for name in RUNS)
        if apart > EXACT:
            raise SystemExit(f"the contenders differ by {apart:.1e}: no time is believed")
    return {n: (statistics.median(c for c, _ in found), max(m for _, m in found)) for n, found in runs.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--touches", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--growth", type=int, nargs=2, metavar=("FROM", "TO"), help="how CPU grows between two sizes")
    options = parser.parse_args()
    sizes = options.growth or [options.touches]
    with tempfile.TemporaryDirectory() as folder:
        found = {count: measure(Path(folder), count, options.rounds) for count in sizes}
    for count, runs in found.items():
        report(count, runs)
    if options.growth:
        small, large = (found[count]["cmokit"][0] for count in sizes)
        slope = math.log(large / small) / math.log(sizes[1] / sizes[0])
        print(
            f"growth of cmokit's CPU from {sizes[0]:,} to {sizes[1]:,}: slope {slope:.2f} (promised: at most {SLOPE})"
        )


def report(count: int, runs: dict[str, tuple[float, float]]) -> None:
    base = runs["numpy"][0]
    print(f"{count:,} touches")
    for name, (cpu, memory) in runs.items():
        promised = f"  (promised: at most {PROMISED[name]})" if name in PROMISED else ""
        print(f"  {name:20} {cpu:7.2f} s CPU {memory:7.0f} MB peak {cpu / base:6.2f} times numpy{promised}")


if __name__ == "__main__":
    main()
