"""A map of work as Mermaid text, and the same as SVG: steps, who looks at what, and where it goes when it fails.

The text is what people keep and change; the picture is drawn from it, so that the two cannot differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """START and END: what sets it off, what comes out. WORK: a step. PERSON: somebody looks or decides. TROUBLE: what
    is done when the usual way does not fit.
    """

    START = "start"
    WORK = "work"
    PERSON = "person"
    END = "end"
    TROUBLE = "trouble"


@dataclass(frozen=True)
class Step:
    id: str
    text: str
    kind: Kind = Kind.WORK


@dataclass(frozen=True)
class Arrow:
    """label: on the arrow. is_aside: not the usual way."""

    start: str
    end: str
    label: str = ""
    is_aside: bool = False


_SHAPES = {
    Kind.START: '(["{}"])',
    Kind.WORK: '["{}"]',
    Kind.PERSON: '{{{{"{}"}}}}',
    Kind.END: '(["{}"])',
    Kind.TROUBLE: '["{}"]',
}
_CLASSES = (
    "classDef start fill:#eef3f7,stroke:#3b5b73",
    "classDef work fill:#ffffff,stroke:#3b5b73",
    "classDef person fill:#fff4e0,stroke:#a86a00",
    "classDef end_ fill:#e8f3ea,stroke:#3b7a4b",
    "classDef trouble fill:#fbeaea,stroke:#a33b3b",
)
_WRITTEN = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;"}


def mermaid(steps: Iterable[Step], arrows: Iterable[Arrow]) -> str:
    """The map as text. Every step stands on a line of its own, so that a change shows as one line."""
    steps = tuple(steps)
    lines = ["flowchart TB"]
    lines += [f"  {step.id}{_SHAPES[step.kind].format(_label(step.text))}" for step in steps]
    lines += [f"  {_arrow(arrow)}" for arrow in arrows]
    lines += [f"  {line}" for line in _CLASSES]
    for kind in Kind:
        own = [step.id for step in steps if step.kind is kind]
        if own:
            lines.append(f"  class {','.join(own)} {'end_' if kind is Kind.END else kind.value}")
    return "\n".join(lines) + "\n"


def svg(text: str) -> bytes:
    """The picture of a Mermaid text. Equal texts give equal bytes."""
    import mmdr

    return str(mmdr.render(text).svg()).encode("utf-8")


def _arrow(arrow: Arrow) -> str:
    line = "-.->" if arrow.is_aside else "-->"
    label = f'|"{_label(arrow.label)}"|' if arrow.label else ""
    return f"{arrow.start} {line}{label} {arrow.end}"


def _label(text: str) -> str:
    """Text as Mermaid takes it between quotes; blanks and line ends of any length as one blank."""
    return "".join(_WRITTEN.get(letter, letter) for letter in " ".join(text.split()))
