"""Checkpoints run by CTranslate2, in eight bits on a CPU: the fast path."""

from __future__ import annotations

from collections.abc import Sequence

from models.conversion import converted
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
from models.engines.links import linked
from models.errors import ModelFileError
from models.files import remedy

_BATCH_TOKENS = 2048


class CTranslate2Engine:
    """One converted model, with `setup.threads` threads."""

    def __init__(self, setup: Setup) -> None:
        import ctranslate2

        checkpoint = inspect(check_sizes(setup))
        self._tokens = CheckpointTokenizer(checkpoint, setup)
        self._beam_size = checkpoint.beam_size
        kept = setup.compute_type or ("int8" if setup.device == "cpu" else "float16")
        try:
            self._translator = ctranslate2.Translator(
                str(converted(checkpoint, kept)),
                device=setup.device,
                compute_type=kept,
                inter_threads=1,
                intra_threads=setup.threads,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelFileError(
                f"{checkpoint.folder}: CTranslate2 cannot load it ({error}); {remedy(setup.model)}"
            ) from error

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
        """As every engine. Scores are mean log-probabilities of the tokens."""
        check_cancelled()
        results = translate_in_parts(
            segments,
            target=target,
            too_long=self._tokens.too_long,
            translate=lambda texts: self._batch(texts, source, target, options),
        )
        progress(len(results), len(segments))
        return results

    def close(self) -> None:
        self._translator.unload_model()

    def _batch(
        self, texts: list[str], source: str, target: str, options: DecodingOptions
    ) -> list[Translation]:
        numbers = self._tokens.encode(texts, source=source, target=target)
        forced = self._tokens.forced_token(target)
        beam = options.beam_size or self._beam_size
        results = self._translator.translate_batch(
            [self._tokens.tokens(each) for each in numbers],
            target_prefix=[[forced]] * len(texts) if forced else None,
            max_batch_size=_BATCH_TOKENS,
            batch_type="tokens",
            beam_size=max(beam, options.alternatives + 1),
            num_hypotheses=options.alternatives + 1,
            repetition_penalty=options.repetition_penalty,
            no_repeat_ngram_size=options.no_repeat_ngram,
            max_decoding_length=self._tokens.longest_output(numbers),
            return_scores=True,
            return_attention=options.links,
        )
        return [
            self._translation(result, row, forced)
            for result, row in zip(results, numbers, strict=True)
        ]

    def _translation(self, result: Untyped, row: list[int], forced: str | None) -> Translation:
        texts = [self._text(tokens, forced) for tokens in result.hypotheses]
        scored = [
            Alternative(text=text, score=score)
            for text, score in zip(texts, result.scores, strict=True)
        ]
        return Translation(
            text=scored[0].text,
            score=scored[0].score,
            links=self._links(result, row, forced) if result.attention else None,
            alternatives=tuple(scored[1:]),
        )

    def _links(
        self, result: Untyped, row: list[int], forced: str | None
    ) -> tuple[tuple[int, int], ...]:
        tokens, attention = result.hypotheses[0], result.attention[0]
        return linked(
            self._tokens, row, [self._tokens.number(token) for token in tokens], attention
        )

    def _text(self, tokens: list[str], forced: str | None) -> str:
        rest = tokens[1:] if forced and tokens[:1] == [forced] else tokens
        return self._tokens.decode([self._tokens.number(token) for token in rest])
