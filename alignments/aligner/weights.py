"""The constants of the search, learnt from alignments that people have made.

They maximize the likelihood of the gold alignments, with a weak prior towards zero. The gold: the
`dev` file of Text+Berg, the project's own re-paragraphed sample in Arabic, French and Persian, and
sentences of FLORES dev, TICO-19 dev and the UN in six languages with seeded merges and drops.
"""

from __future__ import annotations

from alignments.aligner.scoring import Weights

SEMANTIC = Weights(
    features=(3.07, 5.25, -2.26, 0.94, 0.67, 4.81, 3.02, -0.81, -3.05, 1.13, 1.89),
    nulls=(-0.43, -0.16, -1.37),
    starts=(-0.76, -1.55),
    priors=(-0.79, 1.58, 0.98, 1.02, 0.73, 1.83, -0.32, -0.56, -1.68, -1.64),
    opening=-0.72,
)
"""With an encoder."""

LEXICAL = Weights(
    features=(0.0, 0.0, -2.43, 0.79, 6.25, 4.25, 0.0, -1.27, 0.0, 1.5, 2.26),
    nulls=(0.0, -0.47, -0.44),
    starts=(-0.58, -1.43),
    priors=(-0.69, 3.35, 2.08, 1.43, 0.57, 1.16, 0.63, -0.34, -2.52, -2.25),
    opening=-0.56,
)
"""With lengths and words alone."""
