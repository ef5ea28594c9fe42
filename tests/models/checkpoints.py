"""Small real checkpoints in the form the hub has them, built by the tests that need them.

`python -m tests.models.checkpoints FOLDER` builds them all: importing what it takes is most of it.
"""

import csv
import json
import sys
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "workbench" / "sample" / "column.tsv"


def sample_pairs(target: str) -> list[tuple[str, str]]:
    """The shorter sentences of the sample column, in English and another language."""
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    pairs = [(row["en"], row[target]) for row in rows]
    return sorted(pairs, key=lambda pair: len(pair[0]))[:24]


def train_pieces(texts: list[str], prefix: Path, size: int, kind: str = "unigram") -> list[str]:
    """Train a sentencepiece model at `prefix`.model; its pieces without the special ones."""
    import sentencepiece

    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_prefix=str(prefix),
        vocab_size=size,
        model_type=kind,
        character_coverage=1.0,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor(model_file=f"{prefix}.model")
    return [processor.id_to_piece(number) for number in range(3, processor.get_piece_size())]


def build_marian(folder: Path, target: str, *, tag: str | None = None, steps: int = 900) -> None:
    """An OPUS-MT kind of checkpoint, trained until it translates the sample's sentences.

    With a `tag` such as `>>ara<<` it is a model of several target languages.
    """
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    torch.manual_seed(1)
    folder.mkdir(parents=True)
    pairs = sample_pairs(target)
    texts = [text for pair in pairs for text in pair]
    pieces = train_pieces(texts, folder / "joint", 500)
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes((folder / "joint.model").read_bytes())
    for name in ("joint.model", "joint.vocab"):
        (folder / name).unlink()
    entries = ["</s>", "<unk>", *([tag] if tag else []), *pieces, "<pad>"]
    vocabulary = {piece: number for number, piece in enumerate(entries)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False))
    tokenizer = MarianTokenizer(
        source_spm=str(folder / "source.spm"),
        target_spm=str(folder / "target.spm"),
        vocab=str(folder / "vocab.json"),
        source_lang="en",
        target_lang=target,
    )
    model = MarianMTModel(
        MarianConfig(
            vocab_size=len(entries),
            d_model=96,
            encoder_layers=1,
            decoder_layers=1,
            encoder_attention_heads=4,
            decoder_attention_heads=4,
            encoder_ffn_dim=192,
            decoder_ffn_dim=192,
            max_position_embeddings=512,
            pad_token_id=vocabulary["<pad>"],
            eos_token_id=0,
            forced_eos_token_id=0,
            decoder_start_token_id=vocabulary["<pad>"],
            activation_function="swish",
            scale_embedding=True,
            dropout=0.0,
            num_beams=4,
        )
    )
    sources = [f"{tag} {source}" if tag else source for source, _ in pairs]
    _train(model, tokenizer, sources, [target for _, target in pairs], steps)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _train(model, tokenizer, sources: list[str], targets: list[str], steps: int) -> None:
    import torch

    torch.set_num_threads(1)
    batch = tokenizer(sources, text_target=targets, padding=True, return_tensors="pt")
    labels = batch["labels"].masked_fill(batch["labels"] == model.config.pad_token_id, -100)
    lengths = batch["attention_mask"].sum(1)
    order = torch.argsort(lengths)
    groups = [order[start : start + 8] for start in range(0, len(order), 8)]
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    model.train()
    for step in range(steps):
        rows = groups[step % len(groups)]
        wide, high = int(lengths[rows].max()), int((labels[rows] != -100).sum(1).max())
        loss = model(
            input_ids=batch["input_ids"][rows, :wide],
            attention_mask=batch["attention_mask"][rows, :wide],
            labels=labels[rows, :high],
        ).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        with torch.no_grad():
            # The decoder starts from a zero embedding in every real Marian model
            model.get_input_embeddings().weight[model.config.pad_token_id] = 0
        if loss.item() < 0.01 and step % len(groups) == len(groups) - 1:
            break
    model.eval()


def build_m2m100(folder: Path) -> None:
    """A checkpoint of M2M100's kind with random weights: real files, no sense."""
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer

    torch.manual_seed(6)
    folder.mkdir(parents=True)
    texts = [text for pair in sample_pairs("ar") for text in pair]
    pieces = train_pieces(texts, folder / "sentencepiece.bpe", 300)
    entries = ["<s>", "<pad>", "</s>", "<unk>", *pieces]
    (folder / "vocab.json").write_text(
        json.dumps({piece: number for number, piece in enumerate(entries)}, ensure_ascii=False)
    )
    tokenizer = M2M100Tokenizer(
        vocab_file=str(folder / "vocab.json"),
        spm_file=str(folder / "sentencepiece.bpe.model"),
        src_lang="en",
        tgt_lang="ar",
    )
    config = _tiny(M2M100Config, len(entries) + len(tokenizer.lang_token_to_id) + 8)
    M2M100ForConditionalGeneration(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (folder / "sentencepiece.bpe.vocab").unlink()


def build_nllb(folder: Path) -> None:
    """A checkpoint of NLLB's kind with random weights."""
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration, NllbTokenizer

    torch.manual_seed(6)
    folder.mkdir(parents=True)
    letters = sorted({each for pair in sample_pairs("ar") for text in pair for each in text})
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    entries = [*special, "▁", *(each for each in letters if each != " ")]
    tokenizer = NllbTokenizer(
        vocab={piece: number for number, piece in enumerate(entries)},
        merges=[],
        src_lang="eng_Latn",
        tgt_lang="arb_Arab",
    )
    config = _tiny(M2M100Config, len(tokenizer))
    M2M100ForConditionalGeneration(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _tiny(kind, vocabulary: int):
    return kind(
        vocab_size=vocabulary,
        d_model=32,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        max_position_embeddings=256,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
        decoder_start_token_id=2,
        init_std=0.3,
    )


if __name__ == "__main__":
    build_marian(Path(sys.argv[1], "marian"), "ar")
    build_m2m100(Path(sys.argv[1], "m2m100"))
    build_nllb(Path(sys.argv[1], "nllb"))
