"""Conversion from stage to stage over 1.5 million history rows: cmokit beside plain SQL that was written for it.

    python benchmarks/funnel.py                        half a million people, three rounds
    python benchmarks/funnel.py --people 50000 --rounds 1

Both read the same Parquet files with the same engine and give the same figures: of each step and of each segment and
channel who entered, who is judged yet, and who got further, over the records of one person in two systems. The SQL is
one query that keeps nothing. The kit's evidence, each person's step with the row it stands in, is a question of its own
that is asked when it is written: no part of this.
Figures are compared before any time is believed.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from contenders import in_turns, told
from measuring import run

AS_OF = "2026-03-31"
PROMISED = {"raw SQL": 1.5}
KIT = """
import json, sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.figures import having
from cmokit.analyses.funnel.conversion import measure
from cmokit.tables.warehouse import open_snapshot

as_of = date.fromisoformat(sys.argv[2])
with open_snapshot(Path(sys.argv[1]), as_of=as_of) as data:
    names = ("stage_entries", "contacts", "entity_links")
    found = measure(*map(data.table, names), replace(DEFAULTS, as_of=as_of))
    said = {}
    for name in ("stage_share", "entered_count", "immature_count"):
        for fact in having(found.facts, name):
            step = (fact.dimensions["from"], fact.dimensions["to"], fact.dimensions["split"])
            said["|".join((name, *step))] = float(fact.value)
    del found  # what the engine keeps for it goes before the engine does
print(json.dumps(said))
"""
SQL = """
import json, sys
import duckdb
from cmokit.analyses.definitions import DEFAULTS

folder, as_of = sys.argv[1:3]
stages = DEFAULTS.lifecycle_order
db = duckdb.connect(config={"memory_limit": "2GB", "threads": 1})
db.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
ranks = ", ".join(f"('{stage}', {rank})" for rank, stage in enumerate(stages))
rows = db.execute(f'''
    WITH told AS (SELECT DATE '{as_of}' + 1 AS day, epoch(DATE '{as_of}' + 1) AS finish),
    people AS (
        SELECT source_system, contact_id, segment, channel FROM read_parquet('{folder}/contacts.parquet'), told
        WHERE is_test IS NOT TRUE AND gone_on IS NULL AND (created_at IS NULL OR created_at < day)
    ), links AS (
        SELECT source_system, record_id, leading_id FROM read_parquet('{folder}/entity_links.parquet')
        WHERE entity = 'contact'
    ), first AS (
        SELECT coalesce(leading_id, entity_id) AS person, rank, min(epoch(entered_at)) AS entered
        FROM read_parquet('{folder}/stage_entries.parquet') e JOIN (VALUES {ranks}) AS s(stage, rank) USING (stage)
        SEMI JOIN people p ON p.source_system = e.source_system AND p.contact_id = entity_id
        LEFT JOIN links l ON l.source_system = e.source_system AND l.record_id = entity_id
        WHERE entity = 'contact' AND entered_at < (SELECT day FROM told) GROUP BY ALL
    ), steps AS (
        SELECT *, min(entered) OVER (PARTITION BY person ORDER BY rank
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS reached FROM first
    ), waits AS (
        SELECT rank, quantile_cont(greatest(reached - entered, 0), 0.9) AS wait FROM steps WHERE reached IS NOT NULL
        GROUP BY rank
    ), kept AS (
        SELECT contact_id, any_value(nullif(trim(segment), '')) AS segment,
            any_value(coalesce(nullif(trim(channel), ''), 'unknown')) AS channel
        FROM people p ANTI JOIN (SELECT * FROM links WHERE record_id <> leading_id) l
            ON l.source_system = p.source_system AND l.record_id = contact_id
        GROUP BY contact_id
    ), judged AS (
        SELECT rank, segment, channel, reached, coalesce(entered <= finish - wait, false) AS is_mature
        FROM steps JOIN waits USING (rank) CROSS JOIN told LEFT JOIN kept ON contact_id = person
        WHERE rank < {len(stages) - 1}
    )
    SELECT rank, segment, channel, grouping(segment) AS not_segment, grouping(channel) AS not_channel, count(*),
        count(*) FILTER (is_mature), count(*) FILTER (is_mature AND reached IS NOT NULL)
    FROM judged GROUP BY GROUPING SETS ((rank), (rank, segment), (rank, channel))''').fetchall()
