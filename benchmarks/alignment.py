"""Sentence alignment against people's, beside other aligners, with the shipped settings.

    OPENBLAS_NUM_THREADS=1 python benchmarks/alignment.py [--others PYTHON [--keep FOLDER]]
        [--only NAME ...] [--e5]
    OPENBLAS_NUM_THREADS=1 python benchmarks/alignment.py --long 100000

Nothing is tuned on the test files, but they have been looked at: fifteen times so far, once after
a prior of a tenth of the strength had been chosen for the weights, and once after `use` and `e5`
side by side had been chosen on `dev`. Both were given up again for doing no better there.

Strict scores as in Vecalign's `score.py`: of the beads with two sides that were proposed, those
that are exactly in the gold (precision); of the gold's beads with two sides, those found (recall);
counted over all files of a set. PYTHON is an interpreter that has `sentweave` and, if possible,
`galechurch`; what they answer is kept in FOLDER, by their version and the texts, since sentweave
takes minutes: a time from there is the time it took, and the table says so. With `--e5` what that
encoder finds, which takes minutes too. Published for Text+Berg test0-6: Vecalign with
LASER 0.902 (Thompson and Koehn, 2019), Bertalign with LaBSE 0.936 (Liu and Zhu, 2022).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from alignments.aligner import align
from alignments.encoding import Encoder
from models.encoders import load_encoder

DATA = Path(__file__).parents[2] / "shared" / "data"
SAMPLE = Path(__file__).parents[1] / "workbench" / "sample" / "reparagraphed"

Bead = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Two documents and how people aligned them."""

    name: str
    source: list[str]
    target: list[str]
    gold: list[Bead]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Beads with two sides: proposed, in the gold, and both."""

    proposed: int = 0
    gold: int = 0
    right: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            proposed=self.proposed + other.proposed,
            gold=self.gold + other.gold,
            right=self.right + other.right,
        )

    def __str__(self) -> str:
        precision = self.right / max(self.proposed, 1)
        recall = self.right / max(self.gold, 1)
        f1 = 2 * self.right / max(self.proposed + self.gold, 1)
        return f"P {precision:.3f} R {recall:.3f} F1 {f1:.4f}"


def counted(proposed: Sequence[Bead], gold: Sequence[Bead]) -> Counts:
    """Strict counts of one pair of documents."""
    found = [bead for bead in proposed if bead[0] and bead[1]]
    true = [bead for bead in gold if bead[0] and bead[1]]
    return Counts(proposed=len(found), gold=len(true), right=len(set(found) & set(true)))


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def read_beads(path: Path) -> list[Bead]:
    beads = []
    for line in read_lines(path):
        left, right = (json.loads(side) for side in line.split(":")[:2])
        beads.append((tuple(left), tuple(right)))
    return beads


def text_berg(names: Sequence[str]) -> Iterator[Case]:
    folder = DATA / "sentalign_textberg_de-fr"
    for name in names:
        sides = (read_lines(folder / f"{name}.{language}") for language in ("de", "fr"))
        source, target = ([line.strip() for line in side] for side in sides)
        gold = read_beads(folder / f"{name}.gold")
        yield Case(name=name, source=source, target=target, gold=gold)


def parice() -> Iterator[Case]:
    folder = DATA / "sentalign_parice_en-is"
    for path in sorted(folder.glob("*.gold")):
        sides = (read_lines(path.with_suffix(suffix)) for suffix in (".en", ".is"))
        source, target = ([line.partition("\t")[2] for line in side] for side in sides)
        yield Case(name=path.stem, source=source, target=target, gold=read_beads(path))


def sample() -> Iterator[Case]:
    source = read_lines(SAMPLE / "column.en.sentences.txt")
    for language in ("ar", "fr", "fa"):
        target = read_lines(SAMPLE / f"column.{language}.sentences.txt")
        gold = read_beads(SAMPLE / f"gold.{language}.beads")
        yield Case(name=f"en-{language}", source=source, target=target, gold=gold)


def seeded_sets() -> Iterator[Case]:
    flores, tico, united = DATA / "flores200", DATA / "tico19", DATA / "un_security"
    english = read_lines(flores / "eng_Latn.devtest.txt")
    arabic = read_lines(flores / "arb_Arab.devtest.txt")
    yield seeded("flores devtest", english, arabic, 11)
    yield seeded(
        "tico test", read_lines(tico / "test.en-ar.en"), read_lines(tico / "test.en-ar.ar"), 12
    )
    # the first thousand sentences were there to tune with
    yield seeded(
        "un", read_lines(united / "un.en")[1000:3000], read_lines(united / "un.ar")[1000:3000], 13
    )


def seeded(name: str, source: list[str], target: list[str], seed: int) -> Case:
    """Parallel lines with 10 % of beads 2-1 and 1-2, 5 % of either null, some 2-2 and 3-1."""
    maker = random.Random(seed)
    left: list[str] = []
    right: list[str] = []
    gold: list[Bead] = []
    at = 0
    while at < len(source):
        cut_left, cut_right = _plan(maker.random())
        size = max(sum(cut_left), sum(cut_right))
        if at + size > len(source):
            cut_left, cut_right, size = (1,), (1,), 1
        starts = len(left), len(right)
        left += _cut(source[at : at + size], cut_left)
        right += _cut(target[at : at + size], cut_right)
        gold.append((tuple(range(starts[0], len(left))), tuple(range(starts[1], len(right)))))
        at += size
    return Case(name=name, source=left, target=right, gold=gold)


def _plan(draw: float) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How many lines go into each segment, on both sides."""
    plans = (
        (0.10, (1, 1), (2,)),
        (0.20, (2,), (1, 1)),
        (0.25, (1,), ()),
        (0.30, (), (1,)),
        (0.32, (1, 1, 1), (3,)),
        (0.34, (1, 2), (2, 1)),
    )
    for limit, left, right in plans:
        if draw < limit:
            return left, right
    return (1,), (1,)


