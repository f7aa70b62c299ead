"""cmokit demo: the main job on the sample clients."""

import typer

from cmokit.cli.context import Json, session
from cmokit.cli.output import line, main_files, print_json, progress


def demo(ctx: typer.Context, as_json: Json = False) -> None:
    """Audit both sample clients and say where the reports are."""
    workspace = session(ctx).find()
    from cmokit.runs.demo import demo as run_demo

    done = run_demo(workspace, say=progress)
    if as_json:
        print_json(
            {
                client: {"run": result.run_id, "status": result.status, "files": [str(path) for path in result.files]}
                for client, result in done.items()
            }
        )
        return
    for client, result in done.items():
        line(f"{client}: {result.status} in {result.seconds:.0f} s")
        for path in main_files(result.folder, result.files):
            line(f"  {path}")
