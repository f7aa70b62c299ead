"""The glossary: one meaning a word, agreed by both sides."""

from cmokit.registers.glossary import GLOSSARY, TERMS
from tests.registers.held import codes, held

WHOLE = [
    {
        "id": term,
        "term": term,
        "definition": "this",
        "owner": "Ann",
        "marketing_agreed_by": "Ann",
        "sales_agreed_by": "Bo",
        "state": "agreed",
    }
    for term in TERMS
]


def test_every_usual_term_agreed_by_both_has_no_gap():
    assert codes(GLOSSARY, held(GLOSSARY, *WHOLE)) == []


def test_two_meanings_of_one_word_stand_side_by_side():
    other = {**WHOLE[1], "id": "mql-of-sales", "term": "Qualified lead", "definition": "that"}
    assert codes(GLOSSARY, held(GLOSSARY, *WHOLE, other)) == [
        ("mql-of-sales", "term", "two_definitions"),
        ("qualified_lead", "term", "two_definitions"),
    ]
    assert codes(GLOSSARY, held(GLOSSARY, *WHOLE, {**other, "state": "replaced"})) == []


def test_a_word_that_only_one_side_agreed_to_is_named():
    alone = {**WHOLE[0], "sales_agreed_by": None}
    assert codes(GLOSSARY, held(GLOSSARY, alone, *WHOLE[1:])) == [("lead", "sales_agreed_by", "one_sided")]


def test_usual_terms_that_nobody_defined_are_one_line():
    assert codes(GLOSSARY, held(GLOSSARY, *WHOLE[:5])) == [("", "term", "term_missing")]
