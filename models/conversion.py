"""Checkpoints converted for CTranslate2, once, beside their originals."""

from __future__ import annotations

import json
import logging
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from models.engines.checkpoint import Checkpoint, Untyped, numbered_tokens
from models.engines.links import attended_layer
from models.errors import EngineError, ModelFileError
from models.network import writing

_RECORD = "conversion.json"


def converted(checkpoint: Checkpoint, quantization: str) -> Path:
    """The folder of the converted model, which is made if it is missing, stale or cut short."""
    place = checkpoint.folder / f"ctranslate2-{quantization}"
    if _fingerprint(checkpoint, place) != _recorded(place):
        _convert(checkpoint, place, quantization)
    return place


def _fingerprint(checkpoint: Checkpoint, place: Path) -> dict[str, Any]:
    """What the conversion was made of, and how large it came out."""
    import ctranslate2

    model = place / "model.bin"
    return {
        "weights": {
            path.name: path.stat().st_size for path in checkpoint.folder.glob("*.safetensors")
        },
        "size": model.stat().st_size if model.exists() else None,
        "version": ctranslate2.__version__,
        "attention": "all heads of the last layer but one",
    }


def _recorded(place: Path) -> object:
    try:
        document: object = json.loads((place / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document


def _convert(checkpoint: Checkpoint, place: Path, quantization: str) -> None:
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with writing(place):
            _run_converter(checkpoint, draft, quantization)
            record = _fingerprint(checkpoint, draft)
            (draft / _RECORD).write_text(json.dumps(record), encoding="utf-8")
            shutil.rmtree(place, ignore_errors=True)
            # Another worker may have been quicker with the same result
            with suppress(FileExistsError):
                draft.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _run_converter(checkpoint: Checkpoint, draft: Path, quantization: str) -> None:
    if not _have_torch():
        raise EngineError(
            f"{checkpoint.folder}: has to be converted once, which needs torch; "
            f"install it with pip install 'translation-workbench[torch]'"
        )
    from ctranslate2.converters import transformers as converters

    _teach_language_codes(converters)
    quiet = logging.getLogger("transformers")
    level, quiet.level = quiet.level, logging.ERROR
    try:
        converter = _attentive(converters.TransformersConverter)(str(checkpoint.folder))
        converter.convert(str(draft), quantization=quantization)
    except (ValueError, RuntimeError, KeyError, AttributeError, TypeError) as error:
        raise ModelFileError(
            f"{checkpoint.folder}: cannot be converted for CTranslate2 ({error}); "
            f"run it with the family transformers instead"
        ) from error
    finally:
        quiet.level = level


def _attentive(kind: Untyped) -> Untyped:
    """A converter whose models show the attention that word links are made of."""

    class Converter(kind):  # type: ignore[misc]
        def _load(self) -> Untyped:
            import numpy

            spec = super()._load()
            spec.decoder.alignment_layer = numpy.int16(attended_layer(len(spec.decoder.layer)))
            spec.decoder.alignment_heads = numpy.int16(spec.decoder.num_heads)
            return spec

    return Converter


def _have_torch() -> bool:
    from importlib.util import find_spec

    return find_spec("torch") is not None


def _teach_language_codes(converters: Untyped) -> None:
    """Let the converter see the language codes of M2M100 models.

    Transformers 5 lists them no longer among the additional special tokens, where the converter
    of CTranslate2 4.8 looks for them, so that it ends up with too small a vocabulary.
    """

    class Loader(converters.M2M100Loader):  # type: ignore[misc]
        def get_vocabulary(self, model: Untyped, tokenizer: Untyped) -> list[str]:
            numbered = sorted(numbered_tokens(tokenizer).items(), key=lambda entry: entry[1])
            tokens = [token for token, _ in numbered]
            missing = int(model.config.vocab_size) - len(tokens)
            return tokens + [f"madeupword{number}" for number in range(missing)]

    converters._MODEL_LOADERS["M2M100Config"] = Loader()
