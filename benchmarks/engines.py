"""What the engine layer costs and gains: `python -m benchmarks.engines [--sentences N]`.

Every figure has both sides in one run. Firefox runs on its real weights; the checkpoint of
OPUS-MT's size has random ones, which take the same time.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from alignments.beads import MachineOrigin
from alignments.store import open_store
from models.add import add
from models.catalogue import Catalogue, load_catalogue
from models.engines.base import DecodingOptions, Setup
from models.installed import InstalledModel, find_installed
from models.pool import EnginePool
from workbench.documents import keep, read_document
from workbench.translating import translate_bitext

_WORDS = (
    "the river port of Kadris has lost most its trade since dam was filled and nobody in "
    "either capital seems to know what a working corridor would be worth for farmers who "
    "truck their grain over mountains at three times price"
).split()

_BARE = """
import sys, time
from pathlib import Path
from fxtranslate import Translator
folder = Path(sys.argv[1])
read = lambda pattern: next(folder.glob(pattern)).read_bytes()
vocabulary = read("vocab.*")
translator = Translator(read("model.*"), vocabulary, vocabulary, read("lex.*"))
lines = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
began = time.perf_counter()
for line in lines:
    translator.translate(line)
print(time.perf_counter() - began)
"""

_POOLED = """
import sys
from pathlib import Path
from models.catalogue import load_catalogue
from models.installed import find_installed
from models.pool import EnginePool
model = find_installed(sys.argv[1], folder=Path("nowhere"), catalogue=load_catalogue())
lines = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
with EnginePool(model.setup(), workers=2) as pool:
    pool.translate(lines, source="en", target="pt")
"""


def sentences(count: int, words: int = 22) -> list[str]:
    """News-length English made of one vocabulary, the same in every run."""
    chance = random.Random(5)
    made = (
        " ".join(chance.choices(_WORDS, k=chance.randint(8, 2 * words - 8))) for _ in range(count)
    )
    return [f"{text.capitalize()}." for text in made]


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def script(code: str, *arguments: str) -> tuple[float, str]:
    """Wall-clock seconds of a Python process from start to exit, and what it printed."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return time.perf_counter() - began, done.stdout.strip()


def firefox(texts: list[str], model: InstalledModel) -> None:
    """The pool against the bare engine, cold on an article and warm on many sentences."""
    with tempfile.TemporaryDirectory() as place:
        article, many = Path(place, "article"), Path(place, "many")
        article.write_text("\n".join(texts[:34]), encoding="utf-8")
        many.write_text("\n".join(texts), encoding="utf-8")
        folder = str(model.folder)
        bare = min(script(_BARE, folder, str(article))[0] for _ in range(3))
        pooled = min(script(_POOLED, model.id, str(article))[0] for _ in range(3))
        print(f"34 sentences, cold: bare script {bare:.2f} s, pool of 2 {pooled:.2f} s")
        alone = float(script(_BARE, folder, str(many))[1])
    with EnginePool(model.setup(), workers=2) as pool:
        pool.translate(texts[:20], source="en", target="pt")
        together = seconds(lambda: pool.translate(texts, source="en", target="pt"))
    words = sum(len(text.split()) for text in texts)
    print(
        f"{len(texts)} sentences: bare loop {words / alone:.0f} words/s, 2 workers "
        f"{words / together:.0f} words/s, {alone / together:.2f} times"
    )


