"""Texts as sets of short character sequences, hashed.

How alike two texts are is how much of their sets they share (Broder, 1997, On the resemblance and
containment of documents).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alignments.languages import script

Hashes = NDArray[np.uint32]
Places = NDArray[np.int64]

LENGTH = 5
"""Characters in a sequence: about a word with its edge."""
_LENGTH_OF_DENSE = 3
_DENSE = frozenset({"Hani", "Hans", "Hant", "Jpan", "Kore", "Thai", "Laoo", "Khmr", "Mymr"})
_PADDING = "\0"


def length_for(language: str) -> int:
    """How many characters to take: fewer where one of them carries more."""
    return _LENGTH_OF_DENSE if script(language) in _DENSE else LENGTH


def shingles(texts: Sequence[str], length: int) -> tuple[Hashes, Places]:
    """The hashed sequences of every text, one text after the other, and where each text begins.

    A sequence that comes twice in a text comes twice; a text that is shorter is one sequence.
    """
    padded = [text.ljust(length, _PADDING) for text in texts]
    signs = np.frombuffer("".join(padded).encode("utf-32-le"), np.uint32)
    sizes = np.fromiter(map(len, padded), np.int64, len(padded))
    hashes = _rolled(signs, length)
    ends = np.cumsum(sizes)
    whole = np.ones(len(signs), bool)  # all but those that reach over the end of their text
    for back in range(1, length):
        whole[ends - back] = False
    counts = sizes - (length - 1)
    return hashes[whole[: len(hashes)]], np.concatenate(([0], np.cumsum(counts)[:-1]))


def _rolled(signs: Hashes, length: int) -> Hashes:
    """A hash for the sequence that begins at each place, as one number of 32 well-mixed bits."""
    count = len(signs) - length + 1
    value = np.zeros(count, np.uint64)
    for place in range(length):
        value *= np.uint64(0x9E3779B97F4A7C15)
        value += signs[place : place + count]
    # the finaliser of SplitMix64 (Steele et al., 2014)
    value ^= value >> np.uint64(30)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> np.uint64(27)
    value *= np.uint64(0x94D049BB133111EB)
    return (value >> np.uint64(32)).astype(np.uint32)
