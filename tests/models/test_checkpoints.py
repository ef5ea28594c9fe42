"""The families `ctranslate2` and `transformers` over the same small real checkpoints."""

import json
import shutil
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.add import add
from models.catalogue import Catalogue
from models.engines import load_engine
from models.engines.base import DecodingOptions, Engine, Failure, Setup, Translation
from models.engines.checkpoint import inspect
from models.engines.codes import language_token, language_tokens
from models.errors import EngineError, ModelFileError, ModelsError
from models.installed import best_installed
from models.pool import EnginePool
from tests.models.checkpoints import sample_pairs

GREEDY = DecodingOptions(beam_size=1)
FAMILIES = ("ctranslate2", "transformers")

ENGINES: dict[Setup, Engine] = {}
"""In this process and for all tests: each process of a pool would import torch for seconds."""


def translated(
    folder: Path,
    family: str,
    segments: list[str],
    *,
    options: DecodingOptions = GREEDY,
    target: str = "ar",
    compute_type: str | None = None,
) -> list[Translation]:
    setup = Setup(family=family, model="m", folder=folder, compute_type=compute_type)
    with warnings.catch_warnings(action="ignore"):  # as in the processes of a pool
        if setup not in ENGINES:
            ENGINES[setup] = load_engine(setup)
        return ENGINES[setup].translate(segments, source="en", target=target, options=options)


@pytest.fixture(scope="module", autouse=True)
def _closing() -> Iterator[None]:
    yield
    for engine in ENGINES.values():
        engine.close()
    ENGINES.clear()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_trained_model_really_translates(marian: Path, family: str) -> None:
    pairs = sample_pairs("ar")
    found = translated(marian, family, [source for source, _ in pairs])
    assert [each.text for each in found] == [target for _, target in pairs]
    assert all(-0.2 < each.score < 0 for each in found)


def test_both_families_give_the_same_greedy_output_and_like_scores(marian: Path) -> None:
    texts = [source for source, _ in sample_pairs("ar")]
    texts += ["So let us read the log.", "Water is not a bank account.", "He is right, I hope."]
    fast, exact = (translated(marian, family, texts, compute_type="float32") for family in FAMILIES)
    assert [each.text for each in fast] == [each.text for each in exact]
    for one, other in zip(fast, exact, strict=True):
        assert one.score == pytest.approx(other.score, abs=0.01)


