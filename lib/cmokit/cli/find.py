"""cmokit find: what is on record about some words, in registers, published sections and comments."""

from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, Json, session
from cmokit.cli.output import line, print_json, progress
from cmokit.errors import UsageError

if TYPE_CHECKING:
    from cmokit.runs.learning_loop import Link
    from cmokit.runs.memory import Hit

# What a link says to a person; ids behind it, or that nothing uses it yet.
WHY = {
    "names": "names",
    "named_by": "named by",
    "results_to_briefs": "results into briefs",
    "objections_to_content": "objections into content",
    "complaints_to_messages": "complaints into what is said",
    "conversion_to_audiences": "conversion into audiences",
    "failures_to_controls": "failures into controls",
    "decisions_to_backlog": "decisions into the backlog",
    "claims_to_campaigns": "claims into campaigns",
}


def find(
    ctx: typer.Context,
    client: Client,
    words: Annotated[list[str], typer.Argument(help="Words; an entry must hold all of them.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Search registers, published findings and comments for words."""
    folder = session(ctx).client(client)
    wanted = [word for text in words for word in text.split()]
    if not wanted:
        raise UsageError("there is no word to look for", "no_word", wanted="cmokit find CLIENT WORD…")
    from cmokit.engagement.load import load_engagement
    from cmokit.runs.memory import find as search

    found = search(folder, load_engagement(folder.engagement_file), wanted)
    for file in found.unread:
        progress(f"not searched, it has faults: {file} (`{session(ctx).command('register', 'check', client)}`)")
    if as_json:
        print_json(
            {"client": client, "words": wanted, "hits": [h.as_json() for h in found.hits], "unread": found.unread}
        )
        return
    for hit in found.hits:
        _print(hit)
    if not found.hits:
        line(f"nothing on record holds {' and '.join(wanted)}")


def _print(hit: "Hit") -> None:
    place = f"{hit.file}:{hit.line}" if hit.line else hit.file
    line(f"{hit.register}  {hit.id}  {place}  {hit.day or 'no day'}")
    line(f"    {hit.called}")
    if hit.text != hit.called:
        line(f"    {hit.field}: {hit.text}")
    for link in hit.links:
        line(f"    → {_told(link)}")
    line()


def _told(link: "Link") -> str:
    """The same link twice, once by id and once by what it is for, is no mistake: the second asks whether it is used."""
    used = ", ".join(link.ids)
    return f"{WHY[link.why]}: {link.register} {used}" if used else f"{WHY[link.why]}: {link.register} none yet"
