"""Copy the pins of requirements.lock into pyproject's `[tool.uv] constraint-dependencies`, so that uv agrees."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START, END = "# pins: written by `make lock`\n", "# end of pins\n"


def main() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = re.findall(r"^([A-Za-z0-9._-]+==[^ \\]+)((?: ; [^\\\n]+)?) ?\\?$", lock, re.MULTILINE)
    lines = "".join(f"    {(name + marker).strip()!r},\n" for name, marker in pins)
    block = f"{START}[tool.uv]\nconstraint-dependencies = [\n{lines}]\n{END}"
    path = ROOT / "pyproject.toml"
    text = path.read_text("utf-8")
    text = re.sub(re.escape(START) + ".*?" + re.escape(END), "", text, flags=re.DOTALL).rstrip() + "\n\n" + block
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
