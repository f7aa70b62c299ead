"""When two texts are the same word written differently. Ibis expressions over text columns."""

import ibis
from ibis import ir

# ASCII punctuation and symbols by range, and what other scripts and typesetters use: a class that RE2, Java and
# Postgres read alike (Postgres knows no \p{P}). Of Arabic also the vowel signs and the stroke that stretches a word.
_NO_LETTER = "[\\s!-/:-@\\[-`{-~–—·’‘“”„«»،؛؟\u0640\u064b-\u065f\u0670]+"
# Arabic letters that people write for each other: alef with and without hamza, yeh, teh marbuta, kaf.
_MIXED = "أإآٱىیةہھؤئک"
_USUAL = "ااااييهههويك"
# What `strip` takes off, for a class that RE2, Java and Postgres read alike. A search that
# stops at the first other character costs a third of stripping.
BLANKS = r" \t\n\x0b\f\r"
BLANK_WORDS = ("", "unknown")  # `unknown` is what sources write where a channel cannot be told


def is_filled(column: ir.StringColumn) -> ir.BooleanValue:
    """False for null and for blanks; never null itself."""
    return column.re_search(f"[^{BLANKS}]").fill_null(False)


def is_known(column: ir.StringColumn) -> ir.BooleanValue:
    """Filled, and not the word `unknown`."""
    return ~column.strip().lower().fill_null("").isin(BLANK_WORDS)


def folded(column: ir.StringColumn) -> ir.StringValue:
    """Trimmed and lower-cased; a blank becomes null, so that blank never equals blank."""
    return column.strip().lower().nullif("")


def squashed(column: ir.StringColumn) -> ir.StringValue:
    """Case, blanks and punctuation left out: `Paid-Social ` and `paid social` are one. Letters of any script stay.

    Of the Arabic letters that people mix one form is left, `إعلان` and `اعلان` are one. Null where nothing is left.
    """
    return column.lower().re_replace(_NO_LETTER, "").translate(_MIXED, _USUAL).nullif("")


def extra_spellings(values: ibis.Table, *, by: tuple[str, ...], value: str) -> ibis.Table:
    """Spellings that equal another, more frequent one: `by`, value, usual (that one), rows_count, usual_count.

    values: one row a record. Of equally frequent spellings the first in the alphabet is the usual one.
    """
    seen = values.filter(is_filled(values[value])).group_by(*by, value).aggregate(rows_count=lambda t: t.count())
    seen = seen.mutate(squashed=squashed(seen[value])).filter(lambda t: t.squashed.notnull())
    usual_first = ibis.window(group_by=[*by, "squashed"], order_by=[ibis.desc("rows_count"), ibis.asc(value)])
    ranked = seen.mutate(
        usual=seen[value].first().over(usual_first),
        usual_count=seen.rows_count.first().over(usual_first),
        rank=ibis.row_number().over(usual_first),
    )
    return ranked.filter(ranked["rank"] > 0).select(*by, value, "usual", "rows_count", "usual_count")
