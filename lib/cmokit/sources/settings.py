"""What reading a file must know of the engagement: its zone, currency and country, and the client's own rules."""

import re
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cached_property

from cmokit.engagement.parts import ChannelRules, TestRecords

# What people type into their own forms to try them; a client's rules come on top.
TEST_EMAILS = ("*+test@*", "test@*", "*@test.com")
TEST_NAMES = ("test test", "test contact", "test lead")


@dataclass(frozen=True)
class ReadSettings:
    """Read settings of one engagement; the defaults serve a file read outside any.

    timezone: of times without offset. currency: where neither header nor row says one; None leaves it blank.
    country: two letters, for what only a country settles. channels, test_records: the client's rules.
    """

    timezone: str = "UTC"
    currency: str | None = None
    country: str | None = None
    channels: ChannelRules = field(default_factory=ChannelRules)
    test_records: TestRecords = field(default_factory=TestRecords)

    def is_test(self, email: str, name: str) -> bool:
        """Is a contact of this e-mail and full name ("" where unknown) one of the client's own tests?"""
        return bool(self._test_email.match(email.strip().casefold())) or name.strip().casefold() in self._test_names

    @cached_property
    def _test_email(self) -> re.Pattern[str]:
        domains = [f"*@{domain.casefold().lstrip('@')}" for domain in self.test_records.email_domains]
        patterns = [*TEST_EMAILS, *domains, *(pattern.casefold() for pattern in self.test_records.email_patterns)]
        return re.compile("|".join(translate(pattern) for pattern in patterns))

    @cached_property
    def _test_names(self) -> frozenset[str]:
        return frozenset((*TEST_NAMES, *(known.casefold() for known in self.test_records.names)))