def _cut(lines: list[str], sizes: tuple[int, ...]) -> list[str]:
    segments, at = [], 0
    for size in sizes:
        segments.append(" ".join(lines[at : at + size]))
        at += size
    return segments


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an aligner said, in how many seconds, and whether it did so in an earlier run."""

    beads: list[Bead]
    seconds: float
    kept: bool = False


Aligner = Callable[[Case], Answer]


def ours(name: str | None) -> Aligner:
    """Our aligner with an encoder, which is loaded at the first text."""
    loaded: list[Encoder] = []

    def aligned(case: Case) -> Answer:
        started = time.perf_counter()
        if name and not loaded:
            loaded.append(load_encoder(name))
        found = align(case.source, case.target, encoder=loaded[0] if name else None)
        seconds = time.perf_counter() - started
        return Answer(beads=[(bead.source, bead.target) for bead in found.beads], seconds=seconds)

    return aligned


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another aligner, run by another interpreter: texts in, beads out, as JSON."""

    python: str
    script: str
    keep: Path | None

    def __call__(self, case: Case) -> Answer:
        """The beads, and the seconds that it took with loading what it needs."""
        asked = json.dumps({"source": case.source, "target": case.target})
        digest = hashlib.sha256(f"{self._run('version')}\n{asked}".encode()).hexdigest()
        kept = self.keep / f"{self.script}-{digest[:20]}.json" if self.keep else None
        known = kept is not None and kept.exists()
        if kept and known:
            told = json.loads(kept.read_text(encoding="utf-8"))
        else:
            started = time.perf_counter()
            beads = json.loads(self._run("align", asked))
            told = {"beads": beads, "seconds": time.perf_counter() - started}
            if kept:
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_text(json.dumps(told), encoding="utf-8")
        beads = [(tuple(left), tuple(right)) for left, right in told["beads"]]
        return Answer(beads=beads, seconds=told["seconds"], kept=known)

    def _run(self, task: str, asked: str = "") -> str:
        place = str(Path(__file__).parent / "alignment_others.py")
        command = [self.python, place, self.script, task]
        done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
        return done.stdout


def report(name: str, cases: Sequence[Case], aligned: Aligner) -> None:
    answers = [aligned(case) for case in cases]
    counts = (counted(found.beads, case.gold) for found, case in zip(answers, cases, strict=True))
    total, seconds = sum(counts, start=Counts()), sum(found.seconds for found in answers)
    kept = sum(found.kept for found in answers)
    note = f", {kept} of {len(cases)} files from an earlier run" if kept else ""
    print(f"  {name:20} {total}  {seconds:7.1f} s{note}", flush=True)


