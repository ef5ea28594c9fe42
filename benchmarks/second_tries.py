"""What a second try does for drafts that look wrong: `python -m benchmarks.second_tries`.

The embedded English-Portuguese model drafts FLORES-200 devtest and TICO-19; those that a guard
flags are tried once more, as in a translation. Printed are how many are mended, and chrF of just
those drafts before and after, so that a text that only fools the guards would show.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sacrebleu.metrics.chrf import CHRF

from models.catalogue import load_catalogue
from models.engines import other_way
from models.engines.firefox import FirefoxEngine
from models.installed import find_installed
from workbench.guards import GuardOptions
from workbench.second_try import Judge, Wanted

DATA = Path(__file__).parents[2] / "shared" / "data"
SETS = {
    "FLORES-200 devtest": ("flores200/eng_Latn.devtest.txt", "flores200/por_Latn.devtest.txt"),
    "TICO-19 test": ("tico19/test.en-pt_BR.en", "tico19/test.en-pt_BR.pt_BR"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, help="so many sentences of each set")
    first = parser.parse_args().first
    model = find_installed("firefox-en-pt-tiny", folder=Path("nowhere"), catalogue=load_catalogue())
    engine = FirefoxEngine(model.setup())
    for name, files in SETS.items():
        source, reference = (
            (DATA / file).read_text(encoding="utf-8").splitlines()[:first] for file in files
        )
        report(name, engine, source, reference)


def report(name: str, engine: FirefoxEngine, source: list[str], reference: list[str]) -> None:
    judge = Judge(source_language="en", target_language="pt", guards=GuardOptions())
    options = other_way("firefox")
    if options is None:
        raise SystemExit("there is no other way to decode")
    drafts = engine.translate(source, source="en", target="pt")
    flagged, before, after, expected = 0, [], [], []
    for text, draft, wanted in zip(source, drafts, reference, strict=True):
        asked = Wanted(bead=0, number=0, text=text)
        one = judge.first(asked, draft)
        if not one.flags:
            continue
        flagged += 1
        (again,) = engine.translate([text], source="en", target="pt", options=options)
        two = judge.second(asked, one, again, options)
        if two.mended:
            before.append(draft.text)
            after.append(two.result.text)
            expected.append(wanted)
    print(f"{name}: {flagged} of {len(source)} drafts flagged, {len(after)} of them mended")
    if after:
        old, new = (
            CHRF(word_order=2).corpus_score(texts, [expected]).score for texts in (before, after)
        )
        print(f"  chrF2++ of the mended: {old:.1f} before, {new:.1f} after")


if __name__ == "__main__":
    main()
