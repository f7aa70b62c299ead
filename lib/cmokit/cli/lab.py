"""cmokit lab: JupyterLab on the client's copy of a phase's notebook."""

from typing import Annotated

import typer

from cmokit.cli.context import Client, PhaseName, phase, session
from cmokit.cli.output import progress


def lab(
    ctx: typer.Context,
    client: Client,
    phase_name: PhaseName,
    browser: Annotated[bool, typer.Option(help="Open the browser too.")] = True,
) -> None:
    """Open a phase's notebook in JupyterLab.

    Its parameters are set; the server answers on this machine only and sees this client's folder only.
    """
    chosen = phase(phase_name)
    workspace = session(ctx).find()
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.lab import open_lab

    desk = open_engagement(client, workspace=workspace.root)
    progress(f"JupyterLab opens in {desk.folder.root}; Ctrl+C ends it")
    raise typer.Exit(open_lab(desk, chosen, browser=browser))