said = {}
for rank, segment, channel, not_segment, not_channel, entered, mature, reached in rows:
    split = "all" if not_segment and not_channel else f"segment={segment}" if not_channel else f"channel={channel}"
    step = f"{stages[rank]}|{stages[rank + 1]}|{split}"
    said[f"entered_count|{step}"], said[f"immature_count|{step}"] = entered, entered - mature
    said[f"stage_share|{step}"] = reached / mature if mature else None
print(json.dumps(said))
"""


def write_history(folder: Path, people: int) -> int:
    """Seeded: people who go some way along the lifecycle, some steps twice, a tenth kept in a second system too."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from cmokit.analyses.definitions import DEFAULTS

    chance, stages = np.random.default_rng(20260105), np.array(DEFAULTS.lifecycle_order)
    start = chance.integers(1_640_000_000, 1_774_800_000, people)
    far = np.minimum(chance.geometric(0.36, people), len(stages) - 1)
    who = np.repeat(np.arange(people), far + 1)
    rank = np.arange(len(who)) - np.repeat(np.cumsum(far + 1) - far - 1, far + 1)
    steps = chance.integers(3_600, 40 * 86_400, len(who))
    at = start[who] + np.cumsum(steps) - np.cumsum(steps)[np.searchsorted(who, who)]
    again = chance.random(len(who)) < 0.05
    who, rank, at = (np.concatenate([c, c[again]]) for c in (who, rank, at))
    at[len(at) - again.sum() :] += 86_400
    second = (chance.random(len(who)) < 0.5) & (who % 10 == 0)

    ids, copies = pa.array([f"c-{n}" for n in range(people)]), np.arange(0, people, 10)
    crm, mail = pa.array([f"c-{n}" for n in copies]), pa.array([f"m-{n}" for n in copies])
    entity_id = pa.array([f"{'m' if s else 'c'}-{n}" for s, n in zip(second, who, strict=True)])
    system = pa.array(["crm", "mail"]).take(pa.array(second.astype(np.int8)))
    entries = {
        "entity": pa.array(["contact"] * len(who)),
        "entity_id": entity_id,
        "stage": pa.array(stages).take(pa.array(rank)),
        "entered_at": pa.array(at * 10**6).cast(pa.timestamp("us", "UTC")),
        "source_file": pa.array(["history.csv"] * len(who)),
        "source_row": pa.array(np.arange(2, len(who) + 2)),
        "source_system": system,
    }
    segments, channels = (
        pa.array(["small", "middle", "large", None]),
        pa.array(["paid_search", "organic_search", "email", "event", None]),
    )
    contacts = {
        "contact_id": pa.concat_arrays([ids, mail]),
        "segment": segments.take(pa.array(chance.integers(0, 4, people + len(copies)))),
        "channel": channels.take(pa.array(chance.integers(0, 5, people + len(copies)))),
        "source_system": pa.array(["crm"] * people + ["mail"] * len(copies)),
    }
    links = {
        "entity": pa.array(["contact"] * 2 * len(copies)),
        "leading_id": pa.concat_arrays([crm, crm]),
        "source_system": pa.array(["crm"] * len(copies) + ["mail"] * len(copies)),
        "record_id": pa.concat_arrays([crm, mail]),
    }
    for name, filled in {"stage_entries": entries, "contacts": contacts, "entity_links": links}.items():
        pq.write_table(typed(name, filled), folder / f"{name}.parquet")
    return len(who)


def typed(name: str, filled: dict[str, object]) -> object:
    """The canonical table with these columns; the others blank."""
    import pyarrow as pa

    from cmokit.tables.catalog import TABLES

    schema, rows = TABLES[name].arrow_schema, len(next(iter(filled.values())))
    columns = [filled[f.name].cast(f.type) if f.name in filled else pa.nulls(rows, f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=400_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = write_history(Path(folder), options.people)
        contenders = {
            "cmokit": lambda: run(sys.executable, KIT, folder, AS_OF),
            "raw SQL": lambda: run(sys.executable, SQL, folder, AS_OF),
        }
        found = in_turns(contenders, options.rounds)
    ours, theirs = (json.loads(found[name].printed.splitlines()[-1]) for name in ("cmokit", "raw SQL"))
    differ = [name for name, value in ours.items() if abs(value - theirs[name]) > 1e-11]
    if differ or not ours:
        raise SystemExit(f"the figures differ, no time is believed: {differ[:3]}")
    print(f"{rows:,} history rows, {len(ours)} figures, {options.rounds} rounds")
    print(told(found, ours="cmokit", promised=PROMISED))


if __name__ == "__main__":
    main()
