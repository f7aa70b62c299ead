"""cmokit demo: the main job on the sample clients."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Json, day, session
from cmokit.cli.front_door import rewrite
from cmokit.cli.output import line, main_files, print_json, progress

if TYPE_CHECKING:
    from cmokit.runs.run import RunResult


def demo(
    ctx: typer.Context,
    today: Annotated[str | None, typer.Option(help="As if today were this day; no figure asks for it.")] = None,
    as_json: Json = False,
) -> None:
    """Report on both sample clients, and say where it lies."""
    here, on = session(ctx), day("--today", today) or date.today()
    workspace = here.find()
    from cmokit.runs.demo import demo as run_demo

    done = run_demo(workspace, say=progress)
    for client in done:
        rewrite(here, client, on)
    if as_json:
        print_json({client: {str(p): _told(result) for p, result in found.items()} for client, found in done.items()})
        return
    for client, found in done.items():
        for phase, result in found.items():
            line(f"{client}, {phase}: {result.status} in {result.seconds:.0f} s")
            for path in main_files(result.folder, result.files):
                line(f"  {path}")


def _told(result: "RunResult") -> dict[str, object]:
    return {"run": result.run_id, "status": result.status, "files": [str(path) for path in result.files]}
