"""Texts of which a part stays: note attributes that say where an order came from, descriptions that name an order,
subjects that say what an activity was.
"""

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import parse_qsl

from cmokit.sources.activity_words import told_by
from cmokit.sources.channels import CLICK_IDS
from cmokit.sources.masking.tokens import Tokens
from cmokit.sources.references import HASH_IN_TEXT, ORDER_IN_TEXT, order_in_text
from cmokit.sources.shopify import LANDING, REFERRER, attributes

FEWEST_EQUAL_ANSWERS = 3  # an answer that few give may be anything that a person typed


def answers_of(texts: Iterable[str]) -> Counter[str]:
    """How often each answer to "how did you hear about us?" is given."""
    return Counter(value for text in texts for name, value in attributes(text).items() if _is_question(name))


def masked_trace(text: str, answers: Counter[str], tokens: Tokens) -> str:
    """Note attributes, line by line; campaign parameters, landing page, referrer and common answers stay."""
    return "".join(_line(line, answers, tokens) for line in text.splitlines(keepends=True))


def _line(line: str, answers: Counter[str], tokens: Tokens) -> str:
    bare = line.rstrip("\r\n")
    end, (name, value) = line[len(bare) :], next(iter(attributes(bare).items()), ("", ""))
    if not value:
        return (bare if bare.rstrip().endswith(":") else tokens.text(bare)) + end
    lead = bare[: bare.index(":") + 1] + " "
    if name.startswith("utm_") or (_is_question(name) and answers[value] >= FEWEST_EQUAL_ANSWERS):
        return line
    if name in LANDING or name in REFERRER:
        shown = masked_address(value, tokens)
        return line if shown == value else lead + shown + end
    return lead + tokens.text(value) + end


def _is_question(name: str) -> bool:
    return "hear" in name or "survey" in name


def masked_address(url: str, tokens: Tokens) -> str:
    """A web address whose parameters are tokens, but for those of campaigns."""
    page, mark, query = url.partition("?")
    pairs = parse_qsl(query.partition("#")[0], keep_blank_values=True)
    if all(name.lower().startswith("utm_") for name, _ in pairs):
        return url.partition("#")[0] if "#" in url else url
    return page + mark + "&".join(_parameter(part, tokens) for part in query.partition("#")[0].split("&"))


def _parameter(part: str, tokens: Tokens) -> str:
    name, sign, value = part.partition("=")
    if name.lower().startswith("utm_"):
        return part
    known = name if name.lower() in CLICK_IDS or re.fullmatch(r"[A-Za-z_]{1,20}", name) else tokens.text(name)
    return known + sign + tokens.text(value)


def masked_description(text: str, tokens: Tokens) -> str:
    """A payment's description; one that names an order and nothing else stays."""
    order = order_in_text(text)
    if order is None:
        return tokens.text(text)
    is_alone = any(pattern.fullmatch(text.strip()) for pattern in (ORDER_IN_TEXT, HASH_IN_TEXT))
    return text if is_alone else f"{tokens.text(text)} Order #{order}"


def masked_subject(text: str, tokens: Tokens) -> str:
    """The subject of an activity: the words that say kind, direction and sender stay, the rest is one token."""
    words = told_by(text)
    rest = text
    for word in words:
        rest = rest.replace(word, " ")
    return " ".join([*words, *([tokens.text(" ".join(rest.split()))] if any(c.isalnum() for c in rest) else [])])
