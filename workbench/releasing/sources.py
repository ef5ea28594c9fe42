"""The documents of a release: their bitexts, languages, licences and names in the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from alignments.beads import Bitext
from alignments.documents import Document
from alignments.languages import primary
from alignments.store import Store
from workbench.errors import ReleaseError


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A bitext that is released."""

    bitext: Bitext
    document: Document
    target: Document | None
    """The document of the target side, where there is one."""
    name: str
    """What the corpus calls it: its title, with a number where titles are alike."""

    @property
    def without_licence(self) -> bool:
        """Whether nobody said under which licence its texts may be passed on."""
        return not self.document.licence or bool(self.target and not self.target.licence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What is released, in the order of the documents."""

    parts: tuple[Part, ...]
    source_language: str
    target_language: str
    untranslated: tuple[Document, ...] = ()
    """Documents that were asked for and have no translation into the language."""

    @property
    def documents(self) -> list[Document]:
        return list({part.document.id: part.document for part in self.parts}.values())


def parts_of(store: Store, documents: Sequence[int], language: str) -> Parts:
    """The bitexts of some documents in a language. Raises ReleaseError where there are none."""
    if not documents:
        raise ReleaseError("no document is named; name some, or release --all of them")
    found = [store.documents.get(document) for document in sorted(set(documents))]
    bitexts = [
        (document, bitext)
        for document in found
        for bitext in store.bitexts.of(document.id)
        if bitext.language == language
    ]
    if not bitexts:
        named = ", ".join(str(document.id) for document in found)
        raise ReleaseError(f"no translation into {language} of the documents {named}")
    titles = Counter(document.title for document, _ in bitexts)
    parts = tuple(
        Part(
            bitext=bitext,
            document=document,
            target=_target(store, bitext),
            name=_name(document, bitext, alone=titles[document.title] == 1),
        )
        for document, bitext in bitexts
    )
    sides = {each.id for part in parts for each in (part.document, part.target) if each}
    return Parts(
        parts=parts,
        source_language=_language(parts),
        target_language=language,
        untranslated=tuple(document for document in found if document.id not in sides),
    )


def _target(store: Store, bitext: Bitext) -> Document | None:
    return None if bitext.target_document is None else store.documents.get(bitext.target_document)


def _name(document: Document, bitext: Bitext, *, alone: bool) -> str:
    if alone:
        return document.title
    label = f", {bitext.label}" if bitext.label else ""
    return f"{document.title} ({document.id}{label})"


def _language(parts: Sequence[Part]) -> str:
    """The language that all sources have in common."""
    tags = {part.document.language for part in parts}
    if len(tags) == 1:
        return tags.pop()
    common = {primary(tag) for tag in tags}
    if len(common) == 1:
        return common.pop()
    raise ReleaseError(
        f"the documents are in {', '.join(sorted(tags))}; release one source language at a time"
    )
