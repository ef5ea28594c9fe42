"""The constants of the search, learnt from alignments that people have made.

They maximize the likelihood of the gold alignments, with a prior towards zero so strong that what
is learnt from some sources does best on those left out. The gold: the
`dev` file of Text+Berg, the project's own re-paragraphed sample in Arabic, French and Persian, and
sentences of FLORES dev, TICO-19 dev and the UN in six languages with seeded merges and drops.
"""

from __future__ import annotations

from alignments.aligner.scoring import Weights

SEMANTIC = Weights(
    features=(1.95, 2.15, -1.79, 0.38, 0.05, 2.11, 0.86, -0.84, -2.16, 1.25, 0.75),
    nulls=(-0.82, -0.22, -0.38),
    starts=(-0.3, -1.04),
    priors=(-0.83, 1.45, 1.06, 0.66, 0.15, 0.31, 0.06, -0.19, -0.79, -0.84),
    opening=-0.64,
)
"""With an encoder."""

LEXICAL = Weights(
    features=(0.0, 0.0, -2.14, 0.4, 2.08, 1.84, 0.0, -1.2, 0.0, 1.64, 1.16),
    nulls=(0.0, -0.49, -0.01),
    starts=(-0.42, -0.94),
    priors=(-1.05, 2.68, 1.74, 0.84, 0.0, 0.07, 0.45, -0.22, -1.21, -1.13),
    opening=-0.8,
)
"""With lengths and words alone."""
