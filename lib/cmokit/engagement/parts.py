"""The blocks of engagement.yaml that say who, when, from which systems and under which brand."""

from collections.abc import Iterator
from datetime import date

from pydantic import Field, model_validator

from cmokit.engagement.values import (
    Code,
    Color,
    Country,
    Day,
    Email,
    EnvironmentName,
    InsidePath,
    Kind,
    Name,
    Number,
    Part,
    Share,
    Text,
    YesNo,
)
from cmokit.vocabulary import PHASES, Engine, Phase


class PhaseDates(Part):
    """When a phase runs, and up to which day its figures look."""

    as_of: Day | None = Field(default=None, description="the day up to which the phase's figures count events")
    start_on: Day | None = Field(default=None, description="first day of the phase")
    end_on: Day | None = Field(default=None, description="last day of the phase")

    @model_validator(mode="after")
    def _in_order(self) -> "PhaseDates":
        if self.start_on and self.end_on and self.end_on < self.start_on:
            raise ValueError("end_on lies before start_on")
        return self


class Phases(Part):
    """The five phases; `phases["audit"]` and `phases.audit` are the same."""

    audit: PhaseDates = Field(default=PhaseDates(), description="what is there: data, tracking, funnel, money")
    baseline: PhaseDates = Field(default=PhaseDates(), description="the figures that later ones are held against")
    pilot: PhaseDates = Field(default=PhaseDates(), description="one change, tested")
    scale: PhaseDates = Field(default=PhaseDates(), description="what worked, made routine")
    handover: PhaseDates = Field(default=PhaseDates(), description="the client's own people take over")

    def __getitem__(self, phase: str) -> PhaseDates:
        dates: PhaseDates = getattr(self, Phase(phase).value, PhaseDates())  # an update has no place in the calendar
        return dates

    def get(self, phase: str) -> PhaseDates | None:
        """A phase's dates, or None for a word that is no phase."""
        return self[phase] if phase in PHASES else None

    def items(self) -> Iterator[tuple[Phase, PhaseDates]]:
        return ((phase, self[phase]) for phase in PHASES)

    def latest_as_of(self) -> date | None:
        return max((dates.as_of for _, dates in self.items() if dates.as_of), default=None)


class Person(Part):
    """Somebody who decides, delivers or answers at the client's, or the consultant."""

    role: Text = Field(description="what the person answers for, such as revenue_operations")
    name: Text = Field(description="the name as it is printed in reports")
    email: Email | None = Field(default=None, description="an e-mail address")
    left_on: Day | None = Field(default=None, description="the day on which the person left; nobody owns anything then")


class Leading(Part):
    """Which system is believed where two keep the same person, company or deal."""

    contact: Name | None = Field(default=None, description="system believed for persons, such as hubspot")
    company: Name | None = Field(default=None, description="system believed for companies")
    opportunity: Name | None = Field(default=None, description="system believed for deals")


class Systems(Part):
    """The client's systems whose exports arrive."""

    used: tuple[Name, ...] = Field(default=(), description="list of systems, such as [hubspot, salesforce]")
    leading: Leading = Field(default=Leading(), description="the system believed for contact, company and opportunity")

    @model_validator(mode="after")
    def _leading_is_used(self) -> "Systems":
        chosen = (self.leading.contact, self.leading.company, self.leading.opportunity)
        foreign = [system for system in chosen if system and self.used and system not in self.used]
        if foreign:
            raise ValueError(f"leading names {foreign[0]}, which is not among used")
        return self


class Vat(Part):
    """The value added tax in the client's amounts, where an export does not split it off itself."""

    share: Share | None = Field(default=None, description="the rate as a share: 0.19 for 19 %")
    included_in: tuple[Kind, ...] = Field(
        default=(), description="kinds of export whose amounts include it, such as [google_ads.campaigns]"
    )


