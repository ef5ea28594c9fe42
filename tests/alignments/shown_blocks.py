"""Blocks as text that people read, for the golden files in tests/data/documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from alignments.documents import Block, ReadDocument
from alignments.placeholders import expanded

DOCUMENTS = Path(__file__).parents[1] / "data" / "documents"


def document(name: str) -> bytes:
    return (DOCUMENTS / name).read_bytes()


def together(read: ReadDocument) -> str:
    """The text that the blocks give back."""
    texts = (block.before + expanded(block.text, block.codes) for block in read.blocks)
    return "".join(texts) + read.after


def shown(blocks: Sequence[Block]) -> str:
    """One line a block: its kind, its level, its text with line feeds made visible."""
    return "".join(f"{_label(block)}: {_visible(block.text)}\n" for block in blocks)


def _label(block: Block) -> str:
    return f"{block.kind} {block.level}" if block.level else str(block.kind)


def _visible(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")
