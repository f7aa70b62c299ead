"""cmokit open: a client's front door, or a published report, in the system's viewer."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, Session, day, phase, session
from cmokit.cli.front_door import rewrite
from cmokit.cli.output import line, progress
from cmokit.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from cmokit.cli.reports import Published


def open_report(
    ctx: typer.Context,
    client: Client,
    phase_name: Annotated[
        str | None, typer.Argument(metavar="[PHASE]", help="The front door if left out.", show_default=False)
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="pdf (else), html, xlsx, pptx, docx or ipynb; the newest report's.")
    ] = None,
    only_print: Annotated[bool, typer.Option("--print", help="Print the path and open nothing.")] = False,
    today: Annotated[str | None, typer.Option(help="As if today were this day.")] = None,
) -> None:
    """Open a client's front door or report, and print its path."""
    here, on = session(ctx), day("--today", today) or date.today()
    is_door = phase_name is None and form is None
    path = _front_door(here, client, on) if is_door else _report(here, client, phase_name, form or "pdf")
    line(str(path))
    if not only_print and typer.launch(path.resolve().as_uri()) != 0:
        progress("no viewer answered; open the file by hand")


def _front_door(here: Session, client: str, today: date) -> "Path":
    """The front door as of today, written anew: what is late changes with the day."""
    path = here.client(client).reports / "index.html"
    rewrite(here, client, today)
    if not path.is_file():
        raise UsageError(f"{client} has no front door", code="no_report", mend=here.command("run", client, "audit"))
    return path


def _report(here: Session, client: str, phase_name: str | None, form: str) -> "Path":
    from cmokit.cli.reports import SUFFIXES, published

    if form not in SUFFIXES:
        raise UsageError("this is no form of report", code="unknown_format", found=form, wanted=", ".join(SUFFIXES))
    wanted = phase(phase_name) if phase_name else None
    reports = [report for report in published(here.client(client)) if wanted in (None, report.phase)]
    if not reports:
        mend = here.command("run", client, wanted.value if wanted else "audit")
        raise UsageError(f"{client} has no {wanted or 'published'} report yet", code="no_report", mend=mend)
    path = _newest(reports).file(form)
    if not path.is_file():
        raise UsageError("the report was not published in this form", code="no_report", file=path)
    return path


def _newest(reports: "list[Published]") -> "Published":
    return max(reports, key=lambda report: report.as_of or "")
