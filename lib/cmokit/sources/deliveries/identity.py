"""What tables are made of: the kit's own code, and the keys of engagement.yaml that shape them."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import cmokit
from cmokit.engagement.model import Engagement
from cmokit.sources.settings import ReadSettings

# A change of one of these makes other tables from the same files.
SHAPING = ("currency", "timezone", "country", "systems", "mapping", "test_records", "channels")
_PARTS = ("sources", "tables", "engagement")


@cache
def kit_id() -> str:
    """The kit's version and a hash of the code that makes tables: a kit under development never reuses old ones."""
    package = Path(cmokit.__file__).parent
    code = hashlib.sha256()
    for path in sorted(path for part in _PARTS for path in (package / part).rglob("*.py")):
        code.update(path.relative_to(package).as_posix().encode() + b"\0")
        code.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return f"{cmokit.__version__}+{code.hexdigest()[:12]}"


def shaping(engagement: Engagement) -> dict[str, Any]:
    """The engagement's keys that shape tables, as plain values."""
    return engagement.model_dump(mode="json", include=set(SHAPING))


def digest(*parts: Any) -> str:
    """The first 12 hex digits of the hash over these values."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_settings(engagement: Engagement) -> ReadSettings:
    return ReadSettings(
        timezone=engagement.timezone,
        currency=engagement.currency,
        country=engagement.country,
        channels=engagement.channels,
        test_records=engagement.test_records,
    )
