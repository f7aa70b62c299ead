"""How many words of a report stand in English, because its language does not have them yet."""

from cmokit.vocabulary import Phase
from cmokit.words import FIRST, missing

# Files of words that every report draws on, beside those of its analyses.
STANDING = ("report", "verdict", "limits", "definitions", "asks", "masked", "audiences", "findings", "repairs")


def standing_in(phase: Phase, language: str) -> str:
    """The line that a run prints; empty where the language is whole for this phase."""
    from cmokit.analyses.catalog import CATALOG  # slow to import: not where nothing has changed

    files = {*STANDING, *(analysis.family for analysis in CATALOG if phase in analysis.phases)}
    left = [word for word in missing(language) if word.split(".")[0] in files] if language != FIRST else []
    if not left:
        return ""
    listed = f"cmokit doctor --words {language}"
    return f"{len(left)} words of this report have no {language} yet and stand in English: {listed}"
