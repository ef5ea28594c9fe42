"""Everything `alignments` raises on purpose.

* AlignmentsError
  + UnknownLanguage    a tag that is not a BCP 47 language tag
  + ReadError          a file cannot be read as a document
  + SegmentationError  a text cannot be cut into segments
  + FormatError        an interchange file is not what its format promises
    - UnknownFormat    no reader or writer has that name
  + SearchError        what is looked for cannot be searched
  + StoreError         the store cannot do what was asked
    - NotFound         no document, bitext or bead has that number
    - StaleRevision    someone changed the bead since it was read
    - StaleAlignment   someone merged, split or aligned the bead anew since it was read
    - StoreBusy        another process holds the store
    - StoreUnreachable the store's server does not answer
    - StoreTooNew      a newer version of the program made the store
"""

from __future__ import annotations


class AlignmentsError(Exception):
    """Base class. The CLI and the UI show the message, without a traceback."""


class UnknownLanguage(AlignmentsError):
    """A tag that is not a BCP 47 language tag."""


class ReadError(AlignmentsError):
    """A file cannot be read as a document."""


class SegmentationError(AlignmentsError):
    """A text cannot be cut into segments."""


class FormatError(AlignmentsError):
    """An interchange file is not what its format promises."""


class UnknownFormat(FormatError):
    """No reader or writer has that name."""


class SearchError(AlignmentsError):
    """What is looked for cannot be searched."""


class StoreError(AlignmentsError):
    """The store cannot do what was asked."""


class NotFound(StoreError):
    """No document, bitext or bead has that number."""


class StaleRevision(StoreError):
    """Someone changed the bead since it was read; both texts are in the store."""


class StaleAlignment(StoreError):
    """Someone merged, split or aligned the bead anew since it was read."""


class StoreBusy(StoreError):
    """Another process holds the store."""


class StoreUnreachable(StoreError):
    """The store's server does not answer."""


class StoreTooNew(StoreError):
    """A newer version of the program made the store."""
