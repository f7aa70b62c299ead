"""A client's name goes in every spelling; words that everybody uses stay."""

import pytest

from cmokit.render.client_names import ClientNames

NAMES = ClientNames(("Oud Dar Trading GmbH", "oud-dar.example", "Lead AG"), "a client", frozenset({"lead", "trading"}))


@pytest.mark.parametrize(
    "text",
    [
        "Oud Dar Trading GmbH",
        "OUD DAR TRADING",
        "oud_dar_trading_brand",
        "export-oud-dar-example.csv",
        "@oud-dar.example",
    ],
)
def test_every_spelling_is_found(text: str) -> None:
    assert NAMES.first_in(text)
    assert NAMES.first_in(NAMES.replaced(text)) == ""


@pytest.mark.parametrize("text", ["a lead came in", "trading hours", "Oudenarde", "loud dare"])
def test_words_of_the_kit_and_parts_of_words_stay(text: str) -> None:
    assert NAMES.replaced(text) == text


def test_a_long_first_word_is_a_name_by_itself() -> None:
    names = ClientNames(("Rhenalor Software AG",), "a B2B client", frozenset({"software"}))
    assert names.replaced("search_rhenalor_brand") == "search_a B2B client_brand"
    assert (
        ClientNames(("Software House AG",), "x", frozenset({"software"})).replaced("software spend") == "software spend"
    )
