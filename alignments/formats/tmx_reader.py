"""Reading TMX 1.1 to 1.4b as a stream, with memory for one `tu` at a time.

expat neither fetches nor expands anything here: a file that declares entities is refused.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from typing import BinaryIO
from xml.parsers import expat

from alignments.errors import FormatError
from alignments.formats.codes import InlineCode, Kind, Piece
from alignments.formats.tmx_plain import PlainUnits
from alignments.formats.tmx_units import Unit, UnitReader, Variant
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit

PIECE = 2**17
MOST_WAITING = 2**20
"""In bytes, of what may wait for the end of a unit before the parser gets it."""
LONGEST_TEXT = 10_000_000
"""In characters, of the texts of a unit: beyond it a file is damaged or hostile."""
LONGEST_TAG = 2**22
"""In bytes, of one tag or comment: the parser goes over it again with every piece."""
MOST_ELEMENTS = 100_000
"""In one unit, its codes and notes counted."""
DEEPEST = 64
"""How many elements may be open at once; TMX itself needs about ten."""

_END = b"</tu>"
_END_TAG = _END.decode()
_MATCHED_ENCODING = "utf-8"
_IN_BODY = 2
"""How many elements are open between two units: the file and its body."""
_MATCHED = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})

_CODES: dict[str, Kind] = {
    "bpt": "open",
    "ept": "close",
    "ph": "alone",
    "it": "alone",
    "ut": "alone",
}
_POSITIONS: dict[str, Kind] = {"begin": "open", "end": "close"}


def read(stream: BinaryIO, *, options: ReadOptions, report: ImportReport) -> Iterator[ReadUnit]:
    """The units, in the order of the file; one for every variant in the target language.

    Raises FormatError with the line for what is not TMX.
    """
    parser, reader = Parser(), UnitReader(options, report)
    plain = PlainUnits(parser.header, options, report)
    rest = b""
    while piece := stream.read(PIECE):
        rest = yield from _taken(rest + piece, parser, reader, plain)
    parser.feed(rest, final=True)
    yield from _parsed(parser, reader)
    plain.settle()


def _taken(
    buffer: bytes, parser: Parser, reader: UnitReader, plain: PlainUnits
) -> Generator[ReadUnit, None, bytes]:
    """The units that end in the buffer, and then what is left of it."""
    end = buffer.rfind(_END) + len(_END)
    if end < len(_END):
        end = 0
    yield from _whole_units(buffer[:end], parser, reader, plain)
    if len(buffer) - end < MOST_WAITING:
        return buffer[end:]
    parser.feed(buffer[end:])
    yield from _parsed(parser, reader)
    return b""


def _whole_units(
    buffer: bytes, parser: Parser, reader: UnitReader, plain: PlainUnits
) -> Iterator[ReadUnit]:
    """The units of a buffer that ends with one.

    Between two units a pattern finds the plain ones; the others go to the parser, to which those
    might as well not be there. It alone knows whether an end tag is one, and not in a comment.
    """
    text, encoding = _decoded(buffer)
    position = 0
    while position < len(text):
        if parser.between and encoding == _MATCHED_ENCODING:
            while found := plain.next(text, position):
                units, position = found
                yield from units
            parser.skipped_lines = plain.lines
        end = text.find(_END_TAG, position) + len(_END_TAG)
        if end < len(_END_TAG):
            return
        parser.feed(text[position:end].encode(encoding))
        position = end
        yield from _parsed(parser, reader)


def _decoded(buffer: bytes) -> tuple[str, str]:
    """Bytes as text, and how they become the same bytes again."""
    try:
        return buffer.decode(_MATCHED_ENCODING), _MATCHED_ENCODING
    except UnicodeDecodeError:
        return buffer.decode("latin-1"), "latin-1"


def _parsed(parser: Parser, reader: UnitReader) -> Iterator[ReadUnit]:
    while parser.units:
        yield from reader.units(parser.units.popleft())


class Parser:
    """Collects one `tu` after the other from what expat sees."""

    def __init__(self) -> None:
        self.units: deque[Unit] = deque()
        self.header: dict[str, str] = {}
        self._elements = 0
        self._fed = 0
        self._unit_end = -1  # where the last unit ended, in what was fed
        self.skipped_lines = 0
        """How many end in what was not fed."""
        self._undisturbed = True  # no encoding and no declarations that a pattern would not know
        self._in_body = False
        self._depth = 0
        self._unit: Unit | None = None
        self._variant: Variant | None = None
        self._pieces: list[Piece] | None = None
        self._text: list[str] = []
        self._length = 0
        self._about: str | None = None  # the type of the prop, or "note", that is open
        self._code: tuple[str, dict[str, str]] | None = None
        self._code_depth = 0
        self._expat = self._made()

    def _made(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._refuse_entity
        parser.SkippedEntityHandler = self._refuse_unknown
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    @property
    def between(self) -> bool:
        """Whether what was fed ends with a unit of the body, in an encoding that can be matched."""
        ended = self._unit_end == self._fed
        return ended and self._undisturbed and self._in_body and self._depth == _IN_BODY

    def feed(self, piece: bytes, *, final: bool = False) -> None:
        self._fed += len(piece)
        try:
            self._expat.Parse(piece, final)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            line = error.lineno + self.skipped_lines
            raise FormatError(f"line {line} is not well-formed XML: {reason}") from error
        except (LookupError, ValueError) as error:  # an encoding that Python does not know
            raise FormatError(f"the declared encoding cannot be read: {error}") from error
        if self._fed - self._expat.CurrentByteIndex > LONGEST_TAG:
            raise FormatError(f"line {self._line}: a tag or a comment does not end")

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if (encoding or "utf-8").lower() not in _MATCHED:
            self._undisturbed = False

    def _doctype(
        self, name: str, system: str | None, public: str | None, has_declarations: int
    ) -> None:
        if has_declarations:
            self._undisturbed = False

    def _refuse_entity(self, name: str, *_: object) -> None:
        raise FormatError(
            f"line {self._line} declares the entity {name[:40]!r}; write its text instead"
        )

    def _refuse_unknown(self, name: str, *_: object) -> None:
        raise FormatError(f"line {self._line} uses &{name[:40]}; which the file does not declare")

    @property
    def _line(self) -> int:
        return self._expat.CurrentLineNumber + self.skipped_lines

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormatError(f"line {self._line}: elements are nested more than {DEEPEST} deep")
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise FormatError(f"line {self._line}: a unit has more than {MOST_ELEMENTS} elements")
        if self._pieces is not None:
            self._start_inline(name, attributes)
        elif name == "seg":
            self._pieces = []
            self._listen()
        elif name == "tuv":
            self._start_variant(attributes)
        elif name == "tu":
            self._unit, self._elements, self._length = Unit(attributes, self.header), 0, 0
        else:
            self._start_other(name, attributes)

    def _start_variant(self, attributes: dict[str, str]) -> None:
        if self._unit is None:
            raise FormatError(f"line {self._line}: a <tuv> stands outside of a <tu>")
        self._variant = Variant(attributes)
        self._unit.variants.append(self._variant)

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        if self._depth == 1 and name != "tmx":
            raise FormatError(f"the file begins with <{name[:40]}>, not with <tmx>")
        if self._depth == _IN_BODY:
            self._in_body = name == "body"
        if name == "header":
            self.header.update(attributes)
        elif name in ("prop", "note") and self._unit is not None:
            self._about = "note" if name == "note" else attributes.get("type", "")
            self._listen()

    def _listen(self) -> None:
        self._text = []
        self._expat.CharacterDataHandler = self._characters

    def _characters(self, text: str) -> None:
        self._length += len(text)
        if self._length > LONGEST_TEXT:
            raise FormatError(f"line {self._line}: a text is longer than {LONGEST_TEXT} characters")
        self._text.append(text)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._pieces is not None:
            self._end_in_text(name, self._pieces)
        elif name == "tuv":
            self._variant = None
        elif name == "tu":
            if self._unit is not None:
                self.units.append(self._unit)
            self._unit = None
            self._unit_end = self._expat.CurrentByteIndex + len(_END)
        elif self._about is not None and name in ("prop", "note"):
            self._end_about(self._about)

    def _end_about(self, about: str) -> None:
        holder = self._variant or self._unit
        if holder is not None:
            holder.about.append((about, "".join(self._text)))
        self._about = None
        self._expat.CharacterDataHandler = None

    def _end_in_text(self, name: str, pieces: list[Piece]) -> None:
        if name == "seg" and self._code is None:
            self._flush(pieces)
            if self._variant is not None:
                self._variant.pieces = pieces
            self._pieces = None
            self._expat.CharacterDataHandler = None
        else:
            self._end_inline(name, pieces)

    def _flush(self, pieces: list[Piece]) -> None:
        if self._text:
            pieces.append("".join(self._text))
            self._text = []

    def _start_inline(self, name: str, attributes: dict[str, str]) -> None:
        if self._code is not None or self._pieces is None:
            self._code_depth += 1
            return
        self._flush(self._pieces)
        if name in _CODES:
            self._code = (name, attributes)
        elif name == "hi":
            x = attributes.get("x", "")
            self._pieces.append(InlineCode(kind="open", pair=f"hi{self._depth}", match=x, data=""))

    def _end_inline(self, name: str, pieces: list[Piece]) -> None:
        if self._code_depth:
            self._code_depth -= 1
        elif self._code is not None:
            pieces.append(_code(*self._code, "".join(self._text)))
            self._text, self._code = [], None
        elif name == "hi":
            self._flush(pieces)
            pieces.append(InlineCode(kind="close", pair=f"hi{self._depth + 1}", match="", data=""))


def _code(name: str, attributes: dict[str, str], data: str) -> InlineCode:
    match = attributes.get("x", "")
    if name == "it":  # one of a pair whose other is elsewhere
        kind = _POSITIONS.get(attributes.get("pos", ""), "alone")
        return InlineCode(kind=kind, pair=f"it {match}", match=match, data=data)
    return InlineCode(kind=_CODES[name], pair=attributes.get("i", ""), match=match, data=data)
