"""Who may change what: lifecycle definitions, thresholds, attribution, budgets; who validates it [GOV-05]."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import ClassVar

from cmokit.engagement.values import Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Owner, PersonName, ReviewOn, Wanted


class Subject(StrEnum):
    LIFECYCLE_ARCHITECTURE = "lifecycle_architecture"
    QUALIFICATION_RULES = "qualification_rules"
    SCORING_STRATEGY = "scoring_strategy"
    ATTRIBUTION_DESIGN = "attribution_design"
    HANDOFF_SLA = "handoff_sla"
    MEASUREMENT_FRAMEWORK = "measurement_framework"
    BUDGET = "budget"
    EXPERIMENTS = "experiments"
    DATA_ARCHITECTURE = "data_architecture"
    ADOPTION = "adoption"


class State(StrEnum):
    NONE = "nothing_agreed"
    DRAFT = "draft"
    AGREED = "agreed"


class DecisionRight(Item):
    """One subject and the one person who decides about it. change_process: how a change is asked for and made."""

    called: ClassVar[str] = "subject"

    subject: Subject
    owner: Owner = None
    validates: PersonName = None
    signs: PersonName = None
    consulted: tuple[Text, ...] = ()
    change_process: Wanted = None
    state: State = State.NONE
    review_on: ReviewOn = None


def _one_who_decides(items: Sequence[DecisionRight], around: Around) -> Iterable[Problem]:
    count = Counter(item.subject for item in items)
    for item in items:
        if count[item.subject] > 1:
            yield Problem(item.id, "subject", "two_owners", f"two people decide about {item.subject}", "leave one")


def _every_subject(items: Sequence[DecisionRight], around: Around) -> Iterable[Problem]:
    missing = [subject.value for subject in Subject if subject not in {item.subject for item in items}]
    if items and missing:
        yield Problem("", "subject", "subject_missing", f"nobody is entered for: {', '.join(missing)}")


def _somebody_validates(items: Sequence[DecisionRight], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.validates is None:
            yield Problem(item.id, "validates", "nobody_validates", f"nobody validates changes of {item.subject}")
        elif item.validates == item.owner:
            message = f"{item.owner} validates their own changes of {item.subject}"
            yield Problem(item.id, "validates", "validates_own", message)
        if item.subject is Subject.BUDGET and item.signs is None:
            yield Problem(item.id, "signs", "nobody_signs", "nobody is named who signs the budget")


DECISION_RIGHTS = Register(
    name="decision_rights",
    model=DecisionRight,
    covers=("GOV-05",),
    gaps=(_one_who_decides, _every_subject, _somebody_validates),
)
