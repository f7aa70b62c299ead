"""The root command: global options, and the verbs in the order in which an engagement needs them."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

import cmokit
from cmokit.cli import (
    accept,
    calendar,
    demo,
    diff,
    doctor,
    export,
    facts,
    find,
    fixes,
    freeze,
    handover,
    ingest,
    issue,
    lab,
    map_words,
    mask,
    new,
    open_report,
    pilot,
    read,
    register,
    register_tier,
    request,
    run,
    status,
    trace,
    update,
    verify,
    warehouse,
)
from cmokit.cli.context import Session
from cmokit.cli.failures import CatchingGroup

app = typer.Typer(
    name="cmokit",
    cls=CatchingGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="From a client's raw exports to a board report, offline, every figure traceable to its rows.",
    epilog="Begin with `cmokit demo`, or with `cmokit new`. Each verb explains itself: cmokit VERB --help.",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cmokit {cmokit.__version__}")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(help="Folder that holds engagements/. Else CMOKIT_WORKSPACE, else found from here upwards."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback with an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    ctx.obj = Session(workspace=workspace, debug=debug)


VERBS: dict[str, Callable[..., None]] = {
    "new": new.new,
    "request": request.request,
    "ingest": ingest.ingest,
    "map": map_words.map_words,
    "read": read.read,
    "mask": mask.mask,
    "warehouse": warehouse.warehouse,
    "run": run.run,
    "freeze": freeze.freeze,
    "update": update.update,
    "export": export.export,
    "issue": issue.issue,
    "accept": accept.accept,
    "handover": handover.handover,
    "verify": verify.verify,
    "status": status.status,
    "calendar": calendar.calendar,
    "open": open_report.open_report,
    "lab": lab.lab,
    "trace": trace.trace,
    "facts": facts.facts,
    "find": find.find,
    "diff": diff.diff,
    "fixes": fixes.fixes,
    "doctor": doctor.doctor,
    "demo": demo.demo,
}
for name, verb in VERBS.items():
    app.command(name)(verb)
register.register.command("tier")(register_tier.tier)
app.add_typer(register.register, name="register")
app.add_typer(pilot.pilot, name="pilot")


def main() -> None:
    """The console script. Text of any script is written as UTF-8, whatever the terminal's own encoding."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()
