"""What bad files get: one line of reason, the place named, and what to do."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignments import readers
from alignments.errors import ReadError
from alignments.readers import DOCX, HTML, MARKDOWN, SRT, TEXT, ReadOptions, encode_back
from alignments.readers.encoding_guess import guess_encoding
from tests.alignments.shown_blocks import together


def refusal(content: bytes, media_type: str = TEXT, *, name="letter.txt", encoding=None) -> str:
    with pytest.raises(ReadError) as caught:
        readers.read(
            content, media_type=media_type, name=name, options=ReadOptions(encoding=encoding)
        )
    return str(caught.value)


class TestContent:
    @pytest.mark.parametrize("media_type", readers.MEDIA_TYPES)
    def test_an_empty_file(self, media_type):
        assert refusal(b"", media_type) == "letter.txt is empty; nothing to import"

    @pytest.mark.parametrize("media_type", [TEXT, MARKDOWN, SRT, HTML])
    @pytest.mark.parametrize("content", [b" \n\t\r\n", "\u3000\n".encode(), b"\xef\xbb\xbf\n"])
    def test_white_space_only(self, media_type, content):
        expected = "letter.txt has only white space in it; nothing to import"
        assert refusal(content, media_type) == expected

    def test_markup_without_text(self):
        expected = "letter.txt has no text in it; nothing to import"
        assert refusal(b"[a]: b\n", MARKDOWN) == expected

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"%PDF-1.7\n...", "a PDF file; save its text as .docx or .txt"),
            (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
            (b"\xff\xd8\xff\xe0", "a JPEG picture"),
            (b"GIF89a...", "a GIF picture"),
            (gzip.compress(b"text", mtime=0), "compressed with gzip; unpack it first"),
            (
                b"PK\x03\x04...",
                "a zip archive or an office file, not text; save it as .docx or unpack it first",
            ),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...",
                "an old office file, such as .doc; save it as .docx",
            ),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
                "protected by a password; save it without one",
            ),
            (rb"{\rtf1\ansi Hello}", "an RTF file; save it as .docx"),
            (b"Hello\x00world", "a binary file, not text: NUL byte at offset 5"),
        ],
    )
    def test_a_binary_file(self, content, reason):
        assert refusal(content) == f"letter.txt is {reason}"

    def test_a_file_that_only_claims_to_be_word(self):
        expected = "a.docx is not a Word file (.docx); give it the ending of what it is"
        assert refusal(b"Hello", DOCX, name="a.docx") == expected

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            (
                "One\nbell \x07",
                "line 2, column 6: the control character U+0007 cannot be kept in XML exports; "
                "remove it",
            ),
            (
                "a\x1bb",
                "line 1, column 2: the control character U+001B cannot be kept in XML exports; "
                "remove it",
            ),
            (
                "caf\x92e",
                "line 1, column 4: the control character U+0092 points to a wrong encoding; "
                "try --encoding windows-1252",
            ),
            (
                "a\ufffe",
                "line 1, column 2: the noncharacter U+FFFE cannot be kept in XML exports; "
                "remove it",
            ),
        ],
    )
    def test_characters_that_xml_cannot_carry(self, text, reason):
        assert refusal(text.encode()) == f"letter.txt, {reason}"

    def test_the_next_line_character_is_taken(self):
        assert len(readers.read("One\x85Two".encode(), media_type=TEXT).blocks) == 2

    def test_a_line_of_fifty_megabytes(self):
        expected = (
            "letter.txt, line 3 has 50,000,000 characters, at most 1,000,000 are read; "
            "put line breaks between its paragraphs"
        )
        assert refusal(b"One\nTwo\n" + b"x" * 50_000_000) == expected

    def test_a_paragraph_of_many_lines(self):
        expected = (
            "letter.txt, paragraph 1 has 1,199,999 characters, "
            "at most 1,000,000 are read; divide it"
        )
        assert refusal((b"words " * 1000 + b"\n") * 200, MARKDOWN) == expected

    def test_a_file_beyond_the_limit(self):
        expected = "letter.txt has 200,000,001 bytes, at most 200,000,000 are read; cut it up"
        assert refusal(bytes(200_000_001)) == expected


class TestEncodings:
    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            ("Dear Renée, the cañón is dry.", "windows-1252"),
            ("Grüße aus Köln: 5 € für „alles“", "windows-1252"),
            ("في الربيع يعود النهر إلى المقهى قرب الجسر", "windows-1256"),
            ("Весной река возвращается к мосту", "windows-1251"),
            ("Весной река возвращается к мосту", "koi8-r"),
            ("באביב הנהר חוזר אל הגשר", "windows-1255"),
            ("Την άνοιξη το ποτάμι επιστρέφει", "windows-1253"),
            ("春になると川が戻ってくる。", "shift_jis"),
        ],
    )
    def test_a_wrong_encoding_names_the_byte_and_the_likely_one(self, text, encoding):
        content = text.encode(encoding)
        offset = next(place for place, byte in enumerate(content) if byte > 0x7F)
        assert refusal(content) == (
            f"letter.txt is not UTF-8: byte 0x{content[offset]:02x} at offset {offset}; "
            f"try --encoding {encoding}"
        )

    def test_a_stray_byte_in_utf8(self):
        content = "é".encode() * 30 + b"\xff" + "é".encode() * 30
        assert refusal(content) == (
            "letter.txt is not UTF-8: byte 0xff at offset 60; "
            "the rest is UTF-8, so mend or remove that byte"
        )

    def test_utf16_without_a_mark(self):
        assert refusal("Hello there".encode("utf-16-le")) == (
            "letter.txt is not UTF-8: byte 0x00 at offset 1; try --encoding utf-16-le"
        )
        assert refusal("Hello there".encode("utf-16-be")).endswith("try --encoding utf-16-be")

    def test_the_encoding_asked_for_does_not_fit(self):
        assert refusal(("الجسر " * 10).encode(), encoding="ascii") == (
            "letter.txt is not ascii: byte 0xd8 at offset 0; try --encoding utf-8"
        )

    @pytest.mark.parametrize(
        "name", ["klingon", "", "rot13", "hex", "idna", "unicode_escape", "\0"]
    )
    def test_an_encoding_that_is_none(self, name):
        assert refusal(b"Hello", encoding=name) == (
            f"no encoding {name!r}; such as utf-8, utf-16-le, windows-1252, windows-1256"
        )

    def test_utf16_asked_for_without_a_mark(self):
        assert refusal("Hi".encode("utf-16-le"), encoding="utf-16") == (
            "letter.txt has no byte order mark; say --encoding utf-16-le or utf-16-be"
        )

    def test_bytes_that_would_not_come_back(self):
        content = b"\x1b$B\x1b(BHello"  # a shift to Japanese and back that says nothing
        assert refusal(content, encoding="iso2022_jp") == (
            "letter.txt cannot be given back byte for byte from iso2022_jp; "
            "convert it to UTF-8 first"
        )

    @pytest.mark.parametrize(
        ("asked", "written", "named"),
        [
            (None, "utf-8", "utf-8"),
            (None, "utf-8-sig", "utf-8-sig"),
            ("utf-8", "utf-8-sig", "utf-8-sig"),
            ("UTF8", "utf-8", "utf-8"),
            ("utf-8-sig", "utf-8", "utf-8"),
            (None, "utf-16", "utf-16-le"),
            ("utf-16", "utf-16", "utf-16-le"),
            ("latin-1", "latin-1", "iso8859-1"),
            ("windows-1256", "windows-1256", "cp1256"),
        ],
    )
    def test_the_encoding_kept_gives_back_the_bytes(self, asked, written, named):
        content = "Hello é".encode(written)
        options = ReadOptions(encoding=asked)
        found = readers.read(content, media_type=TEXT, options=options)
        assert found.encoding == named
        assert found.blocks[0].text == "Hello é"
        assert encode_back(together(found), named) == content

    @settings(deadline=None)
    @given(sample=st.binary(max_size=200))
    def test_a_guess_is_never_an_error(self, sample):
        guess = guess_encoding(sample)
        assert guess is None or isinstance(sample.decode(guess, errors="replace"), str)
