"""A company's name without its legal form, and its website without what stands around it."""

import pytest

from cmokit.methods.company_duplicates import company_pairs
from tests.analyses.builders import build


def pairs(*names, country="Germany"):
    rows = [{"company_id": str(n), "name": name, "country": country} for n, name in enumerate(names)]
    return len(company_pairs(build("companies", *rows)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nordvell Software GmbH", "Nordvell Software AG"),
        ("Nordvell GmbH & Co. KG", "NORDVELL"),
        ("Nordvell B.V.", "Nordvell bv"),
        ("Nordvell, Inc.", "Nordvell"),
        ("Nordvell Sp. z o.o.", "Nordvell"),
        ("Nord-Vell S.A.", "Nord Vell SA"),
    ],
)
def test_the_legal_form_and_punctuation_do_not_count(one, other):
    assert pairs(one, other) == 1


@pytest.mark.parametrize(("one", "other"), [("Nordvell Software", "Nordvell Bau"), ("AG", "GmbH"), ("Costa", "Coag")])
def test_other_names_are_other_companies(one, other):
    assert pairs(one, other) == 0


def test_a_name_without_a_country_agrees_with_nothing():
    assert pairs("Nordvell GmbH", "Nordvell GmbH", country=None) == 0


def test_a_website_is_one_however_it_is_written():
    sites = ("nordvell.example", "https://www.Nordvell.example/de?x=1", "www.nordvell.example")
    rows = [{"company_id": str(n), "domain": site} for n, site in enumerate(sites)]
    assert len(company_pairs(build("companies", *rows))) == 3
