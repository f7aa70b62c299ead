"""A page in a real browser, where one is installed: how wide it lies at a width, and what sticks out."""

import json
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PROBE = """
const frame = document.querySelector("iframe");
frame.onload = () => {
  const page = frame.contentDocument, root = page.documentElement, out = [];
  page.querySelectorAll("body *").forEach(e => {
    const box = e.getBoundingClientRect();
    if (box.width && (box.right > root.clientWidth + 1 || box.left < -1)) out.push(e.tagName + "." + e.className);
  });
  const seen = {width: root.scrollWidth, room: root.clientWidth, out: out, text: page.body.innerText.length};
  document.body.setAttribute("data-seen", JSON.stringify(seen));
};
"""


def browser() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def seen(html: str, width: int, folder: Path) -> dict[str, Any]:
    """What the browser laid out in a window of so many pixels: width and room, and elements that stick out.

    The page lies in a frame, as a browser's own window has a least width.
    """
    outer = folder / f"outer-{width}.html"
    frame = f'<iframe style="border:0;width:{width}px;height:900px" srcdoc="{escape(html)}"></iframe>'
    outer.write_text(f"<!DOCTYPE html><body>{frame}<script>{PROBE}</script></body>", encoding="utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}",
        "--dump-dom",
    ]
    command = [str(browser()), *options, "--virtual-time-budget=5000", outer.as_uri()]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    told = re.search(r'data-seen="([^"]*)"', answer)
    assert told, answer[:500]
    return dict(json.loads(unescape(told.group(1))))
