"""The client's own slides, as engagement.yaml names them: looked at before anything is run."""

from typing import TYPE_CHECKING

from cmokit.errors import ConfigurationError

if TYPE_CHECKING:
    from cmokit.render.deck.template import Template
    from cmokit.runs.desk import Desk


def template_of(desk: "Desk") -> "Template | None":
    """The slides that `template:` names; None where it names none.

    Raises ConfigurationError `template` where the file is missing, is no presentation, or has no layout with a title.
    """
    named = desk.engagement.template
    if not named:
        return None
    from cmokit.render.deck.template import Template, client_deck

    path = desk.folder.root / named
    if not path.is_file():
        mend = "copy it there, or take `template:` out of engagement.yaml"
        raise ConfigurationError("these slides are not there", "template", path, mend=mend)
    template = Template(path.read_bytes(), path)
    client_deck(template)
    return template
