"""A mapping of engagement.yaml put over a source: the client's headers, texts and formats for the kit's columns."""

import difflib
from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from cmokit.engagement.mapping import Mapping
from cmokit.errors import ConfigurationError, UsageError
from cmokit.sources.base import Field, Source, header_key
from cmokit.sources.catalog import KINDS
from cmokit.sources.recognise import sources_of
from cmokit.sources.settings import ReadSettings


def mapping_for(path: Path, mappings: Iterable[Mapping]) -> Mapping | None:
    """The first mapping whose `file` pattern fits the file's name; case does not count. Rules of words are none."""
    return next((rule for rule in mappings if not rule.is_of_words and _fits(path, rule)), None)


def words_for(path: Path, mappings: Iterable[Mapping]) -> tuple[Mapping, ...]:
    """The rules of words whose `file` pattern fits. Raises ConfigurationError where one names no kind that exists."""
    found = tuple(rule for rule in mappings if rule.is_of_words and _fits(path, rule))
    for rule in found:
        sources_meant(rule)
    return found


def with_words(source: Source, rules: Iterable[Mapping]) -> Source:
    """The source with what the client's words mean by the rules for its kind; of two, the first that names a text.

    Raises ConfigurationError where a rule names a column that this kind does not have.
    """
    values = {column: dict(texts) for column, texts in source.values.items()}
    for rule in rules:
        for column, texts in rule.values.items() if rule.kind == source.kind else ():
            name = _field_of(source, column, rule).name
            values[name] = {**texts, **values.get(name, {})}
    return replace(source, values=values)


def _fits(path: Path, rule: Mapping) -> bool:
    return fnmatchcase(path.name.casefold(), rule.file.casefold())


def sources_meant(rule: Mapping) -> tuple[Source, ...]:
    """The sources of the kind that a mapping names. Raises ConfigurationError where there is no such kind."""
    try:
        return sources_of(rule.kind)
    except UsageError as error:
        near = difflib.get_close_matches(rule.kind, KINDS, n=1)
        raise ConfigurationError(
            message=f"the mapping for {rule.file!r} names a kind that does not exist",
            code="unknown_kind_name",
            file="engagement.yaml",
            column="mapping.kind",
            found=rule.kind,
            wanted=near[0] if near else ", ".join(KINDS),
            mend="correct the kind under mapping",
        ) from error


def mapped_source(source: Source, rule: Mapping) -> Source:
    """The source with the mapping's headers, texts, blanks, zone and system in place of its own.

    Raises ConfigurationError where the mapping names a column that this kind does not have.
    """
    named = {_field_of(source, column, rule).name: header for column, header in rule.columns.items()}
    for column in (*rule.values, *rule.formats):
        _field_of(source, column, rule)
    taken = {header_key(header) for header in named.values()}
    return replace(
        source,
        system=rule.system or source.system,
        fields=tuple(_mapped_field(f, named, taken) for f in source.fields),
        nulls=(*source.nulls, *rule.nulls),
        timezone=rule.timezone or source.timezone,
        values={_field_of(source, column, rule).name: texts for column, texts in rule.values.items()},
    )


def mapped_settings(settings: ReadSettings, rule: Mapping) -> ReadSettings:
    """Read settings with the mapping's own time zone and currency."""
    return replace(
        settings,
        timezone=rule.timezone or settings.timezone,
        currency=rule.currency or settings.currency,
    )


def _mapped_field(f: Field, named: dict[str, str], taken: set[str]) -> Field:
    """A named field has the mapping's header alone; no other field may claim a header that is taken."""
    if f.name in named:
        return replace(f, headers=(named[f.name],), patterns=())
    return replace(f, headers=tuple(header for header in f.headers if header_key(header) not in taken))


def _field_of(source: Source, column: str, rule: Mapping) -> Field:
    """The field that a mapping means."""
    if column not in source.by_name:
        near = difflib.get_close_matches(column, source.by_name, n=1)
        raise ConfigurationError(
            message=f"the mapping for {rule.file!r} names a column that {source.kind} does not have",
            code="unknown_column",
            file="engagement.yaml",
            column=column,
            found=column,
            wanted=near[0] if near else ", ".join(source.by_name),
            mend="correct the name under mapping: columns, values or formats",
        )
    return source.by_name[column]
