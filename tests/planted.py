"""The truth of the sample clients, as planted.yaml states it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from cmokit.engagement.kit import kit_folder

CLIENTS = ("sample-b2b", "sample-shop")


@dataclass(frozen=True)
class PlantedEvidence:
    """The records that an analysis must name: exactly `values` in the column `key` of the rows that fit `where`."""

    analysis: str
    delivery: int
    key: str
    values: tuple[str, ...]
    where: tuple[tuple[str, str], ...]


@cache
def truth(client: str) -> dict[str, Any]:
    return YAML(typ="safe").load((kit_folder("data_samples") / client / "planted.yaml").read_text("utf-8"))


def days(client: str) -> dict[int, date]:
    """Delivery number → its day."""
    return {d["delivery"]: date.fromisoformat(str(d["as_of"])) for d in truth(client)["deliveries"]}


def facts(client: str, delivery: int) -> dict[tuple[str, tuple[tuple[str, str], ...]], Any]:
    """(id, dimensions) → planted value, of one delivery."""
    planted = (fact for fact in truth(client)["facts"] if fact["delivery"] == delivery)
    return {(f["id"], _flat(f.get("dimensions"))): f["value"] for f in planted}


def evidence(client: str, delivery: int) -> list[PlantedEvidence]:
    planted = (entry for entry in truth(client)["evidence"] if entry["delivery"] == delivery)
    return [
        PlantedEvidence(e["analysis"], delivery, e["key"], tuple(map(str, e["values"])), _flat(e.get("where")))
        for e in planted
    ]


def _flat(said: dict[str, Any] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((str(key), str(value)) for key, value in (said or {}).items()))
