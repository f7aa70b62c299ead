"""What a client's word most likely stands for, in several languages, and why; nothing where nothing is likely."""

import pytest

from cmokit.analyses.definitions import DEFAULT_MEDIUMS
from cmokit.engagement.parts import Person
from cmokit.methods.proposals import known_synonyms, propose, propose_person
from cmokit.runs.client_words import LOSS_REASONS, PAYMENT_METHODS
from cmokit.sources.base import value_key
from cmokit.sources.client_words import FINANCIAL, FULFILMENT, PARCEL
from cmokit.vocabulary import Channel, LifecycleStage

STAGES = ("subscriber", "lead", "mql", "sales_qualified", "customer")
CHANNELS = tuple(Channel)
PEOPLE = (Person(role="a", name="Jana Vogel", email="jana.vogel@x.example"), Person(role="b", name="Jan Vogel"))


@pytest.mark.parametrize(
    ("text", "meaning", "reason"),
    [
        ("MQL", "mql", "case"),
        ("Sales-Qualified", "sales_qualified", "case"),
        ("Marketing-qualifiziert", "mql", "synonym"),
        ("Kunde", "customer", "synonym"),
        ("Cliente", "customer", "synonym"),
        ("مشترك", "subscriber", "synonym"),
        ("MQL 2024 (alt)", "mql", "part"),
        ("Custommer", "customer", "near"),
    ],
)
def test_a_stage_is_proposed_with_its_reason(text: str, meaning: str, reason: str) -> None:
    found = propose(text, STAGES, "stage")
    assert found is not None
    assert (found.meaning, found.reason) == (meaning, reason)


@pytest.mark.parametrize("text", ["Nurture DE", "", "???", "MQL or customer", "x"])
def test_what_is_like_nothing_or_like_two_things_has_no_proposal(text: str) -> None:
    assert propose(text, STAGES, "stage") is None


def test_only_what_the_client_has_agreed_is_proposed() -> None:
    assert propose("Opportunität", STAGES, "stage") is None, "this client has no such stage"


def test_a_fair_in_any_language_is_an_event() -> None:
    found = [
        propose(text, CHANNELS, "channel") for text in ("Messe Köln", "Salon", "Feria", "معرض الرياض", "Trade fair")
    ]
    assert [proposal and proposal.meaning for proposal in found] == ["event"] * 5


def test_of_two_spellings_the_more_frequent_one_is_proposed_and_itself_never() -> None:
    usual = {"No budget": 9, "no-budget": 2}
    found = propose("no-budget", (), usual=usual)
    assert found is not None
    assert (found.meaning, found.reason) == ("No budget", "spelling")
    assert propose("No budget", (), usual=usual) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("JANA VOGEL", "Jana Vogel"),
        ("Vogel, Jana", "Jana Vogel"),
        ("jana.vogel@x.example", "Jana Vogel"),
        ("J. Vogel", None),
        ("Vogel", None),
        ("Somebody", None),
        ("", None),
    ],
)
def test_an_owner_is_one_person_or_nobody(text: str, name: str | None) -> None:
    assert propose_person(text, PEOPLE) == name


def test_each_spelling_of_the_list_leads_to_one_word_of_the_kit() -> None:
    """A spelling that stood under two words would be decided by the order of the file."""
    for name, by_meaning in known_synonyms().items():
        seen: dict[str, str] = {}
        for meaning, by_language in by_meaning.items():
            for key in {value_key(spelling) for spellings in by_language.values() for spelling in spellings}:
                assert seen.setdefault(key, meaning) == meaning, (name, key)


def test_the_list_speaks_of_words_that_exist() -> None:
    known = {
        "stage": set(LifecycleStage), "channel": set(Channel), "medium": {*DEFAULT_MEDIUMS, "offline"},
        "payment_method": set(PAYMENT_METHODS), "loss_reason": set(LOSS_REASONS), "financial_status": set(FINANCIAL),
        "fulfilment_status": set(FULFILMENT), "parcel_status": set(PARCEL),
    }  # fmt: skip
    assert {name: set(found) <= known[name] for name, found in known_synonyms().items()} == dict.fromkeys(known, True)
