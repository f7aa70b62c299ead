"""Any table written in any supported dialect reads back equal; any mutilated one loses no record in silence."""

import random

import pytest

from cmokit.errors import DataNotReadable
from tests.sources.reading.files import numbers, rows

WORDS = [
    "Ann", "Müller", "O'Hara", "a,b", "c;d", "e|f", 'say "hi"', "two\nlines", "x\r\ny", "", "007", "1,234.50", "-5",
    "NA", "3/4/2026", "ümlaut – dash", "علي", "山田", "a\\b", "50 %", "tab\there", "'quoted'", "#1001",
]  # fmt: skip
DIALECTS = [
    (delimiter, newline, quoting, escape, codec)
    for delimiter in ",;\t|"
    for newline in ("\n", "\r\n", "\r")
    for quoting in ("all", "needed")
    for escape in ('"', "\\")
    for codec in ("utf-8", "utf-8-sig", "utf-16")
]


def written(table, delimiter, newline, quoting, escape):
    """The table as text, and the line on which each record starts."""
    text, starts = "", []
    for record in table:
        starts.append(len((text + "x").replace("\r\n", "\n").replace("\r", "\n").split("\n")))
        text += delimiter.join(cell(value, delimiter, quoting, escape) for value in record) + newline
    return text, starts


def cell(value, delimiter, quoting, escape):
    needs = any(c in value for c in (delimiter, '"', "\n", "\r", "'")) or value != value.strip()
    value = value.replace("\\", "\\\\").replace('"', '\\"') if escape == "\\" else value.replace('"', '""')
    return f'"{value}"' if needs or quoting == "all" else value


def table_of(chance, says):
    width, length = chance.randrange(3, 7), chance.randrange(8, 25)
    header = [f"Column {chr(65 + i)}" for i in range(width)]
    records = [[f"k{i}", *(chance.choice(WORDS) for _ in range(width - 1))] for i in range(length)]
    records[1][1] = says
    return [header, *records]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda d: "-".join(map(repr, d)))
def test_what_is_written_is_read(inbox, dialect):
    delimiter, newline, quoting, escape, codec = dialect
    chance = random.Random(repr(dialect))
    # One cell that shows which escape is meant: without any, both are the same.
    table = table_of(chance, 'he said "yes, we do; do we|\twe" twice')
    text, starts = written(table, delimiter, newline, quoting, escape)
    raw = inbox.read(text.encode(codec))
    assert raw.headers == table[0]
    assert rows(raw) == [tuple(record) for record in table[1:]]
    assert numbers(raw) == starts[1:]
    assert (raw.dialect.delimiter, raw.dialect.newline, raw.set_aside) == (delimiter, newline, [])


@pytest.mark.parametrize("seed", range(150))
def test_one_bad_place_costs_no_other_record(inbox, seed):
    """A character deleted, doubled or inserted: each record is read as it was, or stands among those set aside."""
    chance = random.Random(seed)
    table = table_of(chance, "plain")
    clean = [[value.replace("\n", " ").replace("\r", " ").replace("\\", "/") for value in record] for record in table]
    text, _ = written(clean, ",", "\n", chance.choice(["all", "needed"]), '"')
    lines = text.split("\n")
    line = chance.randrange(2, len(lines) - 1)
    place = chance.randrange(len(lines[line]))
    insert = chance.choice(['"', ",", "", "\\", ";", "'", "\n", "\x00", '""', "Total", "\r"])
    lines[line] = lines[line][:place] + insert + lines[line][place + chance.randrange(2) :]
    try:
        raw = inbox.read("\n".join(lines).encode())
    except DataNotReadable:
        return
    others = {tuple(record) for place, record in enumerate(clean) if place not in (0, line)}
    assert others <= set(rows(raw))
    assert raw.rows_in >= len(clean) - 1
