"""What the tables share that are made for people to read: a source and its translations."""

from __future__ import annotations

from alignments.beads import State, TranslationUnit
from alignments.formats.units import WriteOptions
from alignments.languages import autonym


def languages_of(options: WriteOptions) -> tuple[str, ...]:
    """Of every column of texts, the source first."""
    return options.source_language, options.target_language, *options.further_languages


def title_of(options: WriteOptions) -> str:
    """Of the document, else its languages."""
    return options.title or " – ".join(autonym(language) for language in languages_of(options))


def doubted(unit: TranslationUnit | None) -> str:
    """What a text that nobody answers for says of itself: `draft` or `rejected`."""
    if unit is None or not unit.target or unit.revision.state is not State.INITIAL:
        return ""
    return unit.revision.sub_state.value
