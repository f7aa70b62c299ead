"""What a phase writes beside its pages: documents that are made from the same sections and from registers.

A *maker* takes the desk, the sections of the finished report, and the folder in which its pages lie, and gives files by
their name inside that folder. Which makers a phase has is listed by hand; the manifest lists what they made.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from cmokit.engagement.writing import make_folder, write_bytes
from cmokit.exhibits.section import Section
from cmokit.runs.desk import Desk
from cmokit.vocabulary import Phase
from cmokit.words import speaking

Maker = Callable[[Desk, Phase, Sequence[Section], Path], Iterator[tuple[str, bytes]]]


def _handover(desk: Desk, phase: Phase, sections: Sequence[Section], folder: Path) -> Iterator[tuple[str, bytes]]:
    from cmokit.runs.documents.maker import documents  # slow to import: only where a handover is made

    yield from documents(desk, phase, sections, folder)


MAKERS: Mapping[Phase, tuple[Maker, ...]] = {Phase.HANDOVER: (_handover,)}


def papers(desk: Desk, phase: Phase, sections: Sequence[Section], folder: Path) -> Iterator[tuple[str, bytes]]:
    """Each file's name inside the report's folder, and its content, in the client's language.

    folder: the finished report, not yet published, with facts.json and pages. Equal inputs give equal bytes.
    """
    with speaking(desk.engagement.language):
        for maker in MAKERS.get(phase, ()):
            yield from maker(desk, phase, sections, folder)


def write_papers(desk: Desk, phase: Phase, sections: Sequence[Section], folder: Path) -> None:
    """Write them all into `folder`; those in inner folders as `documents/name.docx`."""
    for name, content in papers(desk, phase, sections, folder):
        write_bytes(make_folder((folder / name).parent) / Path(name).name, content)
