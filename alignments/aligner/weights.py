"""The constants of the search, learnt from alignments that people have made.

They maximize the likelihood of the gold alignments, with a weak prior towards zero. The gold: the
`dev` file of Text+Berg, the project's own re-paragraphed sample in Arabic, French and Persian, and
sentences of FLORES dev, TICO-19 dev and the UN in six languages with seeded merges and drops.
"""

from __future__ import annotations

from alignments.aligner.scoring import Weights

SEMANTIC = Weights(
    features=(8.21, -3.8, -1.57, 0.31, -4.75, -3.17, 2.08, -3.47, 3.02, -0.87, -0.24),
    starts=(-1.13, -1.23),
    priors=(-1.09, 1.27, 0.51, -0.39, -1.79, -3.21, -0.09, -0.5, -1.74, -1.05),
)
"""With an encoder."""

LEXICAL = Weights(
    features=(0, 0, -1.92, 0, 0, 0.58, 1.34, 0, 0, -1.54, -0.24),
    starts=(-0.55, -0.7),
    priors=(-2.0, 3.22, 1.89, 0.48, -0.64, -1.08, 0.54, -0.34, -1.32, -1.15),
)
"""With lengths and words alone."""
