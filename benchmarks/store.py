"""What the store costs on a document of 100,000 segments beside three languages.

    python benchmarks/store.py [--segments 100000] [--store PATH_OR_URL]

Prints each kind of work with its figure and the one to reach. A store given with `--store` must
be new; without it an SQLite file in a temporary folder is used.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from served import draft

from alignments.beads import Bitext, State
from alignments.documents import Document
from alignments.store import Store, View, open_store
from workbench.documents import keep, read_document

LANGUAGES = ("ar", "fr", "pt")
WORDS = (
    "the committee said on Monday that new figures from twelve countries show how quickly "
    "rivers rise after a dry winter and why farmers near İzmir no longer trust the old calendar"
).split()
DRAFTED = {"ar": 1.0, "fr": 0.5, "pt": 0.02}
"""The share of each column that is drafted."""
BATCH = 64
PAGE = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--store", help="a new file, or the URL of an empty database")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        address = options.store or str(Path(folder) / "store.db")
        with open_store(address) as store:
            print(f"{options.segments:,} segments, columns {', '.join(LANGUAGES)}, {store.name}\n")
            _measure(store, options.segments)


def _measure(store: Store, count: int) -> None:
    document = _imported(store, count)
    bitexts = [_timed_bitext(store, document, language) for language in LANGUAGES]
    for bitext in bitexts:
        _draft(store, bitext, int(document.segments * DRAFTED[bitext.language]))
    _correct(store, document, bitexts)
    _read_pages(store, document, [bitext.id for bitext in bitexts])
    _read_whole(store, document, bitexts)


def _imported(store: Store, count: int) -> Document:
    random.seed(7)
    sentences = [" ".join(random.choices(WORDS, k=16)).capitalize() + "." for _ in range(count)]
    paragraphs = (" ".join(sentences[start : start + 5]) for start in range(0, count, 5))
    content = "\n\n".join(paragraphs).encode()
    before, begun = _peak_megabytes(), time.perf_counter()
    document = keep(store, read_document(content, name="long.txt", language="en")).document
    seconds = time.perf_counter() - begun
    _print(f"import a text of {document.segments:,} sentences", f"{seconds:.1f} s", "60 s")
    _print("  peak memory of the process", f"{_peak_megabytes():.0f} MB", "500 MB")
    _print("  of which before the import", f"{before:.0f} MB")
    return document


def _timed_bitext(store: Store, document: Document, language: str) -> Bitext:
    begun = time.perf_counter()
    bitext = store.bitexts.ensure(document.id, language)
    _print(f"make the column {language}", f"{time.perf_counter() - begun:.1f} s")
    return bitext


def _draft(store: Store, bitext: Bitext, count: int) -> None:
    begun = time.perf_counter()
    after = written = 0
    while written < count:
        wanted = store.revisions.untranslated(
            bitext.id, after=after, limit=min(BATCH, count - written)
        )
        written += store.revisions.add_drafts(
            [(bead, draft(f"[{bitext.language}] {text}")) for bead, _, text in wanted]
        )
        after = wanted[-1][1]
    seconds = time.perf_counter() - begun
    _print(
        f"write {written:,} drafts into {bitext.language}, {BATCH} a commit",
        f"{seconds:.1f} s, {written / seconds:,.0f} a second",
    )


def _correct(store: Store, document: Document, bitexts: list[Bitext]) -> None:
    columns = [bitexts[0].id]
    offset = document.segments // 3
    rows = store.bitexts.rows(document.id, columns, offset=offset, limit=300).rows
    seconds = []
    for place, row in enumerate(rows):
        cell = row.cells[columns[0]]
        begun = time.perf_counter()
        store.revisions.correct(
            cell.bead,
            text=f"{cell.text} {place}",
            state=State.TRANSLATED,
            base_revision=cell.revision,
            author="mira",
            op_id=f"benchmark-{place}",
        )
        seconds.append(time.perf_counter() - begun)
    _print_times(f"confirm a correction, {len(seconds)} times", seconds, "50 ms with the browser")


def _read_pages(store: Store, document: Document, columns: list[int]) -> None:
    views = {
        "all": View(),
        "empty in any column": View(states=frozenset({"empty"})),
        "drafts of one column": View(states=frozenset({"draft"}), bitext=columns[0]),
        "drafts in any column": View(states=frozenset({"draft"})),
        "confirmed in one column": View(states=frozenset({"translated"}), bitext=columns[0]),
        "flagged in any column": View(states=frozenset({"flagged"})),
        "the first search": View(query="zanzibar"),
        "search, in most rows": View(query="the"),
        "search, in few rows": View(query="committee said on monday that"),
        "search among drafts": View(query="izmir", states=frozenset({"draft"})),
        "search, with case": View(query="İzmir", match_case=True),
        "expression": View(query=r"rivers \w+ rise\b", expression=True),
        "by an author": View(authors=frozenset({"mira"})),
        "of a model": View(models=frozenset({"benchmark"})),
        "edited": View(work=frozenset({"edited"})),
        "untouched": View(work=frozenset({"untouched"})),
        "with a flag": View(flags=frozenset({"numbers"})),
        "by confidence": View(confidence=(0, 60)),
        "by length": View(length=(80, 200)),
        "with comments": View(commented=True),
    }
    for name, view in views.items():
        begun = time.process_time()
        total = store.bitexts.rows(document.id, columns, limit=PAGE, view=view).total
        first = time.process_time() - begun
        _print_times(f"first page, of the processor: {name} ({total:,})", [first], "100 ms")
        offsets = [int(total * place / 12) for place in range(12)]

        def page(offset: int, view: View = view) -> object:
            return store.bitexts.rows(document.id, columns, offset=offset, limit=PAGE, view=view)

        seconds = [_seconds(page, offset) for offset in offsets]
        target = "20 ms" if view == View() else "50 ms"
        _print_times(f"  any page of {PAGE} rows", seconds, target)
    middle = document.segments // 2
    view = views["drafts in any column"]
    seconds = [
        _seconds(lambda number: store.bitexts.position(document.id, columns, number, view=view), n)
        for n in range(middle, middle + 5)
    ]
    _print_times("place of a segment among drafts in any column", seconds)


def _read_whole(store: Store, document: Document, bitexts: list[Bitext]) -> None:
    times = range(5)
    _print_times("progress()", [_seconds(store.bitexts.progress, document.id) for _ in times])
    _print_times("documents.all()", [_seconds(lambda _: store.documents.all(), n) for n in times])
    after = document.segments // 3
    _print_times(
        "next_unconfirmed()",
        [_seconds(lambda n: store.bitexts.next_unconfirmed(n, after), bitexts[0].id)],
    )
    _print_times("units() of a column", [_seconds(lambda n: list(store.bitexts.units(n)), 1)])
    _print_times("text()", [_seconds(store.documents.text, document.id)])
    third = range(1, document.segments // 3)
    _print_times(
        f"exclude {len(third):,} segments",
        [_seconds(lambda n: store.documents.set_excluded(n, third, True), document.id)],
    )


def _seconds(work: Callable[[int], object], argument: int) -> float:
    begun = time.perf_counter()
    work(argument)
    return time.perf_counter() - begun


def _print_times(name: str, seconds: list[float], target: str = "") -> None:
    middle, worst = statistics.median(seconds) * 1000, max(seconds) * 1000
    figure = f"{middle:.1f} ms"
    if len(seconds) >= 100:
        figure += f", p95 {statistics.quantiles(seconds, n=20)[-1] * 1000:.1f} ms"
    elif len(seconds) > 1:
        figure += f", at most {worst:.1f} ms"
    _print(name, figure, target)


def _print(name: str, figure: str, target: str = "") -> None:
    print(f"{name:<58} {figure:<28} {f'(to reach: {target})' if target else ''}".rstrip())


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
