"""Where a lesson goes follows from what it is; whether it went there, from who names it."""

from typing import Any

from cmokit.registers.base import Item
from cmokit.registers.catalog import BY_NAME
from cmokit.runs.learning_loop import links_of


def held(**registers: list[dict[str, Any]]) -> dict[str, list[tuple[int, Item]]]:
    return {
        name: [(line, BY_NAME[name].model.model_validate(item)) for line, item in enumerate(items, start=2)]
        for name, items in registers.items()
    }


def first(register: str, known: dict[str, list[tuple[int, Item]]]) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(link.why, link.register): link.ids for link in links_of(register, known[register][0][1], known)}


def test_an_objection_goes_into_content_and_the_brief_that_rests_on_it_is_named() -> None:
    objection = {"id": "dear", "name": "Too dear", "kind": "objections"}
    brief = {"id": "why-dear", "working_title": "Why it costs what it costs", "sources": ["dear"]}
    used = first("knowledge", held(knowledge=[objection], content_briefs=[brief]))
    assert used["objections_to_content", "content_briefs"] == ("why-dear",)
    assert used["named_by", "content_briefs"] == ("why-dear",)
    assert first("knowledge", held(knowledge=[objection]))["objections_to_content", "content_briefs"] == ()


def test_other_knowledge_is_no_lesson() -> None:
    assert first("knowledge", held(knowledge=[{"id": "tone", "name": "Tone", "kind": "tone"}])) == {}


def test_a_failure_goes_into_a_control_and_a_complaint_into_what_is_said() -> None:
    failure = {"id": "x", "incident": "Sent twice", "kind": "failed_automation", "workflow": "mailing"}
    assert first("incidents", held(incidents=[failure]))["failures_to_controls", "workflows"] == ("mailing",)
    complaint = {"id": "y", "incident": "Promised too much", "kind": "complaint"}
    assert first("incidents", held(incidents=[complaint])) == {("complaints_to_messages", "claims"): ()}


def test_a_published_theme_goes_into_the_claims_that_rest_on_it() -> None:
    claim = {"id": "fast", "claim": "In two days", "figure": "voice.themes.texts_count[theme=slow]"}
    links = {link.why: link.ids for link in links_of("voice.themes", None, held(claims=[claim]))}
    assert links == {"complaints_to_messages": ("fast",), "objections_to_content": ()}
