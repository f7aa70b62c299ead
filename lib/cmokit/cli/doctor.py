"""cmokit doctor: is everything in order; the upgrade of an older engagement.yaml; the words a language lacks."""

from datetime import date
from typing import Annotated

import typer

from cmokit.cli.context import Json, Session, day, session
from cmokit.cli.output import is_terminal, line, print_json, progress, table


def doctor(
    ctx: typer.Context,
    upgrade: Annotated[
        str | None, typer.Option(metavar="CLIENT", help="Bring this client's engagement.yaml to the present schema.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Upgrade without asking on a terminal.")] = False,
    words: Annotated[
        str | None,
        typer.Option(metavar="LANGUAGE", help="List the words of reports that this language lacks: de or ar."),
    ] = None,
    today: Annotated[str | None, typer.Option(help="As if today were this day.")] = None,
    as_json: Json = False,
) -> None:
    """Check machine, kit, workspace and every engagement.yaml."""
    if words:
        from cmokit.cli.words import list_missing

        list_missing(words, as_json=as_json)
        return
    here = session(ctx)
    if upgrade:
        _upgrade(here, upgrade, yes, as_json)
        return
    from cmokit.cli.checks import FAIL, checks

    found = list(checks(here.find(), day("--today", today) or date.today()))
    is_fine = all(check.state != FAIL for check in found)
    if as_json:
        print_json({"ok": is_fine, "checks": [check.as_json() for check in found]})
    else:
        rows = [(c.name, c.state, text) for c in found for text in c.message.split("\n")]
        table(("check", "state", "what was found"), rows)
        for check in found:
            if check.mend and check.state != "ok":
                line(f"{check.name}: {check.mend}")
    raise typer.Exit(0 if is_fine else 1)


def _upgrade(here: Session, slug: str, yes: bool, as_json: bool) -> None:
    """Show the diff, then write; on a terminal only after a yes."""
    from cmokit.engagement.lock import engagement_lock
    from cmokit.engagement.upgrade import apply_upgrade, plan_upgrade

    client = here.client(slug)
    plan = plan_upgrade(client.engagement_file)
    if not as_json:
        for text in plan.diff.splitlines():
            line(text)
    is_wanted = bool(plan.diff) and (yes or as_json or not is_terminal() or typer.confirm("Write this?"))
    if is_wanted:
        with engagement_lock(client, "an upgrade"):
            apply_upgrade(plan)
    if as_json:
        print_json({"client": slug, "upgraded": is_wanted, "diff": plan.diff})
    else:
        progress("upgraded; comments are kept" if is_wanted else "nothing was changed")
