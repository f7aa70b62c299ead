"""What a register and its fields are called, and what they ask, in the reader's language.

`registers.<name>.title`, `.about` (lines) and `.fields.<field>: {label, asks, example}`; a field that several registers
share stands once under `registers.common`. `registers.values` names the values of lists such as states.
"""

from dataclasses import dataclass

from cmokit.words import has, say, say_all


@dataclass(frozen=True)
class FieldWords:
    """label: the head of a column. asks: a plain question. example: an answer to it, empty where none is needed."""

    label: str
    asks: str
    example: str


def title(register: str, language: str | None = None) -> str:
    return say(f"registers.{register}.title", language=language)


def about(register: str, language: str | None = None) -> tuple[str, ...]:
    """What the register is for, a line each."""
    place = f"registers.{register}.about"
    return say_all(place, language=language) if has(place, language) else ()


def field_words(register: str, field: str, language: str | None = None) -> FieldWords:
    """Raises KeyError where neither the register nor the common words know the field."""
    own = f"registers.{register}.fields.{field}"
    place = own if has(f"{own}.label", language) else f"registers.common.fields.{field}"
    example = f"{place}.example"
    return FieldWords(
        say(f"{place}.label", language=language),
        say(f"{place}.asks", language=language),
        say(example, language=language) if has(example, language) else "",
    )


def value_word(value: str, language: str | None = None) -> str:
    """A value of a list in words, or as it is written in the file where no word is given."""
    place = f"registers.values.{value}"
    return say(place, language=language) if has(place, language) else value.replace("_", " ")


def wanted(register: str, field: str) -> str | None:
    """What a fault says was wanted; nothing for a field that is not known."""
    try:
        words = field_words(register, field)
    except KeyError:
        return None
    return f"{words.asks} {say('registers.common.such_as', example=words.example)}" if words.example else words.asks
