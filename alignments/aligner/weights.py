"""The constants of the search, learnt from alignments that people have made.

They maximize the likelihood of the gold alignments, with a weak prior towards zero. The gold: the
`dev` file of Text+Berg, the project's own re-paragraphed sample in Arabic, French and Persian, and
sentences of FLORES dev, TICO-19 dev and the UN in six languages with seeded merges and drops.
"""

from __future__ import annotations

from alignments.aligner.scoring import Weights

SEMANTIC = Weights(
    features=(7.26, -3.68, -1.6, -0.65, -4.41, -3.1, 2.29, -4.3, 4.53, -0.78, -0.27),
    starts=(-1.03, -1.32),
    priors=(-0.89, 1.06, 0.16, -0.56, -1.79, -2.22, -0.51, -0.83, -1.78, -1.15),
    opening=-1.5,
)
"""With an encoder."""

LEXICAL = Weights(
    features=(0, 0, -1.92, 0, 0, 0.58, 1.34, 0, 0, -1.54, -0.24),
    starts=(-0.55, -0.7),
    priors=(-2.0, 3.22, 1.89, 0.48, -0.64, -1.08, 0.54, -0.34, -1.32, -1.15),
)
"""With lengths and words alone."""
