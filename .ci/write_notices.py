"""Write THIRD_PARTY_NOTICES.md: every package that cmokit needs at run time, with its licence. `make lock` calls it.

Read from the metadata of the installed packages, so run it in an environment made from requirements.lock.
"""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Third-party notices

cmokit is installed together with the packages below, each under its own licence; the licence texts come with the
packages. Written by `make lock`. Not among them, since only the extras bring them: psycopg (LGPL-3.0-only) with
`postgres`, pyspark and py4j (Apache-2.0, BSD) with `spark`.

| package | version | licence |
| --- | --- | --- |
"""


def closure(name: str) -> dict[str, Distribution]:
    """The package and everything that it needs here, by normalised name."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(name)]
    while waiting:
        requirement = waiting.pop()
        key = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if key in found:
            continue
        try:
            found[key] = distribution(key)
        except PackageNotFoundError:
            continue
        for line in found[key].requires or ():
            needed = Requirement(line)
            extras = requirement.extras or {""}
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(needed)
    return found


def licence(package: Distribution) -> str:
    """The licence as the package states it: expression, classifiers, or the first line of its field."""
    said = package.metadata
    if said.get("License-Expression"):
        return str(said["License-Expression"])
    classifiers = [c.rsplit(" :: ", 1)[1] for c in said.get_all("Classifier") or () if c.startswith("License :: ")]
    return "; ".join(classifiers) or str(said.get("License") or "see package").splitlines()[0][:80]


def main() -> None:
    packages = closure("cmokit")
    packages.pop("cmokit")
    rows = [f"| {name} | {package.version} | {licence(package)} |" for name, package in sorted(packages.items())]
    (ROOT / "THIRD_PARTY_NOTICES.md").write_text(HEAD + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
