"""The catalogue that ships, and what its reader refuses."""

from importlib import import_module
from pathlib import Path

import pytest

from models.catalogue import COMPARABLE, Catalogue, load_catalogue
from models.engines import FAMILIES
from models.engines.codes import language_token, language_tokens
from models.errors import CatalogueError, UnknownModel

ENTRY = """
[[model]]
id = "one"
family = "firefox"
source = ["en"]
target = ["ar"]
licence = "MPL-2.0"
"""


def reading(tmp_path: Path, text: str) -> Catalogue:
    path = tmp_path / "catalogue.toml"
    path.write_text(text, encoding="utf-8")
    return load_catalogue(path)


def test_every_model_that_ships_has_a_licence_a_family_and_languages(catalogue: Catalogue) -> None:
    for model in catalogue:
        assert model.licence
        assert model.family in FAMILIES
        assert model.source
        assert model.target


def test_every_score_names_its_source_and_a_pair_of_its_model(catalogue: Catalogue) -> None:
    for model in catalogue:
        for score in model.scores:
            assert score.source
            source, _, target = score.pair.partition("-")
            assert source in model.source
            assert target in model.target


@pytest.mark.parametrize(
    ("id_", "kind", "module", "form"),
    [
        ("m2m100-418m", "m2m_100", "m2m_100.tokenization_m2m_100", "__{}__"),
        ("nllb-200-distilled-600m", "nllb", "nllb.tokenization_nllb", "{}"),
        ("mbart-50-many-to-many", "mbart", "mbart50.tokenization_mbart50", "{}"),
    ],
)
def test_a_multilingual_model_knows_every_language_that_it_is_listed_with(
    catalogue: Catalogue, id_: str, kind: str, module: str, form: str
) -> None:
    codes = import_module(f"transformers.models.{module}").FAIRSEQ_LANGUAGE_CODES
    names = codes["m2m100"] if isinstance(codes, dict) else codes
    tokens = language_tokens(kind, [form.format(name) for name in names])
    model = catalogue.model(id_)
    own = {code.tag: code.code for code in model.codes}
    found = [language_token(tag, tokens, model=id_, own=own) for tag in model.target]
    assert len(set(found)) == len(found)


def test_every_file_of_an_embedded_model_is_known_by_its_checksum(catalogue: Catalogue) -> None:
    for model in catalogue:
        if model.embedded:
            assert model.size == sum(file.size for file in model.files)
            assert all(len(file.sha256) == 64 for file in model.files)


def test_the_best_published_score_comes_first(catalogue: Catalogue) -> None:
    for target in ("ar", "fr", "pt", "de", "zh"):
        scores = [model.score("en", target) for model in catalogue.for_pair("en", target)]
        known = [score for score in scores if score is not None]
        assert known == sorted(known, reverse=True)
        assert scores[: len(known)] == known


def test_english_to_arabic_is_best_done_by_firefox(catalogue: Catalogue) -> None:
    assert catalogue.for_pair("en", "ar")[0].id == "firefox-en-ar"
    assert catalogue.for_pair("en", "ar")[0].score("en", "ar") == 29.5


@pytest.mark.parametrize("tag", ["pt-BR", "pt_br", "PT", "pt-Latn-BR"])
def test_a_variety_finds_the_models_of_its_language(catalogue: Catalogue, tag: str) -> None:
    assert "firefox-en-pt-tiny" in [model.id for model in catalogue.for_pair("en-GB", tag)]


def test_no_model_is_proposed_from_a_language_into_itself(catalogue: Catalogue) -> None:
    assert catalogue.for_pair("en", "en") == ()
    assert catalogue.for_pair("en-GB", "en-US") == ()


def test_a_model_for_any_language_is_never_proposed(catalogue: Catalogue) -> None:
    assert catalogue.model("echo").translates("en", "sw")
    assert "echo" not in [model.id for model in catalogue.for_pair("en", "ar")]


def test_scores_on_other_test_sets_do_not_rank(tmp_path: Path) -> None:
    score = '{{ pair = "en-ar", metric = "{}", value = {}, test_set = "{}", source = "them" }}'
    text = (
        ENTRY
        + f"scores = [{score.format('BLEU', 60.0, 'Tatoeba')}]\n"
        + ENTRY.replace('"one"', '"two"')
        + f"scores = [{score.format(COMPARABLE[0], 20.0, COMPARABLE[1])}]\n"
    )
    assert [model.id for model in reading(tmp_path, text).for_pair("en", "ar")] == ["two", "one"]


def test_an_unknown_model_is_answered_with_the_nearest_one(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownModel, match="no model 'firefox-enar'; did you mean 'firefox-en-ar'"):
        catalogue.model("firefox-enar")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENTRY + "colour = 1\n", "entry 'one': unknown key 'colour'"),
        ("[models]\n", "unknown key 'models'"),
        (ENTRY.replace("licence", "license"), "entry 'one': unknown key 'license'"),
        (ENTRY.replace('licence = "MPL-2.0"\n', ""), "entry 'one': key 'licence' is missing"),
        (ENTRY.replace('["en"]', '"en"'), "entry 'one', key 'source': a list is wanted"),
        (ENTRY.replace('["en"]', "[1]"), "key 'source': tuple.* is wanted"),
        (ENTRY.replace('"firefox"', '"fierfox"'), "entry 'one': no engine family 'fierfox'"),
        (ENTRY.replace('"firefox"', '"os:system"'), "no engine family 'os:system'"),
        (ENTRY + 'size = "big"\n', "entry 'one', key 'size': int is wanted, not 'big'"),
        (ENTRY + "size = true\n", "key 'size': int is wanted, not True"),
        (ENTRY + "commercial = 1\n", "key 'commercial': bool is wanted"),
        (ENTRY + 'files = [{ name = "a", colour = 1 }]\n', "files number 1: unknown key 'colour'"),
        (ENTRY + "files = 3\n", "key 'files': a list is wanted"),
        (ENTRY + "embedded = 3\n", "embedded: a table is wanted"),
        (ENTRY + 'unverified = ["colour"]\n', "key 'unverified': there is no key 'colour'"),
        (ENTRY + ENTRY, "two entries are called 'one'"),
        (ENTRY.replace('"one"', "7"), "entry number 1, key 'id': str is wanted, not 7"),
        ("[[model]\n", "catalogue.toml: cannot be read"),
        ("model = [3]\n", "entry number 1: a table is wanted"),
    ],
)
def test_what_is_wrong_is_said_with_file_entry_and_key(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(CatalogueError, match=said) as caught:
        reading(tmp_path, text)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("catalogue.toml")


def test_a_catalogue_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue(tmp_path / "none.toml")
