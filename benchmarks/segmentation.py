"""Segmentation against sentencex alone: boundaries on corpora, cases of others, and speed.

    python benchmarks/segmentation.py

Needs the data sets beside the checkout; the rows whose files are missing are left out. The figures
for pySBD are cited from its run on the same files.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sentencex import segment

from alignments.segmentation import sentence_spans

SHARED = Path(__file__).parents[2] / "shared" / "data"
CORPORA = {"en_ewt.dev": "", "en_ewt.test": "", "en_pud": "", "ar_pud": "0.937"}
LANGUAGES = ["ar", "de", "en", "es", "fa", "fr", "he", "pt", "ru", "tr", "ur", "zh"]
SENTENCES = 100_000
BLOCK = 200

Segmenter = Callable[[str, str], list[str]]


def ours(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, language=language)]


def alone(text: str, language: str) -> list[str]:
    return [sentence for sentence in segment(language, text) if sentence.strip()]


def cases(path: Path) -> list[tuple[str, list[str]]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(case["text"], case["sents"]) for case in map(json.loads, lines)]


def boundaries(sentences: list[str]) -> set[int]:
    lengths = [len("".join(sentence.split())) for sentence in sentences]
    return {sum(lengths[:count]) for count in range(1, len(lengths))}


def f1(path: Path, language: str, segmenter: Segmenter) -> float:
    pairs = [(boundaries(segmenter(text, language)), boundaries(s)) for text, s in cases(path)]
    right = sum(len(found & gold) for found, gold in pairs)
    return 2 * right / sum(len(found) + len(gold) for found, gold in pairs)


def exact(path: Path, language: str, segmenter: Segmenter) -> int:
    return sum(boundaries(segmenter(text, language)) == boundaries(s) for text, s in cases(path))


def rows() -> Iterator[tuple[str, str, str, str]]:
    for name, cited in CORPORA.items():
        path = SHARED / "segmentation_ud" / f"{name}.jsonl"
        if path.exists():
            figures = (f"{f1(path, name[:2], cut):.4f}" for cut in (ours, alone))
            yield (f"{name}, inner boundary F1", *figures, cited)
    for collection in ("segmentation_pysbd", "segmentation_sentencex"):
        for language in LANGUAGES:
            path = SHARED / collection / f"{language}.jsonl"
            if path.exists() and cases(path):
                figures = (str(exact(path, language, cut)) for cut in (ours, alone))
                yield (f"{collection} {language}, right of {len(cases(path))}", *figures, "")


def speed(name: str) -> tuple[str, str, str, str]:
    """Sentences a second over a text of 100,000 sentences, in blocks of 200."""
    path = SHARED / "segmentation_ud" / f"{name}.jsonl"
    corpus = [sentence for _, sentences in cases(path) for sentence in sentences]
    text = (corpus * (SENTENCES // len(corpus) + 1))[:SENTENCES]
    blocks = [" ".join(text[start : start + BLOCK]) for start in range(0, SENTENCES, BLOCK)]
    figures = []
    for cut in (ours, alone):
        started = time.perf_counter()
        for block in blocks:
            cut(block, name[:2])
        figures.append(f"{SENTENCES / (time.perf_counter() - started):,.0f}")
    return (f"{name} x {SENTENCES:,}, sentences/s", *figures, "")


def main() -> None:
    if not (SHARED / "segmentation_ud").exists():
        sys.exit("the data set segmentation_ud is not on this machine")
    table = Table("workload", "ours", "sentencex", "pySBD (cited)")
    for row in rows():
        table.add_row(*row)
    for name in ("en_pud", "ar_pud"):
        table.add_row(*speed(name))
    Console().print(table)


if __name__ == "__main__":
    main()
