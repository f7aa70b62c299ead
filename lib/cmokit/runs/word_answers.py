"""Answers about the client's words: checked against what each may mean, and written into engagement.yaml.

Where an answer goes: a meaning into `mapping:` (a rule of words for each export that says the word); an owner likewise,
for every export of its system; a stage that stays what it is behind `definitions.pipeline.order`; a medium that is
another one under `channels.mediums`, one that is allowed behind `definitions.utm.mediums`; a pattern of campaign names
into `definitions.campaign_names`.
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cmokit.analyses.definitions import DEFAULT_MEDIUMS
from cmokit.engagement.edit_words import put, with_item, with_meaning
from cmokit.engagement.load import check, load_engagement
from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_text
from cmokit.engagement.yaml_text import decoded, parse_yaml
from cmokit.errors import CmokitError, UsageError
from cmokit.runs.campaign_patterns import parts_of
from cmokit.runs.client_words import ClientWord
from cmokit.sources.catalog import SOURCES

FREE = ("owner", "pipeline", "loss_reason", "lead_status", "payment_method")  # any answer is an answer


@dataclass(frozen=True)
class Answer:
    """What a person says a word means: one of its choices, or the word itself."""

    word: ClientWord
    meaning: str


def understood(word: ClientWord, typed: str) -> str:
    """The meaning that a person typed, spelled as the list spells it. Raises UsageError with the nearest known."""
    folded = typed.strip().casefold()
    offered = offers(word)
    if typed.strip() in offered:
        return typed.strip()
    for choice in offered:
        if choice.casefold() == folded:
            return choice
    if word.what in FREE and not (word.what == "lead_status" and word.choices):
        return typed.strip()
    near = difflib.get_close_matches(folded, [choice.casefold() for choice in offered], n=1, cutoff=0)
    nearest = next((choice for choice in offered if near and choice.casefold() == near[0]), None)
    raise UsageError(
        f"{word.text!r} cannot mean this",
        code="unknown_meaning",
        found=typed.strip(),
        wanted=", ".join(offered) or "nothing: this pattern is agreed in engagement.yaml, definitions.campaign_names",
        mend=f"nearest known: {nearest}" if nearest else None,
    )


def offers(word: ClientWord) -> tuple[str, ...]:
    """What may be answered: its choices, and the word itself where it may be agreed or stands for itself."""
    itself = (word.text,) if word.keeps or word.what in FREE else ()
    return tuple(dict.fromkeys((*word.choices, *itself, *([word.proposal] if word.proposal else []))))


def changes(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Those that say something new: not what is known already, and not a word of its own for itself."""
    return tuple(a for a in answers if a.meaning != a.word.meaning and (a.meaning != a.word.text or a.word.keeps))


def write_answers(client: ClientFolder, answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Write what is new into engagement.yaml; nothing where anything is wrong. Gives what was written."""
    new = changes(answers)
    if not new:
        return ()
    path = client.engagement_file
    with engagement_lock(client, "a mapping"):
        engagement, text = load_engagement(path), decoded(path)
        for answer in new:
            text = with_answer(text, path, answer, engagement)
        check(parse_yaml(path, text))
        write_text(path, text)
    return new


def with_answer(text: str, path: Path, answer: Answer, engagement: Engagement) -> str:
    """The text of engagement.yaml with one answer in its place."""
    word, meaning = answer.word, answer.meaning
    if word.what == "campaign_name":
        return _with_pattern(text, path, word, engagement)
    if word.what == "stage" and meaning == word.text:
        return with_item(text, path, ("definitions", "pipeline", "order"), meaning)
    if word.what == "utm_medium" and meaning == word.text:
        return with_item(text, path, ("definitions", "utm", "mediums"), meaning, before=DEFAULT_MEDIUMS)
    if word.what == "utm_medium":
        return put(text, path, ("channels", "mediums", word.text), meaning)
    for kind in kinds_of(word):
        text = with_meaning(text, path, kind, word.column, word.text, meaning)
    return text


def kinds_of(word: ClientWord) -> tuple[str, ...]:
    """The exports whose rule must say it: those that said the word; an owner's, every export of these systems."""
    has_column = {source.kind for source in SOURCES if word.column in source.by_name}
    if word.what != "owner":
        return tuple(kind for kind in word.kinds if kind in has_column)
    systems = {kind.split(".")[0] for kind in word.kinds if "." in kind}
    every = {source.kind for source in SOURCES if source.system in systems and source.kind in has_column}
    return tuple(sorted(every | {kind for kind in word.kinds if kind in has_column}))


def _with_pattern(text: str, path: Path, word: ClientWord, engagement: Engagement) -> str:
    shown = parts_of(word.text)
    if shown is None:
        raise CmokitError("this pattern has one part only, and so is no rule", "no_pattern", found=word.text)
    separator, count = shown
    known = engagement.definitions.campaign_names.parts
    parts = [*known[:count], *(f"part_{n}" for n in range(len(known) + 1, count + 1))]
    text = put(text, path, ("definitions", "campaign_names", "separator"), separator)
    return put(text, path, ("definitions", "campaign_names", "parts"), parts)
