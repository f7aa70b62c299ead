"""Where every error of the command line ends: its lines on stderr, its exit code, a traceback only with --debug."""

import json
import sys
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from cmokit.cli.context import Session
from cmokit.errors import CmokitError, ManyErrors, one_line

INTERRUPTED = 130


class CatchingGroup(TyperGroup):
    """The root command: whatever a verb raises becomes a line and an exit code here."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CmokitError as error:
            _report(ctx, error)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            _say("interrupted; nothing half-written is left")
            raise typer.Exit(INTERRUPTED) from error
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if type(error).__module__.startswith("typer"):
                raise  # a wrong option or argument: typer itself shows the usage
            _report_unexpected(ctx, error)
            raise typer.Exit(1) from error


def _report(ctx: Any, error: CmokitError) -> None:
    session = _session(ctx)
    if session.debug:
        traceback.print_exception(error)
    if session.json:
        sys.stdout.write(json.dumps(_as_json(error), ensure_ascii=False) + "\n")
    for line in str(error).split("\n"):
        _say(line)


def _as_json(error: CmokitError) -> dict[str, Any]:
    """The refusal of contracts: the error; all of them beside it where several were found in one pass."""
    if isinstance(error, ManyErrors):
        return {"error": error.errors[0].as_dict(), "errors": [fault.as_dict() for fault in error.errors]}
    return {"error": error.as_dict()}


def _report_unexpected(ctx: Any, error: Exception) -> None:
    session = _session(ctx)
    if session.debug:
        traceback.print_exception(error)
    what = one_line(f"{type(error).__name__}: {error}")
    mend = "run again as `cmokit --debug …` and report what it prints"
    if session.json:
        refusal = CmokitError("", "unexpected", found=what, mend=mend)
        sys.stdout.write(json.dumps(_as_json(refusal), ensure_ascii=False) + "\n")
    _say(f"unexpected {what}" + ("" if session.debug else f"; {mend}"))


def _session(ctx: Any) -> Session:
    return ctx.obj if isinstance(ctx.obj, Session) else Session()


def _say(line: str) -> None:
    typer.echo(f"cmokit: {line}", err=True)
