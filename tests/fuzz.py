"""Damage files at random and see that the readers read or refuse them, and do nothing else.

    python -m tests.fuzz [SECONDS] [FORMAT…]

Takes our own golden files and, where they are at hand, those of other tools; cuts, repeats, swaps
and overwrites pieces of them. Whatever is neither read nor refused in one line is written to the
folder `fuzz-found`, with the seed that makes it again.
"""

from __future__ import annotations

import io
import random
import sys
import time
import traceback
from pathlib import Path

from alignments import formats
from alignments.errors import FormatError
from tests.conformance import SUITES
from tests.shared_data import SHARED_DATA

GOLDEN = Path(__file__).parent / "data" / "formats"
FOUND = Path("fuzz-found")
_LARGEST = 200_000
_SLOWEST = 5.0
_MARKUP = (
    "< > & &#0; &#x110000; ]]> <![CDATA[ <!-- --> <? ?> \" ' = + [ { \\ <seg> </seg> </tu> <tuv> "
    "<source> </target> <ph/> id='1' order='9' msgid #~ xml:lang='x' ⟦1⟧⟦/1⟧ PK PAR1 =1+1"
)
_TOKENS = [token.encode() for token in _MARKUP.split()] + [
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\n\n", b"\t", b'msgstr[1] "', b"9" * 50,
    b"<ec startRef='1'/>", b"<sc id='1'/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"-" * 100,
]  # fmt: skip


def seeds(name: str) -> list[bytes]:
    """What the damage is done to."""
    known = formats.load(name)
    paths = [GOLDEN / f"sample{known.file_ending}"]
    if SHARED_DATA.exists():
        paths += [path for suite in SUITES if suite.format == name for path in suite.paths()]
    return [path.read_bytes() for path in paths if path.exists() and path.stat().st_size < _LARGEST]


def damaged(content: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """The content with one to five pieces of it changed."""
    work = bytearray(content)
    for _ in range(dice.randint(1, 5)):
        start = dice.randrange(len(work) + 1)
        end = min(len(work), start + dice.choice((0, 1, 2, 8, 40, 300)))
        other = dice.choice(others)
        place = dice.randrange(len(other) + 1)
        work[start:end] = dice.choice(
            (
                b"",
                dice.choice(_TOKENS),
                dice.randbytes(dice.randint(1, 8)),
                work[start:end] * dice.randint(2, 5),
                other[place : place + dice.choice((5, 50, 500))],
            )
        )
    return bytes(work)


def verdict(name: str, content: bytes) -> str:
    """What is wrong with what a reader did; empty where nothing is."""
    start = time.process_time()
    try:
        for number, unit in enumerate(formats.load(name).read(io.BytesIO(content)), start=1):
            unit.translation_unit(number)
    except FormatError as refusal:
        said = str(refusal)
        if len(said.splitlines()) != 1 or len(said) > 500:
            return f"the refusal has {len(said)} characters: {said}"
    except Exception:  # whatever it is, it is what we look for
        return traceback.format_exc()
    seconds = time.process_time() - start
    return f"it took {seconds:.1f} s" if seconds > _SLOWEST else ""


def main(arguments: list[str]) -> None:
    seconds = float(arguments[0]) if arguments else 60
    single = [name for name, known in formats.FORMATS.items() if known.reads and not known.parts]
    names = arguments[1:] or single
    corpora = {name: seeds(name) for name in names}
    names = [name for name in names if corpora[name]]
    first = seed = time.time_ns() % 10**9
    end = time.monotonic() + seconds
    found = 0
    while time.monotonic() < end:
        seed += 1
        dice = random.Random(seed)
        name = dice.choice(names)
        content = damaged(dice.choice(corpora[name]), corpora[name], dice)
        wrong = verdict(name, content)
        if wrong:
            found += 1
            FOUND.mkdir(exist_ok=True)
            (FOUND / f"{name}-{seed}").write_bytes(content)
            (FOUND / f"{name}-{seed}.txt").write_text(wrong, encoding="utf-8")
    sys.stdout.write(f"{seed - first} files tried, {found} neither read nor refused properly\n")


if __name__ == "__main__":
    main(sys.argv[1:])
