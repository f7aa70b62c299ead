"""The front door, written anew after an act: cmokit run, ingest, issue, accept, update, register import."""

from datetime import date

from cmokit.cli.context import Session
from cmokit.cli.output import progress
from cmokit.errors import CmokitError


def rewrite(here: Session, slug: str, today: date) -> None:
    """reports/<client>/index.html as of a day. What went wrong is said: the act itself is done and stands."""
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.front_door import write_front_door

    try:
        write_front_door(open_engagement(slug, workspace=here.find().root), today)
    except CmokitError as error:
        progress(f"the front door was not written: {error}")
