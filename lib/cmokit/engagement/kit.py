"""Where the kit's own files lie: in the repository, else inside the installed wheel."""

from pathlib import Path
from typing import Literal

from cmokit.errors import RunFailed

KitFolder = Literal["notebooks", "engagement_template", "data_samples"]
FOLDERS: tuple[KitFolder, ...] = ("notebooks", "engagement_template", "data_samples")

_PACKAGE = Path(__file__).resolve().parents[1]


def repository() -> Path | None:
    """The repository that this package runs from (lib/cmokit inside it), or None when it is installed."""
    root = _PACKAGE.parents[1]
    is_ours = _PACKAGE.parent.name == "lib" and (root / "pyproject.toml").is_file()
    return root if is_ours else None


def kit_folder(name: KitFolder) -> Path:
    """One of the kit's folders. The repository wins: an editable install may carry a stale copy of `_kit`."""
    root = repository()
    folder = root / name if root else _PACKAGE / "_kit" / name
    if not folder.is_dir():
        raise RunFailed(
            f"the kit's folder {name} is missing",
            code="kit_incomplete",
            file=folder,
            mend="install cmokit again; its wheel carries notebooks, engagement_template and data_samples",
        )
    return folder
