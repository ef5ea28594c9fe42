"""The constants of the search, learnt from alignments that people have made.

They maximize the likelihood of the gold alignments, with a weak prior towards zero. The gold: the
`dev` file of Text+Berg, the project's own re-paragraphed sample in Arabic, French and Persian, and
sentences of FLORES dev, TICO-19 dev and the UN in six languages with seeded merges and drops.
"""

from __future__ import annotations

from alignments.aligner.scoring import Weights

SEMANTIC = Weights(
    features=(8.21, -2.31, -1.48, -2.53, 1.74, -4.79, 5.27, -0.68),
    starts=(-0.73, -1.22),
    priors=(-0.35, 1.5, 0.67, -0.06, -1.0, -1.18, -0.38, -0.51, -1.13, -0.82),
    opening=-1.25,
)
"""With an encoder."""

LEXICAL = Weights(
    features=(0.0, 0.0, -1.99, 1.7, 2.3, 0.0, 0.0, -1.24),
    starts=(-0.57, -1.21),
    priors=(-1.22, 3.43, 2.21, 0.76, -1.11, -2.6, 0.8, -0.36, -1.78, -1.37),
    opening=-1.25,
)
"""With lengths and words alone."""
