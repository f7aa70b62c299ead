"""Makes the sample clients: a clean world, the defects on top, the exports of three deliveries, and the truth."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cmokit.samples.b2b import clean as b2b_clean
from cmokit.samples.b2b import exports as b2b_exports
from cmokit.samples.b2b import work as b2b_work
from cmokit.samples.frozen import ENGAGEMENTS, REGISTERS, plan_files
from cmokit.samples.plan import B2B, DELIVERIES, SLUGS, Defect, Trace, rng
from cmokit.samples.planted import DEFECTS
from cmokit.samples.shop import clean as shop_clean
from cmokit.samples.shop import exports as shop_exports
from cmokit.samples.shop import work as shop_work
from cmokit.samples.truth.planted_file import planted_yaml


def generate(slug: str, defects: Sequence[Defect] | None = None) -> Any:
    """The world of one client: clean, then changed by each defect in order; all of them if none are named."""
    return plant(slug, defects)[0]


def plant(slug: str, defects: Sequence[Defect] | None = None) -> tuple[Any, tuple[Trace, ...]]:
    """The world of one client, and what its defects left behind; what people did follows from the records."""
    world: Any = b2b_clean.make_world() if slug == B2B else shop_clean.make_world()
    chosen = DEFECTS[slug] if defects is None else defects
    traces = [trace for defect in chosen for trace in defect.plant(world, rng(slug, defect.id))]
    (b2b_work if slug == B2B else shop_work).add(world)
    return world, tuple(traces)


def exports_of(slug: str, defects: Sequence[Defect] | None = None) -> dict[str, bytes]:
    """Every exported file of one client under its path inside the client's folder."""
    return _exports(slug, generate(slug, defects))


def files_of(slug: str) -> dict[str, bytes]:
    """Every file of one client: exports, engagement, registers and truth."""
    world = generate(slug)
    files = _exports(slug, world)
    files["engagement.yaml"] = (ENGAGEMENTS / f"{slug}.yaml").read_bytes()
    files |= {f"registers/{path.name}": path.read_bytes() for path in sorted((REGISTERS / slug).glob("*.yaml"))}
    files |= {f"registers/{name}": content for name, content in plan_files(slug).items()}
    files["planted.yaml"] = planted_yaml(slug, world).encode()
    return files


def _exports(slug: str, world: Any) -> dict[str, bytes]:
    export = b2b_exports.export if slug == B2B else shop_exports.export
    return {
        f"delivery-{delivery.number}/{name}": content
        for delivery in DELIVERIES
        for name, content in export(world, delivery).items()
    }


def write_samples(folder: Path) -> None:
    """Write both clients below `folder`; files of an earlier generation that are no longer made are removed."""
    for slug in SLUGS:
        files = files_of(slug)
        for old in sorted((folder / slug).rglob("*")):
            if old.is_file() and old.relative_to(folder / slug).as_posix() not in files:
                old.unlink()
        for name, content in files.items():
            path = folder / slug / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
