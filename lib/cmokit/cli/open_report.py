"""cmokit open: a published report in the system's viewer."""

from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, phase, session
from cmokit.cli.output import line, progress
from cmokit.errors import UsageError

if TYPE_CHECKING:
    from cmokit.cli.reports import Published


def open_report(
    ctx: typer.Context,
    client: Client,
    phase_name: Annotated[
        str | None, typer.Argument(metavar="[PHASE]", help="The newest report if left out.", show_default=False)
    ] = None,
    form: Annotated[str, typer.Option("--format", help="pdf, html, xlsx or ipynb.")] = "pdf",
    only_print: Annotated[bool, typer.Option("--print", help="Print the path and open nothing.")] = False,
) -> None:
    """Open a client's report and print its path."""
    from cmokit.cli.reports import SUFFIXES, published

    if form not in SUFFIXES:
        raise UsageError("this is no form of report", code="unknown_format", found=form, wanted=", ".join(SUFFIXES))
    here = session(ctx)
    wanted = phase(phase_name) if phase_name else None
    reports = [report for report in published(here.client(client)) if wanted in (None, report.phase)]
    if not reports:
        mend = here.command("run", client, wanted.value if wanted else "audit")
        raise UsageError(f"{client} has no {wanted or 'published'} report yet", code="no_report", mend=mend)
    path = _newest(reports).file(form)
    if not path.is_file():
        raise UsageError("the report was not published in this form", code="no_report", file=path)
    line(str(path))
    if not only_print and typer.launch(path.resolve().as_uri()) != 0:
        progress("no viewer answered; open the file by hand")


def _newest(reports: "list[Published]") -> "Published":
    return max(reports, key=lambda report: report.as_of or "")
