"""Which words of a translation come from which words of its source, by cross-attention.

Tokens are linked where the attention, averaged over the heads of the last decoder layer but one
(Garg et al., 2019), is strongest, and tokens become words: runs between white space.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.engines.checkpoint import CheckpointTokenizer, Untyped

_WORD_START = "▁"
_LEAST = 0.15
"""Attention below which a token is held to come from nowhere in particular."""


def word_links(
    model: Untyped, tokenizer: CheckpointTokenizer, source: Sequence[int], target: Sequence[int]
) -> tuple[tuple[int, int], ...] | None:
    """Pairs of (source word, target word); `None` when the model shows no attention.

    `target` begins with the decoder's start token.
    """
    import torch

    with torch.inference_mode():
        output = model(
            input_ids=torch.tensor([source], device=model.device),
            decoder_input_ids=torch.tensor([target], device=model.device),
            output_attentions=True,
        )
    layers = output.cross_attentions
    if not layers or layers[-1] is None:
        return None
    attention = layers[max(0, len(layers) - 2)][0].mean(0)
    # The state that reads token n decides token n + 1, and that is what it attends for
    source_words = _words(tokenizer, source)
    target_words = _words(tokenizer, target[1:])
    strongest = attention[: len(target) - 1].max(dim=-1)
    links = {
        (source_words[place], word)
        for word, place, weight in zip(
            target_words, strongest.indices.tolist(), strongest.values.tolist(), strict=True
        )
        if word is not None and weight >= _LEAST and source_words[place] is not None
    }
    return tuple(sorted((first, second) for first, second in links if first is not None))


def _words(tokenizer: CheckpointTokenizer, numbers: Sequence[int]) -> list[int | None]:
    """The word that each token belongs to; `None` for tokens that are no text."""
    special = set(tokenizer.tokenizer.all_special_ids)
    word = -1
    words: list[int | None] = []
    for number, token in zip(numbers, tokenizer.tokens(numbers), strict=True):
        if number in special or token.startswith((">>", "__", "<2")):
            words.append(None)
            continue
        if token.startswith(_WORD_START) or word < 0:
            word += 1
        words.append(word)
    return words