def random_marian(folder: Path) -> None:
    """A checkpoint with the sizes of OPUS-MT (77 million parameters) and random weights."""
    import json

    import sentencepiece
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences(300)),
        model_prefix=str(folder / "joint"),
        vocab_size=400,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "joint.model"))
    for name in ("source.spm", "target.spm"):
        shutil.copy(folder / "joint.model", folder / name)
    known = [pieces.id_to_piece(number) for number in range(3, pieces.get_piece_size())]
    filler = [f"filler{number}" for number in range(62_000 - len(known))]
    entries = ["</s>", "<unk>", *known, *filler, "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({each: n for n, each in enumerate(entries)}))
    config = MarianConfig(
        vocab_size=len(entries),
        d_model=512,
        encoder_layers=6,
        decoder_layers=6,
        encoder_attention_heads=8,
        decoder_attention_heads=8,
        encoder_ffn_dim=2048,
        decoder_ffn_dim=2048,
        max_position_embeddings=512,
        pad_token_id=len(entries) - 1,
        eos_token_id=0,
        forced_eos_token_id=0,
        decoder_start_token_id=len(entries) - 1,
        activation_function="swish",
    )
    MarianMTModel(config).save_pretrained(folder)
    MarianTokenizer(
        source_spm=str(folder / "source.spm"),
        target_spm=str(folder / "target.spm"),
        vocab=str(folder / "vocab.json"),
    ).save_pretrained(folder)


def checkpoints(texts: list[str], catalogue: Catalogue) -> None:
    """Our CTranslate2 path against `generate` and against a bare `translate_batch`."""
    from models.engines.ctranslate2 import CTranslate2Engine
    from models.engines.transformers import TransformersEngine

    with tempfile.TemporaryDirectory() as place:
        brought = Path(place, "brought")
        brought.mkdir()
        random_marian(brought)
        began = time.perf_counter()
        model = add(
            brought,
            folder=Path(place, "models"),
            catalogue=catalogue,
            id="random",
            source="en",
            target="ar",
        )
        with EnginePool(model.setup()) as pool:
            pool.translate(texts[:1], source="en", target="ar")
        print(f"from `models add` to the first translation: {time.perf_counter() - began:.1f} s")
        setup = model.setup(threads=2)
        engine = CTranslate2Engine(setup)
        four = DecodingOptions(beam_size=4)
        linked = DecodingOptions(beam_size=4, links=True)
        # In turn, and the better of two, since other processes come and go
        turns = [
            (
                seconds(lambda: engine.translate(texts, source="en", target="ar", options=four)),
                seconds(lambda: _bare_batch(engine, texts)),
                seconds(lambda: engine.translate(texts, source="en", target="ar", options=linked)),
            )
            for _ in range(2)
        ]
        ours, bare, links = (min(side) for side in zip(*turns, strict=True))
        slow = TransformersEngine(setup)
        few = texts[: max(2, len(texts) // 16)]
        alone = seconds(
            lambda: [slow.translate([text], source="en", target="ar", options=four) for text in few]
        )
        scaled = alone * len(texts) / len(few)
        print(
            f"{len(texts)} sentences, beam 4: ours {ours:.1f} s, bare translate_batch {bare:.1f} s "
            f"({bare / ours:.2f} of its speed; {bare / links:.2f} with word links), "
            f"generate one by one {scaled:.1f} s ({scaled / ours:.1f} times "
            f"ours; measured on {len(few)} sentences)"
        )


def _bare_batch(engine: object, texts: list[str]) -> object:
    tokens = engine._tokens  # type: ignore[attr-defined]
    rows = tokens.encode(texts, source="en", target="ar")
    return engine._translator.translate_batch(  # type: ignore[attr-defined]
        [tokens.tokens(row) for row in rows],
        max_batch_size=2048,
        batch_type="tokens",
        beam_size=4,
        max_decoding_length=tokens.longest_output(rows),
    )


def job_memory(segments: int) -> None:
    """What a translation of a long document holds in memory, from its first 1,000 segments on."""
    lines = sentences(segments)
    with tempfile.TemporaryDirectory() as place, open_store(Path(place, "store.db")) as store:
        text = "\n\n".join(f"{line[:-1]} {n}." for n, line in enumerate(lines))
        imported = keep(store, read_document(text.encode(), name="long.txt", language="en"))
        del lines, text
        seen: list[tuple[int, int, int]] = []
        with EnginePool(Setup(family="echo", model="echo"), workers=2) as pool:

            def progress(done: int, total: int) -> None:
                if done == 1000 or done % 20_000 == 0 or done == total:
                    seen.append((done, _resident(None), sum(map(_resident, pool.pids))))

            drafted = translate_bitext(
                store,
                store.bitexts.ensure(imported.document.id, "pt"),
                pool,
                machine=MachineOrigin(engine="echo", model="echo", revision="1"),
                source="en",
                redo=False,
                progress=progress,
                check_cancelled=lambda: None,
            )
        speed = drafted.written / drafted.seconds
        print(f"a job over {drafted.written:,} segments, {speed:.0f} segments/s; MB held:")
        for done, job, engines in seen:
            print(f"  after {done:7,}: job {job / 1e6:.0f}, engine processes {engines / 1e6:.0f}")


def _resident(pid: int | None) -> int:
    """Bytes of memory that a process has now (Linux)."""
    pages = Path("/proc", str(pid or "self"), "statm").read_text().split()[1]
    return int(pages) * resource.getpagesize()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=2000)
    parser.add_argument("--beam-sentences", type=int, default=64)
    parser.add_argument("--only", choices=["firefox", "checkpoints", "job"])
    parser.add_argument("--job-segments", type=int, default=100_000)
    options = parser.parse_args()
    catalogue = load_catalogue()
    model = find_installed("firefox-en-pt-tiny", folder=Path("nowhere"), catalogue=catalogue)
    if options.only in (None, "firefox"):
        firefox(sentences(options.sentences), model)
    if options.only in (None, "checkpoints"):
        checkpoints(sentences(options.beam_sentences, words=14), catalogue)
    if options.only in (None, "job"):
        job_memory(options.job_segments)


if __name__ == "__main__":
    main()
