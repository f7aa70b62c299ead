"""cmokit verify: whether an archive, a folder or a client's reports are as they were made."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Json, session
from cmokit.cli.output import line, number, print_json
from cmokit.errors import UsageError

if TYPE_CHECKING:
    from cmokit.runs.verify import Difference, Verified

SHOWN = 40


def verify(
    ctx: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="[PATH|CLIENT]", help="An archive, a folder, or a client's short name.")
    ] = ".",
    as_json: Json = False,
) -> None:
    """Name every file that is not as it was made.

    Changed, missing, or not in the manifest; in a workspace that was handed over, figures too, to nine digits.
    """
    here = session(ctx)
    from cmokit.runs.verify import verify_client, verify_path

    workspace = here.find()
    is_client = what in workspace.clients()
    done = verify_client(workspace, workspace.client(what)) if is_client else verify_path(_existing(what))
    if as_json:
        print_json(_as_json(done))
    else:
        _print(done)
    if not done.is_whole:
        raise typer.Exit(1)


def _existing(what: str) -> Path:
    path = Path(what).expanduser()
    if not path.exists():
        raise UsageError("there is no such file, folder or client", "not_found", found=what)
    return path


def _print(done: "Verified") -> None:
    for one in done.differences[:SHOWN]:
        line(_said(one))
    if (more := len(done.differences) - SHOWN) > 0:
        line(f"and {number(more)} more (--json names all)")
    if done.is_whole:
        line(f"{done.what}: {number(done.files_count)} files, each as it was made")
    else:
        line(f"{done.what}: {number(len(done.differences))} differences in {number(done.files_count)} files")
    if done.figures_count:
        differing = sum(one.what == "figure" for one in done.differences)
        said = "all as handed over" if not differing else f"{number(differing)} otherwise than handed over"
        line(f"  {number(done.figures_count)} figures held against the archive, to nine digits: {said}")


def _said(one: "Difference") -> str:
    if one.what == "figure":
        return f"{one.file}: {one.figure} was {one.before or 'not stated'}, is {one.now or 'not stated'}"
    said = {"changed": "was changed", "missing": "is missing", "extra": "is not in the manifest"}[one.what]
    return f"{one.file}: {said}"


def _as_json(done: "Verified") -> dict[str, object]:
    return {
        "what": done.what,
        "is_whole": done.is_whole,
        "files_count": done.files_count,
        "figures_count": done.figures_count,
        "differences": [vars(one) for one in done.differences],
    }
