"""The main job on both sample clients: what a new user runs first."""

from collections.abc import Callable, Iterable

from cmokit.engagement.workspace import Workspace
from cmokit.runs.desk import open_engagement
from cmokit.runs.run import RunResult, run_phase
from cmokit.runs.sample_clients import SAMPLES
from cmokit.vocabulary import Phase


def demo(
    workspace: Workspace, *, clients: Iterable[str] = SAMPLES, say: Callable[[str], None] = lambda line: None
) -> dict[str, RunResult]:
    """Take in all deliveries of each sample client and run its audit; client → result."""
    done = {}
    for client in clients:
        say(f"{client}: taking in its deliveries")
        desk = open_engagement(client, workspace=workspace.root)
        done[client] = run_phase(desk, Phase.AUDIT, say=say)
    return done
