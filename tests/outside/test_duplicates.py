"""FEBRL's records are spoiled far beyond what a CRM holds: most copies have several slips. What is promised there."""

from itertools import combinations

import pyarrow as pa
import pytest

from cmokit.methods.duplicates import RECORD_SCHEMA, person_clusters

# Of the pairs that are called one person, so many are by their labels. Never paid for with more pairs.
PRECISION = 0.99
# Of the pairs that are labelled one person, so many are found: by name, date of birth (as a phone: a number that two
# people may share) and postcode (as a company: where namesakes meet); and with the national number as a mailbox.
RECALL = {"1": (0.76, 0.94), "2": (0.62, 0.90), "3": (0.55, 0.88)}


def found(records, *, is_number_known):
    clusters = person_clusters(
        pa.Table.from_pylist([mapped(r, is_number_known) for r in records], schema=RECORD_SCHEMA)
    )
    return {tuple(sorted(pair)) for cluster in clusters for pair in combinations(cluster.record_ids, 2)}


def mapped(record, is_number_known):
    """A provider's mailbox: whose it is says nothing about where its owner works."""
    return {
        "source_system": "febrl",
        "contact_id": record["rec_id"],
        "email": f"{record['soc_sec_id']}@gmail.com" if is_number_known else None,
        "first_name": record["given_name"],
        "last_name": record["surname"],
        "phone": record["date_of_birth"],
        "company_id": record["postcode"],
        "company_domain": None,
    }


def precision_and_recall(pairs, links):
    right = len(pairs & links)
    return right / len(pairs), right / len(links)


@pytest.mark.parametrize("name", RECALL)
@pytest.mark.parametrize("is_number_known", [False, True], ids=["name, birth, postcode", "with the national number"])
def test_labelled_duplicates_are_found_as_promised_and_hardly_a_wrong_pair(outside, name, is_number_known):
    told = outside("febrl")[name]
    links = {tuple(pair) for pair in told["links"]}
    pairs = found(told["records"], is_number_known=is_number_known)
    precision, recall = precision_and_recall(pairs, links)
    assert precision >= PRECISION
    assert recall >= RECALL[name][is_number_known]


@pytest.mark.parametrize("name", RECALL)
def test_more_is_found_than_by_the_recipe_of_the_package_that_ships_them(outside, name):
    """Which compares six fields, the street and the suburb among them; here are four."""
    told = outside("febrl")[name]
    links = {tuple(pair) for pair in told["links"]}
    precision, recall = precision_and_recall(found(told["records"], is_number_known=False), links)
    theirs = precision_and_recall({tuple(pair) for pair in told["recipe"]}, links)
    assert precision >= theirs[0]
    assert recall > theirs[1]
