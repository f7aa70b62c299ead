"""cmokit handover: one archive with which the client runs the system alone."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, Json, day, session
from cmokit.cli.output import line, number, print_json, progress
from cmokit.errors import UsageError

if TYPE_CHECKING:
    from cmokit.runs.bundle.make import Bundle


def handover(
    ctx: typer.Context,
    client: Client,
    bundle: Annotated[bool, typer.Option("--bundle", help="Make the archive.")] = False,
    to: Annotated[str, typer.Option(metavar="NAME", help="Who receives it: somebody under people:.")] = "",
    wheels: Annotated[
        list[str] | None,
        typer.Option(help="Fetch the packages' wheels for linux, macos or windows; may be given again."),
    ] = None,
    no_rows: Annotated[bool, typer.Option("--no-rows", help="Leave exports and evidence rows out.")] = False,
    today: Annotated[str | None, typer.Option(help="As if today were this day.")] = None,
    as_json: Json = False,
) -> None:
    """Hand the system over: everything in one archive.

    Data, definitions, reports, and the kit itself as a wheel with its lock; --wheels is the only network call.
    """
    if not bundle:
        raise UsageError(
            "say what to hand over",
            "no_bundle",
            wanted="--bundle",
            mend=f"for the report: cmokit run {client} handover",
        )
    if not to.strip():
        raise UsageError("a handover needs its receiver", "no_receiver", mend='--to "Eva Roth"')
    here = session(ctx)
    from cmokit.runs.bundle.lock import Platform
    from cmokit.runs.bundle.make import Wanted, make_bundle
    from cmokit.runs.desk import open_engagement

    names = [platform.value for platform in Platform]
    if unknown := [name for name in wheels or () if name not in names]:
        raise UsageError(
            "there are no wheels for this", "unknown_platform", None, None, "--wheels", unknown[0], ", ".join(names)
        )
    platforms = tuple(Platform(name) for name in dict.fromkeys(wheels or ()))
    wanted = Wanted(to.strip(), day("--today", today) or date.today(), platforms, not no_rows)
    done = make_bundle(open_engagement(client, workspace=here.find().root), wanted, say=progress)
    if as_json:
        print_json(_as_json(client, wanted.to, done))
        return
    _print(done, no_rows)
    line(f"Next: {here.command('verify', str(done.path))}; then hand it over by hand, it is not sent")


def _print(done: "Bundle", no_rows: bool) -> None:
    line(f"{done.path}")
    line(f"  {number(done.files_count)} files, wheels: {done.wheels_count}, reports: {', '.join(done.phases)}")
    line("  it holds personal data" + (" (reports and registers; no exports, no evidence rows)" if no_rows else ""))
    for role in done.moves.roles:
        line(f"  moved: {role.register} {role.item} {role.field}: {role.before} -> {role.now or 'to be named'}")
    for role in done.moves.kept:
        line(f"  stays: {role.register} {role.item} {role.field}: {role.before}")
    for why, count in done.behind.items():
        line(f"  left out, {why.replace('_', ' ')}: {number(count)}")


def _as_json(client: str, to: str, done: "Bundle") -> dict[str, object]:
    return {
        "client": client,
        "to": to,
        "archive": str(done.path),
        "files_count": done.files_count,
        "wheels_count": done.wheels_count,
        "reports": [phase.value for phase in done.phases],
        "holds_personal_data": True,
        "moved": [vars(role) for role in done.moves.roles],
        "stays": [vars(role) for role in done.moves.kept],
        "left_out": {why.value: count for why, count in done.behind.items()},
    }
