"""Right-to-left text as it is painted: screenshots are compared, and where their ink lies."""

import io

import pytest
from PIL import Image, ImageChops

from tests.workbench.ui import seeding

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")

# each begins with Latin letters and ends with a mark that has no direction of its own: where the
# direction is taken from the text and not from the language, that mark is on the wrong side
TEXTS = {
    "ar": "OECD: نمت الصادرات بنسبة 14.7%",
    "fa": "OECD: صادرات ۱۴٫۷٪ رشد کرد",
    "ur": "OECD: برآمدات میں 14.7% اضافہ ہوا",
    "he": "OECD: היצוא גדל ב-14.7%",
}
ENGLISH = "OECD: exports grew by 14.7%"
FAINT = 96
"""How far from the paper a pixel must be to count as ink; smoothing at the edges is left out."""


def painted(place):
    """What an element looks like, without colours."""
    return Image.open(io.BytesIO(place.screenshot())).convert("L")


def ink(picture):
    """Where there is ink."""
    paper = Image.new("L", picture.size, picture.getpixel((0, 0)))
    return ImageChops.difference(picture, paper).point(lambda each: 255 * (each > FAINT))


def edges(picture):
    """Where the ink begins and ends: left, top, right, bottom."""
    return ink(picture).getbbox()


def profile(picture, left, right):
    """In which columns there is ink: the line as a bar code, wherever it stands."""
    inked = ink(picture)
    return [
        inked.crop((x, 0, x + 1, inked.height)).getbbox() is not None for x in range(left, right)
    ]


@pytest.fixture
def opened(editor, served_store):
    """Two rows in four right-to-left languages, the second with a mark at the end."""
    document = seeding.add_document(served_store, [ENGLISH, f"{ENGLISH}!"], title="Directions")
    for language, text in TEXTS.items():
        seeding.add_drafts(served_store, document, language, [text, f"{text}!"])
    editor.page.set_viewport_size({"width": 2400, "height": 900})
    editor.open(document.id, languages=",".join(TEXTS))
    for column in range(len(TEXTS)):  # the fonts of all four are wanted by now
        editor.cell(1, column).locator(".text").wait_for()
    editor.page.evaluate("document.fonts.ready")
    return editor


def test_a_mark_at_the_end_is_painted_at_the_left_of_the_line(opened):
    for column, language in enumerate(TEXTS):
        views = [opened.cell(number, column).locator(".text") for number in (1, 2)]
        without, marked = (painted(view) for view in views)
        (left, _, right, _), (left_marked, _, right_marked, _) = edges(without), edges(marked)
        # the line begins at the right, with the Latin word, and nothing in it has moved
        assert abs(right - right_marked) <= 1, language
        assert without.width - right <= 4, language
        assert left > without.width / 4, language
        assert left_marked < left - 1, language
        before, after = (profile(each, left + 1, right) for each in (without, marked))
        moved = sum(one != other for one, other in zip(before, after, strict=True))
        assert moved <= len(before) / 20, language


def test_a_mark_at_the_end_of_english_is_painted_at_the_right(opened):
    sources = [opened.row(number).locator(".source") for number in (1, 2)]
    without, marked = (painted(source) for source in sources)
    assert abs(edges(without)[0] - edges(marked)[0]) <= 1
    assert edges(marked)[2] > edges(without)[2] + 1


def test_a_text_looks_the_same_while_it_is_edited(opened):
    for column, language in enumerate(TEXTS):
        view = painted(opened.cell(2, column).locator(".text"))
        field = painted(opened.edit(2, column))
        assert field.width == view.width, language
        (left, _, right, _), (left_edited, _, right_edited, _) = edges(view), edges(field)
        assert (abs(left - left_edited) <= 1, abs(right - right_edited) <= 1) == (True, True), (
            language
        )
