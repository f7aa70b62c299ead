"""How whole a million contacts are: cmokit beside pandas for the same figures, beside ydata-profiling's quick profile.

    python benchmarks/completeness.py                       one million contacts, three rounds
    python benchmarks/completeness.py --rows 100000 --rounds 1

The kit's is what the chapter on completeness measures: of each of ten key columns how many are filled and how many of
those can be right (addresses and phone numbers by their form, countries by code or name), as of a day.
pandas gives the same figures by the shortest code that a careful analyst writes for it; both are compared before any
time is believed. ydata-profiling's minimal report tells other things of the same columns and checks no form.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from contenders import in_turns, told
from measuring import run
from peers import python_of

AS_OF = "2026-03-31"
KIT = """
import json, sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from cmokit.analyses.crm.completeness import measure
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.figures import having
from cmokit.tables.warehouse import open_snapshot

folder, as_of = Path(sys.argv[1]), date.fromisoformat(sys.argv[2])
with open_snapshot(folder, as_of=as_of) as data:
    names = ("contacts", "companies", "opportunities", "orders")
    found = measure(*map(data.table, names), replace(DEFAULTS, as_of=as_of))
shares = ("filled_share", "valid_share")
print(json.dumps({s: {f.dimensions["column"]: f.value for f in having(found.facts, s)} for s in shares}))
"""
PANDAS = """
import json, sys, warnings
import pandas as pd
warnings.simplefilter("ignore")  # the forms hold groups
from cmokit.methods.validity import _BOX, _HOST, country_words

columns = "email first_name last_name phone job_title country lifecycle_stage lead_source owner_id created_at".split()
contacts = pd.read_parquet(sys.argv[1] + "/contacts.parquet", columns=columns)
end = pd.Timestamp(sys.argv[2], tz="UTC") + pd.Timedelta(days=1)
contacts = contacts[~(contacts["created_at"] >= end)]
filled, valid = {}, {}
for name in columns:
    values = contacts[name].dropna()
    if name != "created_at":
        values = values[values.str.strip() != ""]
    filled[name] = len(values) / len(contacts)
    if name == "email":
        right = values.str.strip().str.lower().str.contains(f"^{_BOX}@{_HOST}$", regex=True)
    elif name == "phone":
        right = values.str.replace("[^0-9\\u0660-\\u0669\\u06f0-\\u06f9]", "", regex=True).str.len() >= 7
    elif name == "country":
        right = values.str.strip().str.lower().isin(country_words())
    else:
        right = values < end if name == "created_at" else values.notna()
    valid[name] = float(right.mean())
print(json.dumps({"filled_share": filled, "valid_share": valid}))
"""
YDATA = """
import sys
import pandas as pd
from ydata_profiling import ProfileReport

columns = "email first_name last_name phone job_title country lifecycle_stage lead_source owner_id created_at".split()
contacts = pd.read_parquet(sys.argv[1] + "/contacts.parquet", columns=columns)
ProfileReport(contacts, minimal=True, progress_bar=False).get_description()
print("{}")
"""
PROMISED = {"pandas": 0.7, "ydata-profiling, minimal": 1 / 12}
EXACT = 1e-11


def write_contacts(folder: Path, rows: int) -> None:
    """Seeded contacts with the dirt of a CRM: blanks, numbers too short, addresses without a host, later dates."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from cmokit.tables.catalog import TABLES

    chance = np.random.default_rng(20260105)

    def drawn(values: list[str | None], blank: float) -> pa.Array:
        picked = pa.array(values).take(pa.array(chance.integers(0, len(values), rows)))
        return pa.array(picked.to_pylist(), mask=chance.random(rows) < blank)

    def numbered(form: str, blank: float, wrong: str, wrong_share: float) -> pa.Array:
        is_wrong = chance.random(rows) < wrong_share
        values = [wrong if bad else form.format(n) for n, bad in zip(chance.permutation(rows), is_wrong, strict=True)]
        return pa.array(values, mask=chance.random(rows) < blank)

    days = chance.integers(1_577_836_800, 1_774_900_000, rows) * 10**6
    days[chance.random(rows) < 0.001] += 40_000_000 * 10**6
    filled = {
        "source_system": pa.array(["crm"] * rows),
        "contact_id": pa.array([f"c-{n}" for n in range(rows)]),
        "email": numbered("ann.ackermann{}@firm.example", 0.09, "ann(at)firm", 0.02),
        "first_name": drawn([f"First{n}" for n in range(3000)], 0.04),
        "last_name": drawn([f"Last{n}" for n in range(40_000)], 0.01),
        "phone": numbered("+49 30 {:08d}", 0.35, "n/a 12", 0.03),
        "job_title": drawn([f"Head of part {n}" for n in range(900)] + ["  "], 0.3),
        "country": drawn(["DE", "Germany", "AT", "CH", "France", "US", "Deutschland", "xx", "IT"], 0.12),
        "lifecycle_stage": drawn(["lead", "mql", "sql", "opportunity", "customer"], 0.05),
        "lead_source": drawn([f"source {n}" for n in range(30)], 0.2),
        "owner_id": drawn([f"u-{n}" for n in range(60)], 0.15),
        "created_at": pa.array(days).cast(pa.timestamp("us", "UTC")),
    }
    schema = TABLES["contacts"].arrow_schema
    columns = [filled[f.name].cast(f.type) if f.name in filled else pa.nulls(rows, f.type) for f in schema]
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), folder / "contacts.parquet")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    ydata = python_of("ydata-profiling")
    with tempfile.TemporaryDirectory() as folder:
        write_contacts(Path(folder), options.rows)
        contenders = {
            "cmokit": lambda: run(sys.executable, KIT, folder, AS_OF),
            "pandas": lambda: run(sys.executable, PANDAS, folder, AS_OF),
            "ydata-profiling, minimal": lambda: run(ydata, YDATA, folder),
        }
        found = in_turns(contenders, options.rounds)
    ours, theirs = (json.loads(found[name].printed.splitlines()[-1]) for name in ("cmokit", "pandas"))
    apart = max(abs(ours[s][column] - theirs[s][column]) for s in theirs for column in theirs[s])
    if apart > EXACT:
        raise SystemExit(f"the figures differ by {apart:.1e}: no time is believed")
    print(f"{options.rows:,} contacts, ten columns, {options.rounds} rounds")
    print(told(found, ours="cmokit", promised=PROMISED))


if __name__ == "__main__":
    main()