class MadeUp:
    """Vectors for made-up texts that begin with their number; those of a target end with a mark."""

    name = "made up"
    phrases_each = 5

    def __init__(self, count: int) -> None:
        maker = np.random.default_rng(7)
        source = maker.normal(size=(count, 512)).astype(np.float32)
        self._sides = source, source + 0.8 * maker.normal(size=source.shape).astype(np.float32)

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        rows = self._rows(sentences)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def read(self, sentences: Sequence[str]) -> MadeUpReading:
        return MadeUpReading(self._rows(sentences), self.phrases_each)

    def _rows(self, sentences: Sequence[str]) -> np.ndarray:
        places = [int(text.partition(" ")[0]) if text else 0 for text in sentences]
        side = bool(sentences) and sentences[0].endswith(".")
        return self._sides[side][places]


@dataclass(frozen=True, slots=True)
class MadeUpReading:
    rows: np.ndarray
    phrases_each: int

    def spans(self, spans: np.ndarray) -> np.ndarray:
        running = np.concatenate([np.zeros((1, self.rows.shape[1])), np.cumsum(self.rows, axis=0)])
        summed = running[spans[:, 1]] - running[spans[:, 0]]
        return (summed / np.linalg.norm(summed, axis=1, keepdims=True)).astype(np.float32)

    def phrases(self) -> tuple[np.ndarray, np.ndarray]:
        rows = np.repeat(self.rows, self.phrases_each, axis=0)
        rows = rows + np.random.default_rng(9).normal(size=rows.shape).astype(np.float32)
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit, np.full(len(self.rows), self.phrases_each)


def report_size(count: int) -> None:
    """Time and memory for two long documents after encoding, with made-up vectors."""
    maker = random.Random(7)
    source = [f"{number} " + "word " * maker.randint(5, 29) for number in range(count)]
    target = [f"{text}." for text in source]
    report_long(f"{count} x {count}, after encoding", source, target, MadeUp(count))


def report_hashing(count: int) -> None:
    """Time and memory for two long documents of made-up sentences, with the hashing encoder.

    A fifth of the words of each sentence are others on the other side.
    """
    maker = random.Random(8)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(maker.choices(letters, k=maker.randint(3, 9))) for _ in range(20_000)]
    source = [maker.choices(words, k=maker.randint(5, 25)) for _ in range(count)]
    target = [
        [maker.choice(words) if maker.random() < 0.2 else word for word in sentence]
        for sentence in source
    ]
    sides = [[" ".join(sentence) for sentence in side] for side in (source, target)]
    report_long(f"{count} x {count}, hashing", *sides, load_encoder("hashing"))


def report_long(label: str, source: list[str], target: list[str], encoder: Encoder) -> None:
    started, before = time.perf_counter(), time.process_time()
    found = align(source, target, encoder=encoder)
    seconds, used = time.perf_counter() - started, time.process_time() - before
    right = sum(bead.source == bead.target for bead in found.beads) / len(source)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{label}: {seconds:.1f} s, {used:.1f} s of CPU, peak {memory:.2f} GB, {right:.3f} right",
        flush=True,
    )


def sets() -> dict[str, list[Case]]:
    return {
        "Text+Berg dev (tuned on)": list(text_berg(["dev"])),
        "Text+Berg test0-6": list(text_berg([f"test{number}" for number in range(7)])),
        "ParIce en-is": list(parice()),
        "sample, re-paragraphed (tuned on)": list(sample()),
        "en-ar seeded": list(seeded_sets()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--others", metavar="PYTHON", help="an interpreter with other aligners")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="for what the others answer")
    parser.add_argument("--only", nargs="*", default=[], help="words in the names of sets to run")
    parser.add_argument(
        "--long", type=int, metavar="COUNT", help="only two documents of COUNT sentences, hashing"
    )
    parser.add_argument("--e5", action="store_true", help="with the encoder e5, too")
    options = parser.parse_args()
    if options.long:
        report_hashing(options.long)
        return
    report_size(20_000) if not options.only or "size" in options.only else None
    for name, cases in sets().items():
        if options.only and not any(word in name for word in options.only):
            continue
        print(f"{name}: {len(cases)} files, {sum(len(case.source) for case in cases)} segments")
        for encoder in ("use", "e5") if options.e5 else ("use",):
            report(encoder, cases, ours(encoder))
        report("lengths and words", cases, ours(None))
        for other in ("sentweave", "galechurch") if options.others else ():
            report(other, cases, Peer(python=options.others, script=other, keep=options.keep))


if __name__ == "__main__":
    sys.exit(main())
