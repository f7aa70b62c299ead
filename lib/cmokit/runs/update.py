"""The recurring update: the newest deliveries, held against target, baseline and the update before."""

from collections.abc import Callable
from datetime import date

from cmokit.errors import UsageError
from cmokit.exhibits.facts_file import read_json
from cmokit.runs.desk import Desk
from cmokit.runs.known import last_update
from cmokit.runs.run import RunResult, run_phase
from cmokit.vocabulary import Meeting, Phase


def update(
    desk: Desk,
    meeting: Meeting = Meeting.WEEKLY,
    *,
    as_of: date | None = None,
    force: bool = False,
    say: Callable[[str], None] = lambda line: None,
) -> RunResult:
    """Make an update and publish it to reports/<client>/update/<as_of>_<meeting>/.

    as_of: else the last extract date of the files in use. Raises CmokitError.
    """
    done = run_phase(desk, Phase.UPDATE, as_of=as_of, force=force, parameters={"meeting": str(meeting)}, say=say)
    if line := nothing_newer(desk, done):
        say(line)
    return done


def nothing_newer(desk: Desk, done: RunResult) -> str:
    """The line that says so where no file came since the update before; empty otherwise."""
    own = read_json(done.folder / "manifest.json")
    last = last_update(desk, date.fromisoformat(str(own["as_of"])))
    if last is None:
        return ""
    before = read_json(last / "manifest.json")
    if {file["sha256"] for file in own["files"]} - {file["sha256"] for file in before["files"]}:
        return ""
    return f"no file came since the update of {before['as_of']}: the figures are those of its deliveries"


def meeting_named(text: str) -> Meeting:
    """A meeting typed by name, or UsageError with the nearest."""
    import difflib

    names = [str(meeting) for meeting in Meeting]
    if text in names:
        return Meeting(text)
    near = difflib.get_close_matches(text.lower(), names, n=1)
    mend = f"did you mean {near[0]}?" if near else None
    raise UsageError("there is no such meeting", "unknown_meeting", found=text, wanted=", ".join(names), mend=mend)
