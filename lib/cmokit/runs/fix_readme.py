"""README.txt of the repairs: what each file changes, how it is imported, how it is undone."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from cmokit.words import has, say, say_all

WIDTH = 100


def readme(told: Iterable[dict[str, Any]]) -> str:
    """told: per analysis its files and what was left out, as runs.fixes keeps them."""
    analyses = list(told)
    vendors = sorted({file["vendor"] for about in analyses for file in about["files"]})
    blocks = [say("repairs.readme.title"), *say_all("repairs.readme.first")]
    blocks += [] if all(about["shows_people"] for about in analyses) else [say("repairs.readme.no_people")]
    for about in analyses:
        blocks += [_heading(say(f"{about['analysis']}.title")), *_files(about), *_left_out(about["left_out"])]
    blocks.append(_heading(say("repairs.readme.import.heading")))
    for vendor in vendors:
        blocks += _steps(vendor)
    kinds = {file["kind"] for about in analyses for file in about["files"]}
    blocks.append(_heading(say("repairs.readme.undo.heading")))
    blocks += say_all("repairs.readme.undo.values")
    blocks += say_all("repairs.readme.undo.merges") if "merges" in kinds else ()
    return "\r\n\r\n".join(_wrapped(block) for block in blocks) + "\r\n"


def _files(about: dict[str, Any]) -> Iterator[str]:
    for file in about["files"]:
        count = int(file["records_count"])
        said = say(f"repairs.readme.kinds.{file['kind']}", count, number=count, undoes=file["undoes"])
        yield f"{file['name']}\n    {said}"


def _left_out(left_out: dict[str, Any]) -> Iterator[str]:
    for why, number in sorted(left_out.items()):
        yield say(f"repairs.readme.left_out.{why}", int(number), number=number)


def _steps(vendor: str) -> list[str]:
    word = f"repairs.readme.import.{vendor}"
    return list(say_all(word if has(word) else "repairs.readme.import.other", vendor=vendor))


def _heading(text: str) -> str:
    return f"{text}\n{'-' * len(text)}"


def _wrapped(block: str) -> str:
    """Each line of a block filled to the width, indented as it was; lines end as every editor takes them."""
    return "\r\n".join(map(_filled, block.split("\n")))


def _filled(line: str) -> str:
    pad = " " * (len(line) - len(line.lstrip()))
    short = textwrap.wrap(line.strip(), WIDTH, initial_indent=pad, subsequent_indent=pad, break_on_hyphens=False)
    return "\r\n".join(short)
