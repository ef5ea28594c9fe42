"""Checkpoints run by transformers and PyTorch: the reference path, on CPU and GPU."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from models.engines.assembly import translate_in_parts
from models.engines.base import (
    DEFAULT_OPTIONS,
    Alternative,
    CheckCancelled,
    DecodingOptions,
    Progress,
    Setup,
    Translation,
    never_cancelled,
    no_progress,
)
from models.engines.checkpoint import CheckpointTokenizer, Untyped, check_sizes, inspect
from models.engines.links import word_links
from models.errors import EngineError, ModelFileError
from models.files import remedy

_BATCH_TOKENS = 2048


class TransformersEngine:
    """One checkpoint, in full precision on a CPU."""

    def __init__(self, setup: Setup) -> None:
        checkpoint = inspect(check_sizes(setup))
        try:
            import torch
            from transformers import AutoModelForSeq2SeqLM
        except ImportError as error:
            raise EngineError(
                "the family transformers needs torch; install it with "
                "pip install 'translation-workbench[torch]', or use the family ctranslate2"
            ) from error
        torch.set_num_threads(setup.threads)
        self._tokens = CheckpointTokenizer(checkpoint, setup)
        self._beam_size = checkpoint.beam_size
        self._device = setup.device
        try:
            self._model: Any = AutoModelForSeq2SeqLM.from_pretrained(
                checkpoint.folder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                attn_implementation="eager",
            )
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise ModelFileError(
                f"{checkpoint.folder}: cannot be loaded ({reason}); {remedy(setup.model)}"
            ) from error
        self._model.to(setup.device).eval()

    def translate(
        self,
        segments: Sequence[str],
        *,
        source: str,
        target: str,
        options: DecodingOptions = DEFAULT_OPTIONS,
        progress: Progress = no_progress,
        check_cancelled: CheckCancelled = never_cancelled,
    ) -> list[Translation]:
        """As every engine. Links come from the decoder's attention to the source, on request."""

        def translate(texts: list[str]) -> list[Translation]:
            found: dict[int, Translation] = {}
            numbers = self._tokens.encode(texts, source=source, target=target)
            for batch in _batches(numbers):
                check_cancelled()
                rows = [numbers[place] for place in batch]
                found |= zip(batch, self._batch(rows, target, options), strict=True)
                progress(min(len(found), len(segments)), len(segments))
            return [found[place] for place in range(len(texts))]

        return translate_in_parts(
            segments, target=target, too_long=self._tokens.too_long, translate=translate
        )

    def close(self) -> None:
        del self._model

    def _batch(
        self, rows: list[list[int]], target: str, options: DecodingOptions
    ) -> list[Translation]:
        import torch

        padded = self._tokens.tokenizer.pad({"input_ids": rows}, return_tensors="pt")
        padded = {name: tensor.to(self._device) for name, tensor in padded.items()}
        forced = self._tokens.forced_token(target)
        beam = max(options.beam_size or self._beam_size, options.alternatives + 1)
        with torch.inference_mode():
            output = self._model.generate(
                **padded,
                num_beams=beam,
                num_return_sequences=options.alternatives + 1,
                repetition_penalty=options.repetition_penalty,
                no_repeat_ngram_size=options.no_repeat_ngram,
                max_new_tokens=self._tokens.longest_output(rows),
                max_length=None,
                do_sample=False,
                forced_bos_token_id=self._tokens.number(forced) if forced else None,
                return_dict_in_generate=True,
                output_scores=True,
            )
        hypotheses = self._hypotheses(output)
        each = options.alternatives + 1
        return [
            self._translation(row, hypotheses[place * each : (place + 1) * each], options.links)
            for place, row in enumerate(rows)
        ]

    def _hypotheses(self, output: Untyped) -> list[tuple[list[int], float]]:
        """Token numbers and mean log-probability of every sequence that was generated."""
        beams = getattr(output, "beam_indices", None)
        steps = self._model.compute_transition_scores(
            output.sequences, output.scores, beams, normalize_logits=beams is None
        )
        padding = self._tokens.tokenizer.pad_token_id
        found = []
        for sequence, scores in zip(output.sequences.tolist(), steps, strict=True):
            # The first token is the decoder's start and was not generated
            generated = [number for number in sequence[1:] if number != padding]
            total = scores[scores.isfinite()][: len(generated)].sum().item()
            found.append((sequence[:1] + generated, total / max(1, len(generated))))
        return found

    def _translation(
        self, row: list[int], hypotheses: list[tuple[list[int], float]], links: bool
    ) -> Translation:
        made = [
            Alternative(text=self._tokens.decode(numbers), score=score)
            for numbers, score in hypotheses
        ]
        return Translation(
            text=made[0].text,
            score=made[0].score,
            links=word_links(self._model, self._tokens, row, hypotheses[0][0]) if links else None,
            alternatives=tuple(made[1:]),
        )


def _batches(numbers: list[list[int]]) -> Iterator[list[int]]:
    """Places of texts, those of like length together, `_BATCH_TOKENS` with padding at most."""
    order = sorted(range(len(numbers)), key=lambda place: len(numbers[place]))
    batch: list[int] = []
    for place in order:
        if batch and (len(batch) + 1) * len(numbers[place]) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