@pytest.mark.parametrize("kind", ["m2m100", "nllb"])
def test_multilingual_models_agree_too(kind: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(kind)
    texts = [source for source, _ in sample_pairs("ar")[:6]]
    fast, exact = (translated(folder, family, texts, compute_type="float32") for family in FAMILIES)
    assert [each.text for each in fast] == [each.text for each in exact]
    assert any(each.text for each in fast)
    assert not any("__" in each.text or "_Arab" in each.text for each in fast)


@pytest.mark.parametrize("family", FAMILIES)
def test_alternatives_come_with_scores_that_do_not_rise(marian: Path, family: str) -> None:
    (found,) = translated(
        marian, family, ["So let us try."], options=DecodingOptions(alternatives=2)
    )
    assert len(found.alternatives) == 2
    scores = [found.score, *(each.score for each in found.alternatives)]
    assert scores == sorted(scores, reverse=True)
    assert found.text not in [each.text for each in found.alternatives]


@pytest.mark.parametrize("kind", ["marian", "m2m100"])
def test_both_families_link_the_same_words(kind: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(kind)
    options = DecodingOptions(beam_size=1, links=True)
    texts = [source for source, _ in sample_pairs("ar")[:8]]
    fast, exact = (
        translated(folder, family, texts, options=options, compute_type="float32")
        for family in FAMILIES
    )
    # where two words are attended to alike, the last digit decides
    ones, others = (
        {(place, link) for place, each in enumerate(found) for link in each.links}
        for found in (fast, exact)
    )
    assert len(ones & others) >= 0.9 * len(ones | others)
    for text, found in zip(texts, fast, strict=True):
        assert found.links
        for source, target in found.links:
            assert 0 <= source < len(text.split())
            assert 0 <= target < len(found.text.split())


def test_links_cost_nothing_where_nobody_asks_for_them(marian: Path) -> None:
    (found,) = translated(marian, "ctranslate2", ["So let us try."])
    assert found.links is None


@pytest.mark.parametrize("family", FAMILIES)
def test_odd_segments_harm_nobody(marian: Path, family: str) -> None:
    odd = [
        "",
        "😀😀",
        "12.5 %",
        "https://example.org/a",
        "نعم، هذا بالعربية.",
        "\ud800 broken",
        "So let us try. " * 1400,
        "So let us try.",
    ]
    found = translated(marian, family, odd)
    assert len(odd[6]) > 20_000
    assert [each.text for each in found[:4]] == odd[:4]
    assert found[7].text == sample_pairs("ar")[0][1]
    assert found[6].text


@pytest.mark.parametrize("family", FAMILIES)
def test_a_language_the_model_does_not_know_fails_by_name(m2m100: Path, family: str) -> None:
    with pytest.raises(EngineError, match="model m does not know the language nv"):
        translated(m2m100, family, ["So let us try."], target="nv", compute_type="float32")


def test_adding_a_checkpoint_takes_its_files_and_converts_it(
    tmp_path: Path, catalogue: Catalogue, marian: Path
) -> None:
    place = tmp_path / "brought"
    shutil.copytree(marian, place, ignore=shutil.ignore_patterns("ctranslate2-*"))
    (place / "training.log").write_text("not of the model")
    folder = tmp_path / "models"
    added = add(place, folder=folder, catalogue=catalogue, id="sample", source="en", target="ar")
    assert added.model.family == "ctranslate2"
    assert "training.log" not in [file.name for file in added.files]
    assert (added.folder / "ctranslate2-int8" / "model.bin").exists()
    assert best_installed("en", "ar", folder=folder, catalogue=catalogue) == added
    began = time.monotonic()
    with EnginePool(added.setup()) as pool:
        assert pool.translate(["So let us try."], source="en", target="ar")
    assert time.monotonic() - began < 60


def test_a_conversion_that_was_cut_short_is_made_again(tmp_path: Path, marian: Path) -> None:
    place = tmp_path / "model"
    shutil.copytree(marian, place, ignore=shutil.ignore_patterns("ctranslate2-*"))
    weights = place / "ctranslate2-int8" / "model.bin"
    weights.parent.mkdir()
    weights.write_bytes(b"cut short")
    (found,) = translated(place, "ctranslate2", ["So let us try."])
    assert found.text == "فلنحاول إذن."
    assert weights.stat().st_size > 100_000


class TestCheckpointsThatAreRefused:
    @pytest.fixture
    def place(self, tmp_path: Path, marian: Path) -> Path:
        place = tmp_path / "brought"
        shutil.copytree(marian, place, ignore=shutil.ignore_patterns("ctranslate2-*"))
        return place

    def refused(self, place: Path, catalogue: Catalogue) -> str:
        folder = place.parent / "models"
        with pytest.raises(ModelsError) as caught:
            add(place, folder=folder, catalogue=catalogue, id="x", source="en", target="ar")
        assert "\n" not in str(caught.value)
        assert not [each for each in folder.rglob("*") if each.is_file()]
        return str(caught.value)

    def changed(self, place: Path, name: str, **values: object) -> None:
        table = json.loads((place / name).read_text())
        (place / name).write_text(json.dumps(table | values))

    def test_without_a_tokenizer(self, place: Path, catalogue: Catalogue) -> None:
        (place / "source.spm").unlink()
        assert "has no tokenizer; it needs source.spm" in self.refused(place, catalogue)

    def test_with_pickled_weights_only(self, place: Path, catalogue: Catalogue) -> None:
        (place / "model.safetensors").rename(place / "pytorch_model.bin")
        assert "is a pickle, which could run code" in self.refused(place, catalogue)

    def test_without_any_weights(self, place: Path, catalogue: Catalogue) -> None:
        (place / "model.safetensors").unlink()
        assert "has no weights" in self.refused(place, catalogue)

    @pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json"])
    def test_asking_for_code_of_its_own(self, place: Path, catalogue: Catalogue, name: str) -> None:
        self.changed(place, name, auto_map={"AutoModel": "modeling_evil.Evil"})
        assert "asks to run code of its own" in self.refused(place, catalogue)

    def test_with_a_vocabulary_that_does_not_fit(self, place: Path, catalogue: Catalogue) -> None:
        vocabulary = json.loads((place / "vocab.json").read_text())
        more = vocabulary | {f"more{number}": len(vocabulary) + number for number in range(50)}
        (place / "vocab.json").write_text(json.dumps(more))
        assert "more than the" in self.refused(place, catalogue)

    def test_of_an_unknown_type(self, place: Path, catalogue: Catalogue) -> None:
        self.changed(place, "config.json", model_type="llama")
        assert "a model of type 'llama' cannot be run" in self.refused(place, catalogue)

    @pytest.mark.parametrize("content", ["", "{", "[]", "\x00"])
    def test_with_a_config_that_makes_no_sense(
        self, place: Path, catalogue: Catalogue, content: str
    ) -> None:
        (place / "config.json").write_text(content)
        assert "config.json" in self.refused(place, catalogue)

    @pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
    def test_with_weights_cut_short(self, place: Path, catalogue: Catalogue, share: float) -> None:
        path = place / "model.safetensors"
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
        assert "model.safetensors: " in self.refused(place, catalogue)

    def test_for_languages_that_nobody_told(self, place: Path, catalogue: Catalogue) -> None:
        self.changed(place, "tokenizer_config.json", source_lang=None, target_lang=None)
        with pytest.raises(ModelFileError, match="say them, such as '--from en --to ar'"):
            add(place, folder=place.parent / "models", catalogue=catalogue, id="x")


def test_what_kind_a_checkpoint_is(marian: Path, m2m100: Path, nllb: Path) -> None:
    assert [inspect(each).kind for each in (marian, m2m100, nllb)] == ["marian", "m2m_100", "nllb"]
    assert inspect(marian).beam_size == 4


@pytest.mark.parametrize(
    ("kind", "vocabulary", "tag", "token"),
    [
        ("marian", [">>ara<<", ">>fra<<", "the"], "ar", ">>ara<<"),
        ("marian", [">>cmn_Hans<<", ">>cmn_Hant<<"], "zh-TW", ">>cmn_Hant<<"),
        ("marian", [">>por<<", ">>pob<<"], "pt-BR", ">>por<<"),
        ("m2m_100", ["__ar__", "__fr__"], "ar-EG", "__ar__"),
        ("nllb", ["arb_Arab", "ary_Arab", "eng_Latn"], "ar", "arb_Arab"),
        ("nllb", ["pes_Arab", "prs_Arab"], "fa", "pes_Arab"),
        ("nllb", ["zho_Hans", "zho_Hant"], "zh", "zho_Hans"),
        ("nllb", ["zho_Hans", "zho_Hant"], "zh-Hant", "zho_Hant"),
        ("nllb", ["por_Latn"], "pt-BR", "por_Latn"),
        ("nllb", ["heb_Hebr"], "iw", "heb_Hebr"),
        ("mbart", ["ar_AR", "en_XX", "pt_XX"], "ar", "ar_AR"),
        ("mbart", ["ar_AR", "en_XX", "pt_XX"], "pt-BR", "pt_XX"),
        ("mbart", ["fa_IR", "zh_CN", "he_IL"], "zh", "zh_CN"),
        ("t5", ["<2ar>", "<2pt>", "</s>"], "pt-BR", "<2pt>"),
    ],
)
def test_a_language_is_found_by_the_models_own_name(
    kind: str, vocabulary: list[str], tag: str, token: str
) -> None:
    tokens = language_tokens(kind, vocabulary)
    assert language_token(tag, tokens, model="m", own={}) == token


def test_the_catalogue_has_the_last_word_on_language_codes() -> None:
    assert language_token("ar", {}, model="m", own={"ar": ">>arz<<"}) == ">>arz<<"


def test_one_segment_that_fails_leaves_the_others(m2m100: Path) -> None:
    setup = Setup(family="ctranslate2", model="m", folder=m2m100, compute_type="float32")
    with EnginePool(setup) as pool:
        found = dict(pool.translate_stream(["Yes.", "12"], source="en", target="nv"))
    assert isinstance(found[0], Failure)
    assert found[1] == Translation(text="12")
