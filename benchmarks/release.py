"""Releasing a large corpus: time, memory, and which of the seeded near-duplicates go.

    python benchmarks/release.py [UNITS]

Builds a store of English-Arabic documents out of the clauses of TICO-19, FLORES-200 and the
Security Council's resolutions, recombined so that they are many and unlike. Seeded among them are
twins of other pairs: some differ in writing, or in a word, and must go; some differ in a number or
by a negation, and must stay. Some are sentences of a test set that the release is made against.
The peer is datasketch's MinHash LSH, on a part of the same sources.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alignments.documents import Block, NewDocument, ReadDocument
from alignments.duplicates.comparison import comparable
from alignments.duplicates.near import ALIKE, near_pairs
from alignments.store import NewBead, Store, open_store
from workbench.releasing.options import ReleaseOptions
from workbench.releasing.release import Release, release

DATA = Path(__file__).parents[2] / "shared" / "data"
SOURCES = ("flores200/eng_Latn.dev.txt", "tico19/test.en-ar.en", "un_security/un.en")
TARGETS = ("flores200/arb_Arab.dev.txt", "tico19/test.en-ar.ar", "un_security/un.ar")
AGAINST = DATA / "flores200/eng_Latn.devtest.txt"
SEGMENTS = 2_000
"""In a document."""
TWINS = {"writing": 0.02, "word": 0.02, "number": 0.01, "negation": 0.01, "test set": 0.001}
PEER = 20_000
"""Texts that the peer compares: it needs minutes for many more."""
SEED = 1997
Pair = tuple[str, str]


@dataclass(slots=True)
class Corpus:
    """Pairs without end, and what was seeded where."""

    clauses: tuple[list[str], list[str]]
    tests: list[str]
    rng: random.Random = field(default_factory=lambda: random.Random(SEED))
    seeded: dict[tuple[str, int], str] = field(default_factory=dict)

    def document(self, title: str, count: int) -> list[Pair]:
        """The pairs of a document. Its twins are of pairs before them in it."""
        pairs: list[Pair] = []
        while len(pairs) < count:
            kind = self._kind() if len(pairs) > 100 else None
            made = self._twin(kind, self.rng.choice(pairs)) if kind else self._pair()
            if made is not None:
                pairs.append(made)
                if kind:
                    self.seeded[title, len(pairs)] = kind
        return pairs

    def _kind(self) -> str | None:
        lot = self.rng.random()
        for kind, share in TWINS.items():
            if lot < share:
                return kind
            lot -= share
        return None

    def _pair(self) -> Pair:
        count = self.rng.randint(2, 5)
        source, target = (" ".join(self.rng.choices(side, k=count)) for side in self.clauses)
        return source, target

    def _twin(self, kind: str, pair: Pair) -> Pair | None:
        source, target = pair
        words = source.split()
        place = self.rng.randrange(1, len(words) - 1)
        match kind:
            case "writing":
                return f"“{source.upper()}”", target.replace("أ", "ا").replace("،", " , ")
            case "word" if len(words) >= 20:
                words[place] += "s"
                return " ".join(words), target
            case "number" if any(word.isdecimal() for word in words):
                told = [f"{int(word) + 7}" if word.isdecimal() else word for word in words]
                return " ".join(told), target
            case "negation" if len(words) >= 20:
                return " ".join([*words[:place], "not", *words[place:]]), target
            case "test set":
                return self.rng.choice(self.tests), target
        return None


def clauses(names: Sequence[str]) -> list[str]:
    """Stretches of four to nine words."""
    found = {}
    for name in names:
        for line in (DATA / name).read_text(encoding="utf-8").splitlines():
            words = line.split()
            for start in range(0, len(words) - 3, 6):
                found[" ".join(words[start : start + 6])] = None
    return list(found)


def main() -> None:
    """Build, release, and print what was asked, what was reached and what the peer did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("units", type=int, nargs="?", default=1_000_000)
    units = parser.parse_args().units
    if not DATA.is_dir():
        print(f"skipped: needs the data sets in {DATA}")
        return
    corpus = Corpus(
        clauses=(clauses(SOURCES), clauses(TARGETS)),
        tests=AGAINST.read_text(encoding="utf-8").splitlines(),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        with open_store(path / "store.db") as store:
            begun = time.perf_counter()
            documents = list(_fill(store, corpus, units))
            print(f"{units:,} units in {len(documents)} documents, stored in {_since(begun)}")
            built = _peak_megabytes()
            begun, worked = time.perf_counter(), time.process_time()
            made = _release(store, documents, path / "release")
            worked = time.process_time() - worked
            print(f"{'release':<28} {_since(begun)} (to reach for 1,000,000: 15 min)", end="")
            print(f"; {worked:,.0f} s of it on the processor")
        print(f"{'peak memory':<28} {_peak_megabytes():,.0f} MB (to reach: 4,000 MB)", end="")
        print(f"; {built:,.0f} MB of it before the release began")
        _print_outcome(made, corpus)
    _compare_with_peer(corpus)


def _fill(store: Store, corpus: Corpus, units: int) -> Iterator[int]:
    for place in range(-(-units // SEGMENTS)):
        title = f"Document {place}"
        pairs = corpus.document(title, min(SEGMENTS, units - place * SEGMENTS))
        sides = [
            _add(store, f"{title}{ending}", [pair[side] for pair in pairs], language)
            for side, (ending, language) in enumerate((("", "en"), (" ar", "ar")))
        ]
        beads = [
            NewBead(source=[number], target=[number], confidence=90.0)
            for number in range(1, len(pairs) + 1)
        ]
        store.aligned.add(sides[0], sides[1], beads)
        yield sides[0]


def _add(store: Store, title: str, texts: list[str], language: str) -> int:
    document, _ = store.documents.add(
        NewDocument(
            title=title,
            language=language,
            media_type="text/plain",
            content="\n".join([title, *texts]).encode(),
            read=ReadDocument(blocks=[Block(text=text, before="\n") for text in texts]),
            licence="CC-BY-SA-4.0",
        ),
        lambda text: [(0, len(text))],
    )
    return document.id


def _release(store: Store, documents: list[int], folder: Path) -> Release:
    stages: dict[str, float] = {}

    def progress(stage: str, done: int, total: int) -> None:
        stages.setdefault(stage, time.perf_counter())

    made = release(
        store,
        documents,
        ReleaseOptions(language="ar", against=(AGAINST,)),
        folder,
        progress=progress,
    )
    moments = [*stages.values(), time.perf_counter()]
    for stage, begun, ended in zip(stages, moments, moments[1:], strict=False):
        print(f"  from the first of {stage:<22} {ended - begun:8.1f} s")
    return made


def _print_outcome(made: Release, corpus: Corpus) -> None:
    facts = made.facts
    print(f"{facts.pairs:,} pairs released, {facts.leaks_left} leaks left")
    for reason, count in facts.taken_out.items():
        print(f"  {count:,} {reason}")
    went: Counter[str] = Counter()
    unseeded = 0
    for line in (made.folder / "taken-out.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        document, number, reason = line.split("\t")[:3]
        if reason.startswith("from "):
            continue  # leaks are another matter
        kind = corpus.seeded.get((document, int(number)))
        went[kind or ""] += 1
        unseeded += kind is None
    seeded = Counter(corpus.seeded.values())
    for kind in TWINS:
        expected = "must stay" if kind in ("number", "negation") else "must go"
        share = went[kind] / seeded[kind] if seeded[kind] else 0.0
        print(f"  seeded, {kind:<12} {seeded[kind]:>8,}, gone {share:7.2%} ({expected})")
    print(f"  not seeded, gone: {unseeded:,}; what goes though it must stay is a twin of a twin")


def _compare_with_peer(corpus: Corpus) -> None:
    texts = list({comparable(pair[0]): None for pair in corpus.document("peer", PEER)})
    begun = time.process_time()
    ours = near_pairs(texts, length=5, threshold=ALIKE)
    seconds = time.process_time() - begun
    print(f"near-duplicates of {len(texts):,} sources: {len(ours.first):,} in {seconds:.1f} s")
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        print("  datasketch is not installed, so there is no peer")
        return
    begun = time.process_time()
    index = MinHashLSH(threshold=ALIKE, num_perm=128)
    found = 0
    for place, text in enumerate(texts):
        signature = MinHash(num_perm=128, seed=1)
        signature.update_batch([text[at : at + 5].encode() for at in range(len(text) - 4)])
        near = index.query(signature)
        found += len(near)
        index.insert(place, signature)
    peer = time.process_time() - begun
    print(f"  datasketch: {found:,} candidates in {peer:.1f} s, {peer / seconds:.0f} times as long")


def _since(begun: float) -> str:
    return f"{time.perf_counter() - begun:,.1f} s"


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
