"""Checks on what people write: what they see, and how seldom they are wrong."""

import pytest

from alignments.beads import State
from alignments.store import DocumentSettings
from tests.shared_data import shared
from tests.workbench.ui import seeding
from workbench.checks import check_text
from workbench.correcting import correct


def names(source, text, language="ar", **more):
    found = check_text(source, text, source_language="en", target_language=language, **more)
    return [flag.name for flag in found]


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("It rose 2.4 metres.", "ارتفع ٢٫٤ متر.", []),
        ("It rose 2.4 metres.", "ارتفع 97 متر.", ["numbers"]),
        ("It took 1.5 hours.", "استغرق 1:30 ساعة.", []),
        ("It took 1.5 hours.", "استغرق 1:20 ساعة.", ["numbers"]),
        ("Is it safe?", "هل هو آمن؟", []),
        ("Is it safe?", "هل هو آمن.", ["question"]),
        ("It is safe.", "هل هو آمن؟", ["question"]),
        ("The bank (UK) closed.", "أُغلق المصرف (المملكة المتحدة).", []),
        ("The bank (UK) closed.", "أُغلق المصرف (المملكة المتحدة.", ["brackets"]),
        ("First, do it.", "أ) افعل ذلك.", []),
        ("Fine :)", "حسنًا :)", []),
        ("The port is old.", "الميناء  قديم.", ["spaces"]),
        ("The port, here.", "الميناء ، هنا.", ["spaces"]),
        ("The port is very old.", "The port is very old.", ["untranslated"]),
        ("Is it?", "أحقا؟؟", ["punctuation"]),
        ("Is it?", "أحقا؟?", ["punctuation"]),
        ("He said: “no”.", "قال: «لا».", []),
        ("He said: “no”.", "قال: «لا.", ["quotes"]),
        ("He said: “no”.", 'قال: "لا.', ["quotes"]),
        ("It is “no”.", 'يسمى بـ"لا" و"كلا".', []),
        ("“It goes on in the next", "«يستمر في التالي", []),
        ("Come in!", "ادخل!", []),
        ("Come in!", "ادخل.", ["ending"]),
        ("Come in.", "ادخل!", ["ending"]),
        ("And so on…", "وهكذا...", []),
        ("And so on...", "وهكذا.", ["ending"]),
        ("Three things come first:", "ثلاثة أمور أولًا:", []),
        ("Three things come first:", "ثلاثة أمور أولًا.", ["ending"]),
        ("Is it safe?", "هل هو آمن?", ["marks"]),
        ("First, the sea.", "أولًا, البحر.", ["marks"]),
        ("The port of 1,000 ships", "ميناء 1,000 سفينة", []),
        ("See OECD, page 3.", "انظر OECD, ص 3.", []),
    ],
)
def test_a_check_sees_what_it_is_for(source, text, found):
    assert names(source, text) == found


@pytest.mark.parametrize(
    ("language", "source", "text", "found"),
    [
        ("fa", "Is it safe?", "آیا امن است?", ["marks"]),
        ("ur", "Is it safe?", "کیا یہ محفوظ ہے؟", []),
        ("zh", "Is it safe?", "安全吗?", ["marks"]),
        ("zh", "Is it safe?", "安全吗？", []),
        ("ja", "First, the sea.", "まず,海。", ["marks"]),
        ("pt", "First, the sea.", "Primeiro، o mar.", ["marks"]),
        ("es", "Is it safe?", "Es seguro?", ["ending"]),
        ("es", "Is it safe?", "¿Es seguro?", []),
        ("de", "He said “no”.", "Er sagte „nein“.", []),
        ("de", "He said “no”.", "Er sagte „nein.", ["quotes"]),
        ("pl", "He said “no”.", "Powiedział „nie”.", []),
        ("sv", "He said “no”.", "Han sa ”nej”.", []),
        ("fi", "He said “no”.", "Hän sanoi »ei».", []),
        ("ja", "He said “no”.", "彼は「いいえと言った。", ["quotes"]),
        ("he", "The army left.", 'צה"ל עזב.', []),
    ],
)
def test_a_check_knows_how_a_language_writes(language, source, text, found):
    assert names(source, text, language) == found


def test_a_check_that_is_switched_off_stays_silent():
    assert names("Is it safe?", "هل  هو آمن.", off=("spaces",)) == ["question"]


def test_a_correction_is_kept_with_its_flags_unless_they_are_switched_off(store):
    document = seeding.add_document(store, ["It rose 2.4 metres."])
    bitext = seeding.add_drafts(store, document, "ar", ["ارتفع 2.4 متر."])
    bead = store.bitexts.rows(document.id, [bitext]).rows[0].cells[bitext].bead

    def flags(text, base, state=State.TRANSLATED):
        written = correct(store, bead, text=text, state=state, base_revision=base, author="mira")
        return [flag.name for flag in written.flags]

    assert flags("ارتفع 97 مترا.", 1) == ["numbers"]
    assert flags("ارتفع 97 مترا.", 2, State.INITIAL) == []
    store.shelf.set_settings(document.id, DocumentSettings(checks_off={"ar": ("numbers",)}))
    assert flags("ارتفع 97 مترا.", 3) == []


def test_less_than_one_reference_in_a_hundred_is_flagged():
    flagged = total = 0
    for source, target in (
        ("flores200/eng_Latn.dev.txt", "flores200/arb_Arab.dev.txt"),
        ("flores200/eng_Latn.devtest.txt", "flores200/arb_Arab.devtest.txt"),
        ("tico19/dev.en-ar.en", "tico19/dev.en-ar.ar"),
        ("tico19/test.en-ar.en", "tico19/test.en-ar.ar"),
    ):
        sides = [shared(name).read_text("utf-8").splitlines() for name in (source, target)]
        flagged += sum(bool(names(*pair)) for pair in zip(*sides, strict=False))
        total += len(sides[0])
    assert total > 5000
    assert flagged / total < 0.01
