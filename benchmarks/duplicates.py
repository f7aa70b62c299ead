"""Double records among a million contacts: how many are found, how many wrongly, at what cost beside splink.

    python benchmarks/duplicates.py                    four seeds of one million; about ten minutes
    python benchmarks/duplicates.py --rows 100000

The threshold is fitted on the first seed and held on the three others. Truth is every pair of records of one person,
those too that share nothing but a name and that nobody could tell. splink reads the second seed, prepared as its
documentation advises (names and addresses in small letters, phones as digits, desks' mailboxes and providers' domains
blank), with six blocking rules, five comparisons of which four weigh how frequent a value is, u by ten million random
pairs, m by two passes of expectation maximisation, and the threshold that is best for it on the first seed. CPU is of
whole processes from the Parquet file to the clusters.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from contacts_data import write_contacts
from contenders import told
from measuring import Cost, run
from peers import python_of

SEEDS = (1, 2, 3, 4)
PROMISED_F1, PROMISED_PRECISION, PROMISED_CPU = 0.94, 0.98, 0.55
THRESHOLDS = (4.0, 4.6, 5.0, 5.4, 6.0)
CHANCES = (0.99, 0.999, 0.9999, 0.99999)
CENSUS = """
import json, names
lists = {kind.split(":")[-1]: [line.split()[:2] for line in open(file)] for kind, file in names.FILES.items()}
print(json.dumps({kind: [[name.lower(), share] for name, share in rows] for kind, rows in lists.items()}))
"""
KIT = """
import sys
import pyarrow as pa, pyarrow.parquet as pq
from cmokit.methods.duplicates import RECORD_SCHEMA, person_clusters

clusters = person_clusters(pq.read_table(sys.argv[1], columns=RECORD_SCHEMA.names))
members = [(number, record) for number, cluster in enumerate(clusters) for record in cluster.record_ids]
pq.write_table(pa.table({"cluster": [n for n, _ in members], "contact_id": [r for _, r in members]}), sys.argv[2])
"""
# What the kit does with other thresholds, over the same candidates.
FIT = """
import json, sys
from pathlib import Path
import duckdb, pyarrow as pa, pyarrow.parquet as pq
from cmokit.methods import duplicates as method

rows = pq.read_table(sys.argv[1])
numbered = method._numbered(rows)
ids = numbered["contact_id"].to_pylist()
with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": sys.argv[2] + ".spill"}) as db:
    db.execute("SET preserve_insertion_order = false")
    method._prepare(db, numbered)
    db.execute("CREATE TABLE who AS SELECT id, person FROM numbered JOIN rows USING (contact_id)")
    pairs, true = db.execute(
        "SELECT count(*), count(*) FILTER (a.person = b.person) FROM candidates "
        "JOIN who a ON a.id = l JOIN who b ON b.id = r"
    ).fetchone()
    thresholds = json.loads(sys.argv[3])
    links = method._links(db, "candidates", min(thresholds))
    for threshold in thresholds:
        strong = [link for link in links if link.score >= threshold]
        db.execute("DROP TABLE IF EXISTS inner_pairs")
        groups = method._joined(strong, method._contradictions(db, strong))
        members = [(number, ids[record]) for number, group in enumerate(groups) for record in group]
        table = pa.table({"cluster": [n for n, _ in members], "contact_id": [r for _, r in members]})
        pq.write_table(table, f"{sys.argv[2]}.{threshold}")
print(json.dumps({"candidates": pairs, "true": true, "shipped": method.THRESHOLD}))
"""
SPLINK = """
import json, logging, sys
import duckdb
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

logging.disable(logging.CRITICAL)
contacts, target, chances = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
free = "('gmail.com', 'yahoo.com', 'outlook.com', 'hotmail.com', 'icloud.com', 'aol.com')"
desks = "('info', 'sales', 'office', 'contact', 'support', 'admin')"
db = duckdb.connect(config={"memory_limit": "8GB", "temp_directory": target + ".spill", "threads": 2})
db.execute("SET enable_progress_bar = false")
db.execute(f'''
    CREATE TABLE contacts AS SELECT contact_id AS unique_id, lower(trim(first_name)) AS first_name,
        lower(trim(last_name)) AS last_name,
        CASE WHEN split_part(lower(email), '@', 1) NOT IN {desks} THEN lower(trim(email)) END AS email,
        nullif(right(regexp_replace(phone, '[^0-9]', '', 'g'), 10), '') AS phone,
        coalesce(company_domain, CASE WHEN split_part(lower(email), '@', 2) NOT IN {free}
            THEN split_part(lower(email), '@', 2) END) AS site
    FROM read_parquet('{contacts}')''')
