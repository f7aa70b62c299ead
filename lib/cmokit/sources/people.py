"""What contacts of every system share: full names, and which of them are the client's own tests."""

from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources import channels
from cmokit.sources.rows import Rows, by_value


def is_test(rows: Rows) -> pa.Array:
    """True for the client's own test records, by e-mail or full name (engagement.yaml, `test_records`)."""
    emails, names = (_blank_as_text(values) for values in (rows.get("email"), full_name(rows)))
    pairs = zip(emails.to_pylist(), names.to_pylist(), strict=True)
    return pa.array([rows.settings.is_test(email, name) for email, name in pairs], pa.bool_())


def full_name(rows: Rows) -> pa.Array:
    """First and last name with a space between; empty where neither is known."""
    first, last = (_blank_as_text(rows.get(name)) for name in ("first_name", "last_name"))
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(first, last, " "))


def channel_of_source(rows: Rows) -> pa.Array:
    """The channel that a record's source means, unknown where it is blank; null where the export has no such column."""
    if not rows.has("lead_source"):
        return pa.nulls(len(rows), pa.string())
    return by_value(pc.fill_null(rows.get("lead_source"), ""), channels.of_name)


def domain_of(text: str) -> str:
    """The bare domain of a web address; a text that holds none stays as it is, so that it can be found wrong."""
    host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    return host.removeprefix("www.") if "." in host else text


def _blank_as_text(values: pa.Array) -> pa.Array:
    return pc.fill_null(values, "")
