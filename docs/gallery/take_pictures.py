"""Take the README's pictures from the pages of the sample clients' audits: `make pictures`, after `make demo`.

Needs pdftoppm (poppler-utils), which only the person who renews the pictures installs.
"""

import subprocess
from pathlib import Path

from pypdf import PdfReader

HERE = Path(__file__).resolve().parent
REPORTS = HERE.parent.parent / "reports"
# picture → client and words that only its page holds
PICTURES = {
    "summary.png": ("sample-b2b", "Executive summary"),
    "finding.png": ("sample-b2b", "At which stage do deals"),
    "bridge.png": ("sample-shop", "From what the platforms claim"),
}
DPI = 80


def page_with(pdf: Path, words: str) -> int:
    """The first page beyond cover and contents that holds these words (1-based)."""
    pages = [page.extract_text() for page in PdfReader(pdf).pages]
    found = [number for number, text in enumerate(pages, 1) if words in text and "Contents" not in text]
    return found[0]


def main() -> None:
    for name, (client, words) in PICTURES.items():
        pdf = REPORTS / client / "audit" / "audit.pdf"
        page = str(page_with(pdf, words))
        command = ["pdftoppm", "-png", "-r", str(DPI), "-f", page, "-l", page, "-singlefile"]
        subprocess.run([*command, str(pdf), str(HERE / name.removesuffix(".png"))], check=True)


if __name__ == "__main__":
    main()
