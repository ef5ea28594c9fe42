"""Which words of a translation come from which words of its source, by cross-attention.

Tokens are linked where the attention, averaged over the heads of the last decoder layer but one
(Garg et al., 2019), is strongest, and tokens become words: runs between white space.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.engines.checkpoint import CheckpointTokenizer, Untyped

WordLinks = tuple[tuple[int, int], ...]

_WORD_START = "▁"
_LEAST = 0.15
"""Attention below which a token is held to come from nowhere in particular."""


def attended_layer(layers: int) -> int:
    """The decoder layer, counted from 0, whose attention says most about where words come from."""
    return max(0, layers - 2)


def word_links(
    model: Untyped, tokenizer: CheckpointTokenizer, source: Sequence[int], target: Sequence[int]
) -> WordLinks | None:
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
    attention = layers[attended_layer(len(layers))][0].mean(0)
    # The state that reads token n decides token n + 1, and that is what it attends for
    return linked(tokenizer, source, target[1:], attention[: len(target) - 1].tolist())


def linked(
    tokenizer: CheckpointTokenizer,
    source: Sequence[int],
    target: Sequence[int],
    attention: Sequence[Sequence[float]],
) -> WordLinks:
    """The links between words that the attention of each target token to the source makes."""
    source_words = _words(tokenizer, source)
    links = set()
    for word, weights in zip(_words(tokenizer, target), attention, strict=True):
        place = max(range(len(weights)), key=weights.__getitem__)
        found = source_words[place] if weights[place] >= _LEAST else None
        if word is not None and found is not None:
            links.add((found, word))
    return tuple(sorted(links))


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
