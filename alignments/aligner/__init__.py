"""Align a document with its translation, sentence by sentence."""

from alignments.aligner.search import align
from alignments.aligner.values import Alignment, AlignOptions, Block, Pin, ProposedBead

__all__ = ["AlignOptions", "Alignment", "Block", "Pin", "ProposedBead", "align"]
