"""A client's front door: one HTML page, without script, that says where the engagement stands and leads to every file.

It is opened from disk, on a phone as on a desk, and printed. Links are relative to the folder that it lies in. Its
letters are the reader's own: a page that is written anew after every act stays small.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib import resources
from string import Template
from urllib.parse import quote

from cmokit.render import formats, style
from cmokit.render.direction import isolated
from cmokit.render.door import File, Folder, FrontDoor, PhaseLine, Point, Score
from cmokit.render.formats import Look
from cmokit.render.html import POLICY
from cmokit.words import has, is_right_to_left, joined, say

FEW = 8  # lines of a list that are shown open; the rest lies behind a click


def front_door_html(door: FrontDoor, look: Look) -> str:
    """The page. Equal doors give equal text."""
    page = _Page(door, look)
    title = page.say("title", client=door.client)
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_css(look)}</style>"
    )
    turned = ' dir="rtl"' if is_right_to_left(look.language) else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(look.language)}"{turned}><head>{head}</head>'
        f"<body>{page.head()}<main>{''.join(page.parts())}</main>"
        f"<footer>{page.say('footer')}</footer></body></html>\n"
    )


def _css(look: Look) -> str:
    source = resources.files(__package__).joinpath("assets", "front_door.css").read_text("utf-8")
    brand = style.brand(look.color)
    colors = {f"verdict_{severity}": color for severity, color in style.VERDICTS.items()}
    inks = {"ink": style.INK, "muted": style.MUTED, "hair": style.HAIR, "paper": style.PAPER}
    return Template(source).substitute(brand=brand, wash=style.tint(brand, 0.75), **inks, **colors)


@dataclass(frozen=True)
class _Page:
    door: FrontDoor
    look: Look

    def say(self, word: str, count: int | None = None, **values: object) -> str:
        return escape(say(f"front_door.{word}", count, self.look.language, **values))

    def head(self) -> str:
        door = self.door
        logo = f'<img src="{escape(door.logo)}" alt="">' if door.logo.startswith("data:") else ""
        by = f" · {self._own(door.consultant)}" if door.consultant else ""
        return (
            f"<header>{logo}<h1>{self._own(door.client)}</h1>"
            f'<p class="where"><strong>{self._where()}</strong></p>'
            f"<p>{self.say('as_of', day=self._day(door.today))}{by}</p></header>"
        )

    def parts(self) -> Iterator[str]:
        """The page's parts; one that would be empty is said to be, or left out where nobody looks for it."""
        door = self.door
        yield self._part("line", self._line())
        yield self._part("late", self._points(door.late, "nothing_late"))
        if door.faults:
            yield self._part("faults", "".join(f'<p class="fault">{escape(text)}</p>' for text in door.faults))
        yield self._part("scorecard", self._scores())
        yield self._part("deliverables", "".join(self._phase_files(line) for line in door.phases))
        yield self._part("decisions", self._points(door.decisions, "no_decisions"))
        gate = f"<p>{self.say('gate', says=door.gate)}</p>" if door.gate else ""
        yield self._part("gaps", gate + self._points(door.gaps, "no_gaps"))
        if door.updates:
            yield self._part("updates", "".join(map(self._folder, door.updates)))
        for name, folders in (("issued", door.issued), ("copies", door.copies)):
            if folders:
                yield self._part(name, "".join(map(self._folder, folders)))

    def _part(self, name: str, inside: str) -> str:
        return f'<section class="of-{name}"><h2>{self.say(name)}</h2>{inside}</section>'

    def _where(self) -> str:
        """Which day of the engagement it is, and the phase under way."""
        door = self.door
        number, days = door.day_number, door.days
        if number < 1:
            return self.say("begins", 1 - number, number=1 - number)
        if number > days:
            return self.say("over", number - days, number=number - days, days=days)
        dated = ((line.phase, line.start_on, line.end_on) for line in door.phases)
        now = [self._phase(phase) for phase, start, end in dated if start and end and start <= door.today <= end]
        return " · ".join((self.say("day", number=number, days=days), *map(escape, now[-1:])))

    def _line(self) -> str:
        """The engagement as one line a phase, with today across them all."""
        door = self.door
        ends = f"<span>{self._day(door.start_on)}</span><span>{self._day(door.end_on)}</span>"
        dated = [line for line in door.phases if line.start_on and line.end_on]
        rows = "".join(map(self._row, dated or door.phases))
        return f'<div class="ends" aria-hidden="true">{ends}</div><ol class="line">{rows}</ol>{self._key()}'

    def _key(self) -> str:
        inside = 1 <= self.door.day_number <= self.door.days
        today = f'<span><i class="mark"></i>{self.say("today")}</span>' if inside else ""
        states = dict.fromkeys(line.state for line in self.door.phases)
        told = "".join(f'<span><i class="{state}"></i>{self.say(f"states.{state}")}</span>' for state in states)
        return f'<p class="key">{told}{today}</p>'

    def _row(self, line: PhaseLine) -> str:
        days = ""
        bar = ""
        if line.start_on and line.end_on:
            days = f"{self._day(line.start_on)} – {self._day(line.end_on)}"
            start, end = self._share(line.start_on), self._share(line.end_on, after=True)
            place = f"inset-inline-start:{start:.1f}%;width:{max(end - start, 0.8):.1f}%"
            bar = f'<span class="bar {line.state}" style="{place}"></span>'
        if 1 <= self.door.day_number <= self.door.days:
            bar += f'<span class="mark" style="inset-inline-start:{self._share(self.door.today):.1f}%"></span>'
        name, state = escape(self._phase(line.phase)), self.say(f"states.{line.state}")
        return (
            f'<li><span class="name">{name}</span><span class="track">{bar}</span>'
            f'<span class="days">{days}<em>{state}</em></span></li>'
        )

    def _share(self, day: date, *, after: bool = False) -> float:
        """Where a day lies on the line, in percent; what lies outside it at its end."""
        return min(max(((day - self.door.start_on).days + after) / self.door.days * 100, 0.0), 100.0)

    def _scores(self) -> str:
        if not self.door.scores:
            return f'<p class="none">{self.say("no_scores")}</p>'
        heads = "".join(f"<th scope=col>{self.say(f'heads.{name}')}</th>" for name in _HEADS)
        rows = "".join(map(self._score, self.door.scores))
        return f'<table class="scores"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'

    def _score(self, score: Score) -> str:
        state = f' <em class="{score.state}">{self.say(f"states.{score.state}")}</em>' if score.state else ""
        texts = (score.value, score.target, score.baseline)
        cells = "".join(
            f'<td data-head="{self.say(f"heads.{name}")}"><bdi>{escape(text) or "–"}</bdi>'
            f"{state if name == 'target' else ''}</td>"
            for name, text in zip(_HEADS[1:4], texts, strict=True)
        )
        origin = f'<td data-head="{self.say("heads.origin")}">{escape(score.origin)}</td>'
        return f'<tr><th scope="row">{escape(score.label)}</th>{cells}{origin}</tr>'

    def _phase_files(self, line: PhaseLine) -> str:
        name = escape(self._phase(line.phase))
        if line.report is None:
            return f'<div class="folder"><h3>{name}</h3><p class="none">{self.say("not_published")}</p></div>'
        return self._folder(line.report)

    def _folder(self, folder: Folder) -> str:
        told = [self.say("data_until", day=self._day(folder.day))] if folder.day else []
        told += [escape(folder.note)] if folder.note else []
        note = f'<p class="note">{" · ".join(told)}</p>' if told else ""
        return f'<div class="folder"><h3>{self._own(folder.title)}</h3>{note}{self._files(folder.files)}</div>'

    def _files(self, files: Sequence[File]) -> str:
        """The files that people open, then the rest behind a click."""
        main = [file for file in files if self._kind(file)]
        rest = [file for file in files if not self._kind(file)]
        first = f'<ul class="files">{"".join(self._link(file, self._kind(file)) for file in main)}</ul>'
        if not rest:
            return first if main else ""
        more = "".join(self._link(file, file.path.split("/", 1)[-1]) for file in rest)
        summary = self.say("more_files", len(rest), number=len(rest))
        return f'{first}<details><summary>{summary}</summary><ul class="files more">{more}</ul></details>'

    def _kind(self, file: File) -> str:
        """What a file of the first row is called; empty for any other."""
        named = _NAMED.get(file.name) or file.name.rsplit(".", 1)[-1]
        is_main = "/fixes/" not in file.path and "/documents/" not in file.path
        word = f"front_door.files.{named}"
        return say(word, language=self.look.language) if is_main and has(word, self.look.language) else ""

    def _link(self, file: File, text: str) -> str:
        return f'<li><a href="{escape(quote(file.path))}"><bdi>{escape(text)}</bdi></a></li>'

    def _points(self, points: Sequence[Point], none: str) -> str:
        if not points:
            return f'<p class="none">{self.say(none)}</p>'
        first = f'<ul class="points">{"".join(map(self._point, points[:FEW]))}</ul>'
        if len(points) <= FEW:
            return first
        rest = points[FEW:]
        more = self.say("more_points", len(rest), number=len(rest))
        return f'{first}<details><summary>{more}</summary><ul class="points">{self._all(rest)}</ul></details>'

    def _all(self, points: Iterable[Point]) -> str:
        return "".join(map(self._point, points))

    def _point(self, point: Point) -> str:
        owner = self._own(point.owner) if point.owner else "" if point.owner is None else self.say("no_owner")
        due = ""
        if point.due_on:
            due = self.say("due", day=self._day(point.due_on))
            due = (
                f'<span class="late">{joined((due, self.say("is_late")), self.look.language)}</span>'
                if point.is_late
                else due
            )
        note = self.say("decided", decision=point.note) if point.note else ""
        told = " · ".join(filter(None, (note, owner, due)))
        return f"<li><span>{self._own(point.text)}</span><small>{told}</small></li>"

    def _phase(self, phase: str) -> str:
        return say(f"report.phases.{phase}.title", language=self.look.language)

    def _day(self, day: date) -> str:
        return isolated(formats.day(day, self.look.locale, self.look.language), self.look.language)

    def _own(self, text: str) -> str:
        """The client's own text, whose direction is its own."""
        return f"<bdi>{escape(text)}</bdi>"


_HEADS = ("figure", "value", "target", "baseline", "origin")
_NAMED = {"summary.pdf": "summary", "email.txt": "email", "agenda.docx": "agenda"}