class DiscountRule(Part):
    """An order with this discount code, or one that begins so, came through this channel."""

    code: Code | None = Field(default=None, description="the whole code, compared without case")
    prefix: Code | None = Field(default=None, description="what the code begins with, compared without case")
    channel: Name = Field(description="a channel, such as affiliate")

    @model_validator(mode="after")
    def _one_of_both(self) -> "DiscountRule":
        if (self.code is None) == (self.prefix is None):
            raise ValueError("give either code or prefix")
        return self


class AnswerRule(Part):
    """An order whose how-did-you-hear answer contains this text came through this channel."""

    contains: Code = Field(description="text within the answer, compared without case")
    channel: Name = Field(description="a channel, such as referral")


class ChannelRules(Part):
    """How an order without UTM finds its channel; the first rule that fits decides."""

    discount_codes: tuple[DiscountRule, ...] = Field(default=(), description="list of {code or prefix, channel}")
    answers: tuple[AnswerRule, ...] = Field(default=(), description="list of {contains, channel}")
    mediums: dict[Text, Text] = Field(
        default={}, description="{'utm_medium as links carry it': the medium that is meant, such as email}"
    )


class TestRecords(Part):
    """Which records are the client's own tests. They are kept, marked, and never counted."""

    __test__ = False  # pytest takes a class of this name for tests

    email_domains: tuple[Text, ...] = Field(default=(), description="list of domains, such as [acme.example]")
    email_patterns: tuple[Text, ...] = Field(default=(), description="list of patterns in which * stands for anything")
    names: tuple[Text, ...] = Field(default=(), description="list of names, first and last, compared without case")


class Target(Part):
    """What was agreed for one figure, and where."""

    value: Number = Field(description="the agreed number; a share as 0.25")
    origin: Text = Field(description="who agreed it and when, such as 'board, 12 January 2026'")


class Holidays(Part):
    """Public holidays on which nobody is expected to answer a lead."""

    country: Country | None = Field(
        default=None, description="two capital letters; the engagement's country if left out"
    )
    subdivision: Text | None = Field(default=None, description="state or province, such as BY for Bavaria")
    extra: tuple[Day, ...] = Field(default=(), description="list of the client's own days off")
    observed: YesNo = Field(default=True, description="false if the client works on public holidays")


class PersonalData(Part):
    """On which ground the client's personal data is held, until when, and whether the team's copy shows it."""

    agreement: Text | None = Field(default=None, description="the data-processing agreement, by name and date")
    contact: Email | None = Field(default=None, description="e-mail of the client's data-protection contact")
    delete_on: Day | None = Field(default=None, description="the day by which the data must be deleted here")
    show: YesNo = Field(default=False, description="true to show names and addresses in the team's copy of a report")


class Brand(Part):
    """How one side appears on covers and charts."""

    name: Text | None = Field(default=None, description="the name as printed")
    logo: InsidePath | None = Field(default=None, description="a picture file (PNG or SVG) inside this folder")
    color: Color | None = Field(default=None, description="a colour such as '#1F4E79', in quotes")
    contact: Text | None = Field(default=None, description="a line with name, e-mail and telephone")
    confidentiality: Text | None = Field(default=None, description="the line at the foot of every page")


class Warehouse(Part):
    """The client's own warehouse, read where it is, instead of exports; naming one allows a network call."""

    engine: Engine = Field(description="what it runs on: duckdb, postgres or spark")
    url_environment: EnvironmentName = Field(description="NAME of the environment variable that holds the address")
    schema_: Text | None = Field(
        default=None, alias="schema", description="the schema whose views have the canonical names"
    )
    tables: tuple[Name, ...] = Field(
        default=(), description="list of the canonical tables that must be there; none means whichever are"
    )


class Assist(Part):
    """A model provider for drafts; naming one allows a network call."""

    provider: Name = Field(description="openai, anthropic or compatible")
    model: Text = Field(description="the model's name as the provider writes it")
    base_url: Text | None = Field(default=None, description="address of an OpenAI-compatible service")
    key_environment: EnvironmentName | None = Field(
        default=None, description="NAME of the environment variable with the key"
    )
