"""Every word of the client's own in the newest tables: records, money, what it is taken for, what is proposed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from cmokit.analyses.definitions import DEFAULT_MEDIUMS
from cmokit.engagement.model import Engagement
from cmokit.methods import client_words
from cmokit.methods.proposals import Proposal, propose, propose_person
from cmokit.runs.campaign_patterns import campaign_patterns
from cmokit.sources.base import value_key
from cmokit.sources.client_words import MEDIA, WORDS, Word, agreed_in, is_unmapped, known_values
from cmokit.sources.deliveries import Snapshot, open_tables
from cmokit.sources.stages import LEAD_STATUS
from cmokit.tables.warehouse import Warehouse
from cmokit.words import say

# What a person calls a kind of word, in the order in which they are asked; the table's column, and its synonyms.
WHATS = (
    *("lifecycle_stage", "lead_status", "stage", "lead_source", "utm_medium", "campaign_name", "pipeline"),
    *("loss_reason", "owner", "payment_method", "financial_status", "fulfilment_status", "parcel_status"),
)
WHAT_OF = {"owner_id": "owner", "status": "parcel_status"}
SYNONYMS = {"lifecycle_stage": "stage", "lead_status": "stage", "lead_source": "channel", "utm_medium": "medium"}
PAYMENT_METHODS = (
    *("card", "cash_on_delivery", "bank_transfer", "direct_debit", "invoice"),
    *("wallet", "instalments", "gift_card"),
)
LOSS_REASONS = ("price", "no_budget", "competitor", "timing", "no_decision", "missing_feature", "not_a_fit")
KNOWN, MAPPED, UNMAPPED, OWN = "known", "mapped", "unmapped", "own"


@dataclass(frozen=True)
class ClientWord:
    """One word of the client's. kinds: the exports that say it. amounts: by currency, of the deals or orders behind it.

    meaning: what it is taken for now. choices: what it may mean. keeps: the word itself may be agreed. state: known,
    mapped, unmapped, own (no list gives such words a meaning).
    """

    what: str
    column: str
    system: str
    kinds: tuple[str, ...]
    text: str
    records_count: int
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    meaning: str = ""
    state: str = OWN
    choices: tuple[str, ...] = ()
    keeps: bool = False
    proposal: str = ""
    reason: str = ""

    @property
    def is_asked(self) -> bool:
        """A person has to say something: no list knows the word, or another spelling of it is in use."""
        if self.state == UNMAPPED:
            return bool(self.choices or self.keeps)
        return self.state == OWN and self.proposal not in ("", self.text)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.what, self.system, self.text


def client_words_of(engagement: Engagement, snapshot: Snapshot) -> tuple[ClientWord, ...]:
    """Every distinct word, by kind of word, most money and records first."""
    with open_tables(snapshot, engagement, is_counted=False) as data:
        found = [*_of_records(data), *campaign_patterns(data, engagement)]
    known = [_understood(word, engagement) for word in found]
    usual: dict[tuple[str, str], dict[str, int]] = {}
    for word in known:
        usual.setdefault((word.what, word.system), {})[word.text] = word.records_count
    said = [_proposed(word, engagement, usual[word.what, word.system]) for word in known]
    return tuple(sorted(said, key=_heaviest))


def _heaviest(word: ClientWord) -> tuple[Any, ...]:
    return WHATS.index(word.what), -sum(word.amounts.values()), -word.records_count, word.system, word.text


def _of_records(data: Warehouse) -> list[ClientWord]:
    tables = {word.table: data.table(word.table) for word in (*WORDS, *MEDIA)}
    rows = client_words.spoken((*WORDS, *MEDIA), tables).cache()
    received = data.everything("received_files").select("source_file", "kind").to_pyarrow().to_pylist()
    kinds = {row["source_file"]: row["kind"] for row in received}
    by_file = rows.group_by(*client_words.WORD, "source_file").aggregate(records_count=lambda t: t.count())
    worth = client_words.worth(rows, data.table("contacts"), data.table("opportunities"), data.table("orders"))
    return _grouped(by_file.to_pyarrow().to_pylist(), worth, kinds)


def _grouped(
    rows: Iterable[Mapping[str, Any]], worth: Iterable[Mapping[str, Any]], kinds: Mapping[str, str]
) -> list[ClientWord]:
    """One a kind of word, system and text; money of the deals and orders themselves before that of their people."""
    found: dict[tuple[str, str, str], ClientWord] = {}
    for row in rows:
        key, kind = _key(row), kinds.get(row["source_file"], row["table"])
        word = found.get(key) or ClientWord(key[0], row["column"], key[1], (), key[2], 0)
        meaning = min(filter(None, (word.meaning, row["meaning"])), key=lambda m: (m == "unknown", m), default="")
        listed = tuple(sorted({*word.kinds, kind}))
        found[key] = replace(
            word, kinds=listed, records_count=word.records_count + row["records_count"], meaning=meaning
        )
    money: dict[tuple[str, str, str], dict[str, dict[str, Decimal]]] = {}
    for row in worth:
        by_table = money.setdefault(_key(row), {}).setdefault(row["table"], {})
        by_table[row["currency"] or ""] = by_table.get(row["currency"] or "", Decimal(0)) + row["amount"]
    return [replace(word, amounts=_own_first(money.get(key, {}))) for key, word in found.items()]


def _own_first(by_table: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Decimal]:
    tables = sorted(by_table, key=lambda table: table == "contacts")
    return dict(sorted(by_table[tables[0]].items())) if tables else {}


def _key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return WHAT_OF.get(row["column"], row["column"]), row["source_system"] or "", row["text"]


def _understood(word: ClientWord, engagement: Engagement) -> ClientWord:
    """With what it may mean and whether that is known."""
    if word.what == "campaign_name":
        return word
    choices = choices_of(word, engagement)
    mapped = mapped_to(word, engagement)
    keeps = word.what == "utm_medium" or (word.what == "stage" and bool(engagement.definitions.pipeline.order))
    state = MAPPED if mapped else _state(word, choices, engagement)
    means = word.text if word.what == "utm_medium" and state == KNOWN else word.meaning
    said = "" if state == UNMAPPED else means
    return replace(word, choices=choices, state=state, meaning=mapped or said, keeps=keeps)


def _state(word: ClientWord, choices: Sequence[str], engagement: Engagement) -> str:
    if _is_unknown(word, engagement):
        return UNMAPPED
    is_listed = bool(choices) and word.what not in ("owner", "payment_method", "loss_reason", "lead_status")
    return KNOWN if is_listed else OWN


def choices_of(word: ClientWord, engagement: Engagement) -> tuple[str, ...]:
    """What a word may mean; empty where the client's own words stand for themselves."""
    said = engagement.definitions
    own = {
        "utm_medium": said.utm.mediums or DEFAULT_MEDIUMS,
        "payment_method": PAYMENT_METHODS,
        "loss_reason": LOSS_REASONS,
        "owner": tuple(person.name for person in engagement.people),
        "lead_status": tuple(said.lifecycle.order) if "salesforce.lead" in word.kinds else (),
    }
    if word.what in own:
        return tuple(dict.fromkeys(own[word.what]))
    return tuple(dict.fromkeys(map(str, known_values(_listed(word), agreed_in(engagement)))))


