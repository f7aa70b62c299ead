"""Where clients lie, and that a slug is never a path."""

from pathlib import Path

import pytest

from cmokit.engagement.kit import FOLDERS, kit_folder
from cmokit.engagement.slugs import suggest_slug
from cmokit.engagement.workspace import ENVIRONMENT, Workspace, find
from cmokit.errors import ManyErrors, UsageError
from tests.engagement.files import WHOLE, written


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for slug in ("acme", "globex"):
        (tmp_path / "engagements" / slug).mkdir(parents=True)
        written(tmp_path / "engagements" / slug, WHOLE.replace("acme", slug))
    (tmp_path / "engagements" / "notes").mkdir()
    return tmp_path


def test_the_workspace_is_named_else_in_the_environment_else_above_else_here(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, deep = tmp_path_factory.mktemp("other"), root / "engagements" / "acme"
    assert find(start=deep).root == root
    assert find(start=other).root == other
    monkeypatch.setenv(ENVIRONMENT, str(other))
    assert find(start=deep).root == other
    assert find(root, start=other).root == root


def test_a_named_workspace_must_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        find(tmp_path / "missing")


def test_a_client_is_a_folder_with_an_engagement(root: Path) -> None:
    workspace = Workspace(root)
    assert workspace.clients() == ["acme", "globex"]
    assert workspace.client("acme").inbox == root / "engagements" / "acme" / "inbox"
    assert workspace.reports("acme") == root / "reports" / "acme"


def test_an_unknown_client_names_the_nearest_and_all(root: Path) -> None:
    with pytest.raises(UsageError, match="acme, globex") as caught:
        Workspace(root).client("akme")
    assert caught.value.mend == "did you mean acme?"


@pytest.mark.parametrize(
    "slug", ["", "Acme", "a/b", "..", "../acme", "a" * 64, "-a", "con", "com1", "nul", "a.b", "a\n"]
)
def test_what_is_no_slug_never_becomes_a_path(root: Path, slug: str) -> None:
    with pytest.raises(UsageError):
        Workspace(root).folder(slug)


def test_a_company_name_suggests_a_slug() -> None:
    assert suggest_slug("Acme GmbH & Co. KG") == "acme-gmbh-co-kg"
    assert suggest_slug("株式会社") is None


def test_the_consultants_brand_stands_in_workspace_yaml(root: Path) -> None:
    assert Workspace(root).brand.name is None
    written(root, "brand: {name: North & Co}\n", "workspace.yaml")
    assert Workspace(root).brand.name == "North & Co"
    written(root, "brand: {nam: North}\n", "workspace.yaml")
    with pytest.raises(ManyErrors, match=r"row 1, column brand.nam"):
        _ = Workspace(root).brand


def test_the_kits_folders_are_found() -> None:
    assert all(kit_folder(name).is_dir() for name in FOLDERS)
