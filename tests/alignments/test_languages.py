from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alignments import languages
from alignments.errors import UnknownLanguage


@pytest.mark.parametrize(
    ("tag", "canonical"),
    [
        ("en", "en"),
        ("EN-us", "en-US"),
        ("pt_BR", "pt-BR"),
        ("iw", "he"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ("ara", "ar"),
        ("sh", "sr-Latn"),
        ("ckb", "ckb"),
        ("und", "und"),
        ("en-UK", "en-GB"),
    ],
)
def test_a_tag_has_one_canonical_form(tag, canonical) -> None:
    assert languages.normalised(tag) == canonical


@pytest.mark.parametrize("tag", ["", "english", "xx-notalang", "zzz", "en US", "en-", "عربي", "a"])
def test_what_is_no_tag_is_refused(tag) -> None:
    with pytest.raises(UnknownLanguage, match="is not a language tag; "):
        languages.normalised(tag)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("english", "'english' is not a language tag; English is 'en'"),
        ("العربية", "'العربية' is not a language tag; Arabic is 'ar'"),
        ("jp", "'jp' is not a language tag; Japanese is 'ja'"),
        (
            "xx-notalang",
            "'xx-notalang' is not a language tag; a tag looks like 'ar', 'pt-BR' or 'zh-Hant'",
        ),
    ],
)
def test_the_refusal_says_what_would_be_right(value, message) -> None:
    with pytest.raises(UnknownLanguage) as refusal:
        languages.normalised(value)
    assert str(refusal.value) == message


def test_the_refusal_of_a_long_value_stays_short() -> None:
    with pytest.raises(UnknownLanguage) as refusal:
        languages.normalised("not a tag\n" * 1000)
    assert len(str(refusal.value)) < 200
    assert "\n" not in str(refusal.value)


@example("\x00")
@example("\x01\x7f")
@example("\ud800")
@given(st.text())
def test_any_text_is_a_tag_or_refused_in_one_line(text) -> None:
    canonical, refusal = _normalised_or_refused(text)
    if refusal:
        assert len(refusal.splitlines()) == 1
    else:
        assert languages.normalised(canonical) == canonical


def _normalised_or_refused(text: str) -> tuple[str, str]:
    try:
        return languages.normalised(text), ""
    except UnknownLanguage as refusal:
        return "", str(refusal)


@pytest.mark.parametrize(
    "tag",
    "ar he fa ur ps sd ug ckb yi dv arz ar-EG az-Arab pa-Arab pa-PK ks nqo ff-Adlm syr rhg".split(),
)
def test_right_to_left_scripts(tag) -> None:
    assert languages.direction(tag) == "rtl"


@pytest.mark.parametrize(
    "tag", "en fr ru zh ja ko th hi tr az pa ur-Latn ar-Latn he-Latn ks-Deva ff mt und".split()
)
def test_left_to_right_scripts(tag) -> None:
    assert languages.direction(tag) == "ltr"


@pytest.mark.parametrize(
    ("tag", "script"),
    [("ar", "Arab"), ("en", "Latn"), ("sr", "Cyrl"), ("sr-Latn", "Latn"), ("zh-TW", "Hant")],
)
def test_the_script_is_the_likely_one(tag, script) -> None:
    assert languages.script(tag) == script


@pytest.mark.parametrize(
    ("tag", "name", "autonym"),
    [
        ("ar", "Arabic", "العربية"),
        ("pt-BR", "Portuguese (Brazil)", "português (Brasil)"),
        ("he", "Hebrew", "עברית"),
        ("en", "English", "English"),
        ("dv", "Divehi", "Divehi"),
    ],
)
def test_names_in_english_and_in_the_language(tag, name, autonym) -> None:
    assert languages.name(tag) == name
    assert languages.autonym(tag) == autonym


def test_a_name_filed_under_the_script_is_found() -> None:
    assert languages.autonym("zh-TW").startswith("中文")


@pytest.mark.parametrize(
    ("tag", "primary"), [("pt-BR", "pt"), ("ar", "ar"), ("zh-Hant-TW", "zh"), ("und", "und")]
)
def test_the_primary_language(tag, primary) -> None:
    assert languages.primary(tag) == primary


def test_importing_the_module_loads_no_tables() -> None:
    script = "import sys, alignments.languages; print('langcodes' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert printed.stdout.strip() == b"False"
