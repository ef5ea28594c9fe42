"""Bitexts whose target side is another document: beads as an aligner, or a person, made them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.exc import IntegrityError

from alignments.beads import Bitext
from alignments.documents import NewDocument, SentenceSpans
from alignments.errors import StoreError
from alignments.store.alignment_pages import (
    AlignedBead,
    AlignedPage,
    AlignmentSummary,
    StandingBead,
    place_of,
    read_over,
    read_page,
    read_some,
    read_standing,
    read_summary,
)
from alignments.store.arrivals import arriving_together
from alignments.store.bead_writer import NewBead, StagedBitext
from alignments.store.bitexts import Bitexts
from alignments.store.bulk import settled
from alignments.store.database import Database
from alignments.store.documents import Documents


class AlignedBitexts:
    """What `store.aligned` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._documents = Documents(database)
        self._bitexts = Bitexts(database)

    def add(self, document: int, target_document: int, new: Iterable[NewBead]) -> Bitext:
        """Make a bitext of two documents and their beads, which must cover both in order.

        The text of each bead is that of its target segments, as an imported translation. It comes
        in by parts, between which others write. Raises StoreError where the two documents are a
        bitext already, ValueError where the beads leave something out, and StaleAlignment where
        somebody cut a segment of either meanwhile.
        """
        language = self._documents.get(target_document).language
        label = self._free_label(document, target_document, language)
        with settled(), arriving_together(self._database) as coming:
            sides = (document, target_document)
            coming.append(staged := StagedBitext(self._database, sides, language, label))
            staged.write(new)
        return self._bitexts.get(staged.id)

    def add_texts(
        self,
        source: NewDocument,
        target: NewDocument,
        spans: SentenceSpans,
        new: Iterable[NewBead],
        *,
        author: str | None = None,
    ) -> Bitext:
        """Keep two documents, where they are new, and make a bitext of them: all or nothing.

        Raises as `add` does.
        """
        try:
            with settled(), arriving_together(self._database) as coming:
                document = self._documents.bring(coming, source, spans, author)
                target_document = self._documents.bring(coming, target, spans, author)
                label = self._free_label(document, target_document, target.language)
                sides = (document, target_document)
                staged = StagedBitext(self._database, sides, target.language, label)
                coming.append(staged)
                staged.write(new)
        except IntegrityError as error:
            raise StoreError(
                f"{source.title} or {target.title} was imported by someone else meanwhile"
            ) from error
        return self._bitexts.get(staged.id)

    def standing(self, bitext: int) -> list[StandingBead]:
        """Return the beads of a bitext, in order. Raises NotFound."""
        self._bitexts.get(bitext)
        with self._database.reading() as connection:
            return read_standing(connection, bitext)

    def page(
        self, bitext: int, *, offset: int = 0, limit: int = 100, doubtful_first: bool = False
    ) -> AlignedPage:
        """Return some beads with their texts, in the order of the document or of doubt."""
        self._bitexts.get(bitext)
        with self._database.reading() as connection:
            return read_page(connection, bitext, offset, limit, doubtful_first)

    def some(self, bitext: int, wanted: Sequence[int]) -> list[AlignedBead]:
        """Return those of up to 500 beads that stand in a bitext, in order."""
        with self._database.reading() as connection:
            return read_some(connection, bitext, wanted)

    def over(self, bitext: int, numbers: Sequence[int]) -> list[AlignedBead]:
        """Return the beads over source segments with those numbers, or right after one."""
        self._bitexts.get(bitext)
        with self._database.reading() as connection:
            return read_over(connection, bitext, numbers)

    def offset(self, bead: int, *, doubtful_first: bool = False) -> int:
        """Return how many beads come before this one. Raises NotFound."""
        bitext = self._bitexts.of_bead(bead)
        with self._database.reading() as connection:
            return place_of(connection, bitext.id, bead, doubtful_first)

    def summary(self, bitext: int) -> AlignmentSummary:
        """Count the beads of a bitext: by type, by confidence, settled or not."""
        self._bitexts.get(bitext)
        with self._database.reading() as connection:
            return read_summary(connection, bitext)

    def _free_label(self, document: int, target_document: int, language: str) -> str:
        existing = self._bitexts.of(document)
        if any(bitext.target_document == target_document for bitext in existing):
            raise StoreError(
                f"documents {document} and {target_document} are aligned already; "
                f"'workbench align --again {document}' aligns them anew"
            )
        taken = any(bitext.language == language and not bitext.label for bitext in existing)
        return f"document {target_document}" if taken else ""
