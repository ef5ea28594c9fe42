"""What people write on the command line, understood: segment numbers and lists of languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from alignments.beads import Bitext

Doc = Annotated[
    str, typer.Argument(metavar="DOC", help="A document: its number, its title, or its beginning.")
]
Licence = Annotated[
    str | None,
    typer.Option("--licence", "--license", help="Of the text, such as CC-BY-4.0."),
]
RetrievedFrom = Annotated[
    str | None, typer.Option("--source", help="Where the text is from: an address, or the work.")
]

_RANGE = re.compile(r"(\d+)(?:-(\d+))?", re.ASCII)


def segment_numbers(words: Iterable[str]) -> list[int]:
    """Read `1 35-38 40,41` as numbers of segments."""
    numbers: list[int] = []
    for word in (piece for piece in ",".join(words).replace(" ", ",").split(",") if piece):
        found = _RANGE.fullmatch(word)
        if found is None:
            raise WorkbenchError(f"{word!r} is not a segment number; write 7, or 35-38")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            raise WorkbenchError(f"the range {word} ends before it begins; write {last}-{first}")
        numbers += range(first, last + 1)
    return numbers


def meant(bitexts: Iterable[Bitext], to: str) -> list[Bitext]:
    """Those of a document's bitexts that `ar` means, or `ar~machine` where labels tell them apart.

    Of a language alone, the one without a label comes first.
    """
    language, _, label = to.partition("~")
    (tag,) = languages(language)[:1]
    found = [one for one in bitexts if one.language == tag and label in ("", one.label)]
    exact = [one for one in found if one.label == label]
    return exact or found


def languages(listed: str) -> list[str]:
    """Read `ar, pt-BR` as BCP 47 tags, each once."""
    from alignments.languages import normalised

    tags = [normalised(tag.strip()) for tag in listed.split(",") if tag.strip()]
    if not tags:
        raise WorkbenchError("no language is given; write for example --to ar,pt")
    return list(dict.fromkeys(tags))
