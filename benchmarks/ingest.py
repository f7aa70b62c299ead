"""Audited reading beside plain reading: a canonical touchpoints CSV into Parquet by cmokit and by pyarrow.csv.

    python benchmarks/ingest.py                       10 million rows, about 1 GB
    python benchmarks/ingest.py --rows 1000000 --rounds 3
    python benchmarks/ingest.py --rows 50000000 --alone    5.7 GB; without the plain reader, which holds the whole table

Each reader runs in a process of its own, in turns; CPU seconds (user and system) and peak memory are the child's.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HEADER = "touchpoint_id,contact_id,touched_at,kind,channel,campaign,utm_source,utm_medium,utm_campaign,page\n"
KINDS = ("visit", "form", "ad_click", "email_click")
CHANNELS = ("paid_search", "organic_search", "email", "direct", "paid_social")

CMOKIT = """
import sys; from pathlib import Path
from cmokit.sources.reading.fast import ingest_plain
from cmokit.tables.catalog import TABLES
ingest_plain(Path(sys.argv[1]), Path(sys.argv[2]), TABLES["touchpoints"])
"""
PYARROW = """
import sys; import pyarrow.csv, pyarrow.parquet
pyarrow.parquet.write_table(pyarrow.csv.read_csv(sys.argv[1]), sys.argv[2])
"""
READERS = {"pyarrow.csv": PYARROW, "cmokit": CMOKIT}


def write_touchpoints(path: Path, rows: int) -> None:
    """A seeded file in which ids are of the length and dates of the spread that real exports have."""
    chance = random.Random(20260105)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for i in range(rows):
            day, clock = f"2026-{i % 9 + 1:02d}-{i % 28 + 1:02d}", f"{i % 24:02d}:{i % 60:02d}:{i % 59:02d}"
            campaign = f"search_spring_{i % 40}"
            file.write(
                f"tp-{i:09d},c-{chance.randrange(rows // 8 + 1):07d},{day}T{clock}Z,{KINDS[i % 4]},{CHANNELS[i % 5]},"
                f"{campaign},google,cpc,{campaign},/p/{i % 300}\n"
            )


def run(code: str, source: Path, target: Path) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of one run in a process of its own."""
    child = subprocess.Popen([sys.executable, "-c", code, str(source), str(target)])
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"a reader failed with exit code {child.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="the kit alone: no ratio")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "touchpoints.csv"
        write_touchpoints(source, options.rows)
        print(f"{options.rows:,} rows, {source.stat().st_size / 1e6:,.0f} MB, {options.rounds} rounds")
        readers = {"cmokit": CMOKIT} if options.alone else READERS
        runs: dict[str, list[tuple[float, float]]] = {name: [] for name in readers}
        for _ in range(options.rounds):
            for name, code in readers.items():
                runs[name].append(run(code, source, Path(folder) / f"{name}.parquet"))
    report(runs)


def report(runs: dict[str, list[tuple[float, float]]]) -> None:
    """Medians of CPU, highest memory, and the ratio that the kit promises to keep at or below 3."""
    medians = {name: statistics.median(cpu for cpu, _ in found) for name, found in runs.items()}
    for name, found in runs.items():
        print(f"{name:12} {medians[name]:7.2f} s CPU  {max(memory for _, memory in found):7.0f} MB peak")
    if "pyarrow.csv" in medians:
        ratio = medians["cmokit"] / medians["pyarrow.csv"]
        print(f"ratio        {ratio:7.2f}    (promised: at most 3, within 1024 MB)")


if __name__ == "__main__":
    main()
