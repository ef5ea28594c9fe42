"""Which variants of a unit are meant: a choice made once for every set of languages in a file."""

from __future__ import annotations

from dataclasses import dataclass

from alignments.formats.language_match import folded, nearest
from alignments.formats.units import ImportReport, ReadOptions

_ANY = "*all*"
_MOST_KNOWN = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The places of the variants that are meant, and what there is to tell about the others."""

    source: int = 0
    targets: tuple[int, ...] = ()
    """`(-1,)` where the unit has no other language: it is not translated yet."""
    skipped: str | None = None
    """Why the unit is left out, if it is."""
    renamed: tuple[tuple[str, str], ...] = ()
    """Languages taken for another, as `(in the file, asked for)`."""
    unused: tuple[str, ...] = ()
    """Languages of variants that nobody asked for."""


class Chooser:
    """Chooses by the languages that are asked for and those that the file declares."""

    def __init__(self, options: ReadOptions, report: ImportReport) -> None:
        self._options = options
        self._report = report
        self._known: dict[tuple[str, ...], Choice] = {}

    def choose(self, declared: str, languages: tuple[str, ...]) -> Choice:
        """The choice for a unit, counted in the report."""
        key = (declared, *languages)
        choice = self._known.get(key)
        if choice is None:
            if len(self._known) >= _MOST_KNOWN:  # a hostile file has new ones in every unit
                self._known.clear()
            choice = self._known[key] = _choice(self._options, declared, languages)
        if choice.skipped:
            self._report.skipped[choice.skipped] += 1
        if choice.renamed:
            self._report.languages.update(choice.renamed)
        if choice.unused:
            self._report.homeless.update(
                f"variant in {tag or 'no language'}" for tag in choice.unused
            )
        return choice


def _choice(options: ReadOptions, declared: str, languages: tuple[str, ...]) -> Choice:
    asked = options.source_language or declared or _ANY
    if not languages:
        return Choice(skipped="no text in any language")
    found = languages[0] if asked.lower() == _ANY else nearest(asked, languages)
    if found is None:
        return Choice(skipped=f"no text in {asked}")
    source = languages.index(found)
    renamed = _renamed(found, None if asked.lower() == _ANY else asked)
    if len(languages) == 1:
        return Choice(source=source, targets=(-1,), renamed=renamed)
    if options.every_target:
        return _with_every_target(source, renamed, languages)
    return _with_targets(options.target_language, source, renamed, languages)


def _with_every_target(
    source: int, renamed: tuple[tuple[str, str], ...], languages: tuple[str, ...]
) -> Choice:
    own = folded(languages[source])
    targets = tuple(place for place, tag in enumerate(languages) if folded(tag) != own)
    return Choice(
        source=source,
        targets=targets or (-1,),
        renamed=renamed,
        unused=tuple(
            tag for place, tag in enumerate(languages) if place != source and place not in targets
        ),
    )


def _with_targets(
    asked: str | None,
    source: int,
    renamed: tuple[tuple[str, str], ...],
    languages: tuple[str, ...],
) -> Choice:
    others = [place for place in range(len(languages)) if place != source]
    # without a wish it is the first other language; a second text in the source's is none
    own = None if asked else folded(languages[source])
    tags = [languages[place] for place in others if folded(languages[place]) != own]
    found = nearest(asked, tags) if asked else next(iter(tags), None)
    if found is None:
        return Choice(skipped=f"no text in {asked or 'another language'}")
    meant = folded(found)
    targets = tuple(place for place in others if folded(languages[place]) == meant)
    return Choice(
        source=source,
        targets=targets,
        renamed=renamed + _renamed(found, asked),
        unused=tuple(languages[place] for place in others if place not in targets),
    )


def _renamed(found: str, asked: str | None) -> tuple[tuple[str, str], ...]:
    return () if asked is None or folded(found) == folded(asked) else ((found, asked),)
