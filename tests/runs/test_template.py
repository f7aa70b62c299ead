from pathlib import Path

import pytest

from cmokit.engagement.writing import write_bytes, write_text
from cmokit.errors import ConfigurationError
from cmokit.runs.desk import Desk
from cmokit.runs.template import template_of
from tests.render.slides import client_slides
from tests.runs.issuing import YAML, desk_in


def desk_with(root: Path, content: bytes | None) -> Desk:
    desk = desk_in(root)
    write_text(desk.folder.engagement_file, f"{YAML}template: acme.pptx\n")
    if content is not None:
        write_bytes(desk.folder.root / "acme.pptx", content)
    return desk


def test_without_a_template_there_is_none(tmp_path: Path) -> None:
    assert template_of(desk_in(tmp_path)) is None


def test_the_clients_slides_are_read_as_they_lie_there(tmp_path: Path) -> None:
    content = client_slides()
    found = template_of(desk_with(tmp_path, content))
    assert found
    assert found.content == content


@pytest.mark.parametrize("content", [None, b"PK nothing", client_slides(with_titles=False)])
def test_slides_that_cannot_be_used_are_one_line_with_the_file_and_the_mend(
    tmp_path: Path, content: bytes | None
) -> None:
    with pytest.raises(ConfigurationError) as told:
        template_of(desk_with(tmp_path, content))
    assert told.value.exit_code == 3
    assert str(told.value).count("\n") == 0
    assert "acme.pptx" in str(told.value)
    assert "template:" in str(told.value.mend)
