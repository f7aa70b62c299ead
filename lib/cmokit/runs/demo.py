"""The main job on both sample clients: what a new user runs first."""

from collections.abc import Callable, Iterable

from cmokit.engagement.workspace import Workspace
from cmokit.runs.desk import open_engagement
from cmokit.runs.run import RunResult, run_phase
from cmokit.runs.sample_clients import SAMPLES
from cmokit.vocabulary import PHASES, Phase


def demo(
    workspace: Workspace,
    *,
    clients: Iterable[str] = SAMPLES,
    phases: Iterable[Phase] = PHASES,
    say: Callable[[str], None] = lambda line: None,
) -> dict[str, dict[Phase, RunResult]]:
    """Take in all deliveries of each sample client and run every phase that the kit has; client → phase → result."""
    done = {}
    for client in clients:
        say(f"{client}: taking in its deliveries")
        desk = open_engagement(client, workspace=workspace.root)
        done[client] = {phase: run_phase(desk, phase, say=say) for phase in phases}
    return done
