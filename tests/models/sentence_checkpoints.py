"""A small real sentence-transformers checkpoint, with random weights: real files, no sense."""

import json
from pathlib import Path

WIDTH = 24
NARROW = 10


def build_transformer(folder: Path) -> None:
    """BERT with a vocabulary of letters."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer

    torch.manual_seed(4)
    folder.mkdir(parents=True, exist_ok=True)
    letters = "abcdefghijklmnopqrstuvwxyzابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإ.,،"
    entries = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    entries += [f"##{letter}" for letter in letters]
    tokenizer = BertTokenizer(vocab={piece: number for number, piece in enumerate(entries)})
    tokenizer.model_max_length = 64
    config = BertConfig(
        vocab_size=len(entries),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        max_position_embeddings=64,
        initializer_range=0.3,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def write_modules(folder: Path, *, pooling: str = "mean", dense: bool = False) -> None:
    """What sentence-transformers adds: pooling; with `dense` it is what LaBSE is."""
    kinds = ["Transformer", "Pooling", *(["Dense"] if dense else []), "Normalize"]
    modules = []
    for number, kind in enumerate(kinds):
        path = "" if kind == "Transformer" else f"{number}_{kind}"
        modules.append(
            {
                "idx": number,
                "name": str(number),
                "path": path,
                "type": f"sentence_transformers.models.{kind}",
            }
        )
    write_json(folder / "modules.json", modules)
    write_json(
        folder / "1_Pooling" / "config.json",
        {
            "word_embedding_dimension": WIDTH,
            "pooling_mode_cls_token": pooling == "cls",
            "pooling_mode_mean_tokens": pooling == "mean",
            "pooling_mode_max_tokens": pooling == "max",
            "pooling_mode_lasttoken": pooling == "lasttoken",
        },
    )
    if dense:
        _write_dense(folder / "2_Dense")


def _write_dense(folder: Path) -> None:
    import torch
    from safetensors.torch import save_file

    write_json(
        folder / "config.json",
        {
            "in_features": WIDTH,
            "out_features": NARROW,
            "bias": True,
            "activation_function": "torch.nn.modules.activation.Tanh",
        },
    )
    layer = torch.nn.Linear(WIDTH, NARROW)
    tensors = {f"linear.{name}": value.detach() for name, value in layer.named_parameters()}
    save_file(tensors, folder / "model.safetensors")


def write_json(path: Path, content: object) -> None:
    """Write a file that a test may want to change, and its folder."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