named = ("first_name", "last_name")
linker = Linker(DuckDBAPI(connection=db).register(db.table("contacts")), SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        *(cl.NameComparison(name).configure(term_frequency_adjustments=True) for name in named),
        cl.EmailComparison("email"),
        *(cl.ExactMatch(name).configure(term_frequency_adjustments=True) for name in ("phone", "site")),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("email"), block_on("phone"), block_on(*named), block_on("site", "last_name"),
        block_on("site", "first_name"),
        block_on("site", "substr(first_name, 1, 1)", "substr(last_name, 1, 2)"),
    ],
))
certain = [block_on("email", "last_name"), block_on(*named, "phone"), block_on(*named, "site")]
linker.training.estimate_probability_two_random_records_match(certain, recall=0.7)
linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
linker.training.estimate_parameters_using_expectation_maximisation(block_on(*named))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("email"))
links = linker.inference.predict(threshold_match_probability=min(chances))
for chance in chances:
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(links, threshold_match_probability=chance)
    db.execute(f"COPY (SELECT cluster_id AS cluster, unique_id AS contact_id FROM {found.physical_name}) "
               f"TO '{target}.{chance}' (FORMAT parquet)")
"""


def quality(contacts: Path, clusters: Path | str) -> dict[str, float]:
    """Over all pairs of records: precision, recall, F1."""
    import duckdb

    def pairs(by: str, rows: str) -> str:
        return f"(SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM (SELECT count(*) AS n FROM {rows} GROUP BY {by}))"

    with duckdb.connect() as db:
        db.execute(f"CREATE TABLE truth AS SELECT contact_id, person FROM read_parquet('{contacts}')")
        rows = f"read_parquet('{clusters}') JOIN truth USING (contact_id)"
        db.execute(f"CREATE TABLE found AS SELECT cluster, person FROM {rows}")
        query = f"SELECT {pairs('cluster', 'found')}, {pairs('cluster, person', 'found')}, {pairs('person', 'truth')}"
        [(said, right, true)] = db.execute(query).fetchall()
    precision, recall = right / said, right / true
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
        "true_pairs": true,
    }


def line(who: str, found: dict[str, float]) -> str:
    return f"  {who:44} F1 {found['f1']:.4f}  precision {found['precision']:.4f}  recall {found['recall']:.4f}"


def fitted(contacts: Path, rows: int) -> dict[str, float]:
    """Our thresholds on the first seed, a line each; what the blocks find of all true pairs, and spare of all pairs."""
    target = contacts.with_suffix(".fit")
    said = json.loads(run(sys.executable, FIT, contacts, target, json.dumps(THRESHOLDS)).printed.splitlines()[-1])
    found = {threshold: quality(contacts, f"{target}.{threshold}") for threshold in THRESHOLDS}
    for threshold, each in found.items():
        print(line(f"threshold {threshold}", each))
    best = max(found, key=lambda threshold: found[threshold]["f1"])
    reach, spared = said["true"] / found[best]["true_pairs"], 1 - said["candidates"] / (rows * (rows - 1) / 2)
    print(f"  fitted: {best}, shipped: {said['shipped']}; blocks hold {reach:.4f} of the true pairs")
    print(f"  and {said['candidates']:,} pairs are compared: {spared:.6%} of all pairs are not")
    return found[best]


def held(files: list[Path]) -> list[Cost]:
    costs, worst = [], {"f1": 1.0, "precision": 1.0}
    for seed, contacts in zip(SEEDS[1:], files, strict=True):
        target = contacts.with_suffix(".clusters")
        costs.append(run(sys.executable, KIT, contacts, target))
        found = quality(contacts, target)
        worst = {name: min(value, found[name]) for name, value in worst.items()}
        print(line(f"cmokit, seed {seed}, threshold held", found))
    for name, promised in (("f1", PROMISED_F1), ("precision", PROMISED_PRECISION)):
        missed = "" if worst[name] >= promised else f": missed by {promised - worst[name]:.4f}"
        print(f"  worst {name}: {worst[name]:.4f} (promised: at least {promised}{missed})")
    return costs


def splink(first: Path, second: Path) -> Cost:
    python, target = python_of("splink"), first.with_suffix(".splink")
    run(python, SPLINK, first, target, json.dumps(CHANCES))
    chance = max(CHANCES, key=lambda chance: quality(first, f"{target}.{chance}")["f1"])
    cost = run(python, SPLINK, second, target, json.dumps([chance]))
    print(line(f"splink, seed {SEEDS[1]}, match probability {chance}", quality(second, f"{target}.{chance}")))
    return cost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    names = json.loads(run(python_of("splink"), CENSUS).printed)
    with tempfile.TemporaryDirectory() as folder:
        files = [write_contacts(Path(folder), names, seed, options.rows) for seed in SEEDS]
        print(f"{options.rows:,} contacts, fitted on seed {SEEDS[0]}")
        fitted(files[0], options.rows)
        costs = held(files[1:])
        found = {"cmokit": costs[0], "splink": splink(*files[:2])}
        print(told(found, ours="cmokit", promised={"splink": PROMISED_CPU}))


if __name__ == "__main__":
    main()
