"""Files that mean harm, made as they are read, each tried in a process of its own.

    python -m tests.alignments.hostile

takes names of cases, a line each, and answers each with a line of JSON: the units read or the
refusal, and how many megabytes of memory it took. The processes are forked off this one, which has
loaded the readers: to load them takes longer than most of the cases.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import resource
import signal
import sys
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import chain, repeat
from pathlib import Path

from alignments import formats
from alignments.errors import FormatError
from alignments.formats import ReadOptions

TWO_GIGABYTES = 2**31
MANY_LANGUAGES = 5_000
_MOST_SECONDS = 120
_PIECE = 2**16


class Made(io.RawIOBase):
    """A stream of pieces that nobody has in memory."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._rest += piece
        found, self._rest = self._rest[:size], self._rest[size:]
        return found


def endless(start: str, piece: str) -> Iterator[bytes]:
    """Two gigabytes of the same behind a beginning."""
    many = (piece * (_PIECE // len(piece) + 1)).encode()
    return chain([start.encode()], repeat(many, TWO_GIGABYTES // len(many)))


def bomb(start: str, piece: str) -> Iterator[bytes]:
    """The same, packed by gzip."""
    packer = zlib.compressobj(9, wbits=31)
    for raw in endless(start, piece):
        if packed := packer.compress(raw):
            yield packed
    yield packer.flush()


def package(name: str, content: bytes, *, times: int = 1) -> Iterator[bytes]:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(name, "w") as inside:
            for _ in range(times):
                inside.write(content)
        archive.writestr("xl/workbook.xml", "<workbook/>")
    yield stream.getvalue()


def entities(head: str, body: str) -> Iterator[bytes]:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    yield f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]>{head}{body}'.encode()


TMX = '<tmx version="1.4"><header srclang="en"/><body>'
LONG_UNIT = (
    f"<tu><note>{'n' * 900_000}</note>"
    '<tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="ar"><seg>b</seg></tuv></tu>'
).encode()
TU = '<tu><tuv xml:lang="en"><seg>'
XLIFF2 = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="ar">'
    '<file id="f">'
)
UNIT = '<unit id="u"><segment><source>'
XLIFF12 = '<xliff version="1.2"><file source-language="en" target-language="ar"><body>'
TRANS = '<trans-unit id="u"><source>'
SECRET = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'

CASES: dict[str, tuple[str, Callable[[], Iterator[bytes]]]] = {
    "tmx text": ("tmx", lambda: endless(TMX + TU, "text ")),
    "tmx tag": ("tmx", lambda: endless(TMX + "<tu ", "x")),
    "tmx attributes": ("tmx", lambda: endless(TMX + "<tu ", ' a="b"')),
    "tmx depth": ("tmx", lambda: endless(TMX, "<hi>")),
    "tmx variants": ("tmx", lambda: endless(TMX + "<tu>", "<tuv><seg>a</seg></tuv>")),
    "tmx codes": ("tmx", lambda: endless(TMX + TU, "<ph/>")),
    "tmx notes": ("tmx", lambda: endless(TMX + "<tu>", "<note>n</note>")),
    "tmx long notes, all alike": ("tmx", lambda: iter([TMX.encode(), *[LONG_UNIT] * 60])),
    "tmx comment": ("tmx", lambda: endless(TMX + "<!-- ", "x")),
    "tmx languages": ("tmx", lambda: iter_languages()),
    "tmx entities": ("tmx", lambda: entities(TMX, f"{TU}&e11;")),
    "tmx entities in attributes": ("tmx", lambda: entities(TMX, '<tu tuid="&e11;">')),
    "tmx outside": ("tmx", lambda: iter([f"{SECRET}{TMX}{TU}&e;".encode()])),
    "tmx packed": ("tmx", lambda: bomb(TMX + TU, "text ")),
    "xliff text": ("xliff", lambda: endless(XLIFF2 + UNIT, "text ")),
    "xliff tag": ("xliff", lambda: endless(XLIFF2 + "<unit ", "x")),
    "xliff attributes": ("xliff", lambda: endless(XLIFF2 + "<unit ", ' a="b"')),
    "xliff depth": ("xliff", lambda: endless(XLIFF2, "<group id='g'>")),
    "xliff codes": ("xliff", lambda: endless(XLIFF2 + UNIT, "<ph id='1'/>")),
    "xliff extension": ("xliff", lambda: endless(XLIFF2 + "<x:a xmlns:x='x'>", "<x:b/>")),
    "xliff texts": ("xliff", lambda: endless(XLIFF2 + UNIT, "text<ph id='1'/>" + "x" * 60_000)),
    "xliff comment": ("xliff", lambda: endless(XLIFF2 + "<!-- ", "x")),
    "xliff entities": ("xliff", lambda: entities(XLIFF2, f"{UNIT}&e11;")),
    "xliff entities in attributes": ("xliff", lambda: entities(XLIFF2, '<unit id="&e11;">')),
    "xliff outside": ("xliff", lambda: iter([f"{SECRET}{XLIFF2}{UNIT}&e;".encode()])),
    "xliff 1.2 text": ("xliff-1.2", lambda: endless(XLIFF12 + TRANS, "text ")),
    "xliff 1.2 codes": ("xliff-1.2", lambda: endless(XLIFF12 + TRANS, "<x id='1'/>")),
    "xliff 1.2 header": ("xliff-1.2", lambda: endless(XLIFF12[:-6] + "<header>", "<a/>")),
    "xliff 1.2 outside": ("xliff-1.2", lambda: iter([f"{SECRET}{XLIFF12}{TRANS}&e;".encode()])),
    "sdlxliff packed": ("sdlxliff", lambda: bomb(XLIFF12 + TRANS, "text ")),
    "po text": ("po", lambda: endless('msgid "', "text ")),
    "po strings": ("po", lambda: endless('msgid "a"\n', f'"{"text " * 5}"\n')),
    "po comments": ("po", lambda: endless("# a\n", f"# {'text ' * 5}\n")),
    "tsv line": ("tsv", lambda: endless("source\ttarget\n", "text ")),
    "csv quotes": ("csv", lambda: endless('source,target\n"', "text\n")),
    "jsonl line": ("jsonl", lambda: endless('{"translation": {"en": "', "text ")),
    "jsonl depth": ("jsonl", lambda: endless('{"translation": ', "[")),
    "xlsx bomb": ("xlsx", lambda: package("xl/_rels/workbook.xml.rels", b" " * 2**20, times=30)),
    "xlsx slip": ("xlsx", lambda: package("../../../tmp/slipped.xml", b"<a/>")),
    "gzip cut": ("tmx", lambda: iter([gzip.compress((TMX + TU).encode() * 99)[:-9]])),
}


def iter_languages() -> Iterator[bytes]:
    """Many units, each in a language and with a property of its own."""
    yield TMX.encode()
    for first in range(0, MANY_LANGUAGES, 500):
        yield "".join(
            f'<tu><prop type="p{number}">x</prop><tuv xml:lang="en"><seg>a</seg></tuv>'
            f'<tuv xml:lang="x-{number}"><seg>b</seg></tuv></tu>'
            for number in range(first, first + 500)
        ).encode()
    yield b"</body></tmx>"


def tried(name: str) -> str:
    """What became of a case."""
    format_name, made = CASES[name]
    stream = Made(made())
    options = ReadOptions(source_language="en")
    try:
        count = sum(1 for _ in formats.load(format_name).read(stream, options=options))
    except FormatError as refusal:
        return f"refused: {refusal}"
    return f"{count} units"


def in_a_process(name: str) -> None:
    """Try a case in a process that ends with it, by force if it takes too long."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if status:
            answer(f"the process ended with status {status}", 0)
        return
    signal.alarm(_MOST_SECONDS)
    try:
        answer(tried(name), most_megabytes())
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def answer(said: str, megabytes: int) -> None:
    sys.stdout.write(json.dumps([said, megabytes]) + "\n")
    sys.stdout.flush()


def main() -> None:
    for name in {format_name for format_name, _ in CASES.values()}:
        import_module(formats.load(name).module)
    for line in sys.stdin:
        in_a_process(line.rstrip("\n"))


def most_megabytes() -> int:
    """The most memory that this process has held.

    Resource usage counts what the process that started this one held, too, so it is not asked
    where there is something better.
    """
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s*(\d+) kB", status.read_text())):
        return int(found[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