def _listed(word: ClientWord) -> Word:
    return next(known for known in WORDS if known.column == word.column)


def _is_unknown(word: ClientWord, engagement: Engagement) -> bool:
    if word.what == "lead_status":
        return "salesforce.lead" in word.kinds and value_key(word.text) not in LEAD_STATUS
    if word.what == "utm_medium":
        return word.text.casefold() not in [m.casefold() for m in choices_of(word, engagement)]
    return is_unmapped(_listed(word), word.text, word.meaning or None, agreed_in(engagement))


def mapped_to(word: ClientWord, engagement: Engagement) -> str:
    """What engagement.yaml says that a word means, or nothing."""
    folded = word.text.strip().casefold()
    told = [engagement.channels.mediums] if word.what == "utm_medium" else []
    told += [rule.values.get(word.column, {}) for rule in engagement.mapping if rule.kind in word.kinds]
    return next((m for texts in told for known, m in texts.items() if known.strip().casefold() == folded), "")


def _proposed(word: ClientWord, engagement: Engagement, usual: Mapping[str, int]) -> ClientWord:
    """With what it probably means and why; what is mapped or known needs no proposal."""
    if word.state in (MAPPED, KNOWN) or word.proposal:
        return word
    if word.what == "owner" and (person := propose_person(word.text, engagement.people)):
        found: Proposal | None = Proposal(person, "person", {"meaning": person})
    else:
        found = _by_likeness(word, usual)
    if found is None or found.meaning == word.text:
        return word
    said: dict[str, Any] = dict(found.said)
    if "tongue" in said:
        said["tongue"] = say(f"map.languages.{said['tongue']}")
    return replace(word, proposal=found.meaning, reason=say(f"map.reasons.{found.reason}", **said))


def _by_likeness(word: ClientWord, usual: Mapping[str, int]) -> Proposal | None:
    """A word that no list must know is first another spelling of the client's own; the kit's name for it adds nothing
    where only case tells the two apart.
    """
    lists = SYNONYMS.get(word.what, word.what)
    if word.state != OWN:
        return propose(word.text, word.choices, lists, usual)
    found = propose(word.text, (), lists, usual) or propose(word.text, word.choices, lists)
    return None if found and found.reason == "case" else found
