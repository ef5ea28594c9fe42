"""The constants of the search, learnt from alignments that people have made.

They maximize the likelihood of the gold alignments, with a weak prior towards zero. The gold: the
`dev` file of Text+Berg, the project's own re-paragraphed sample in Arabic, French and Persian, and
sentences of FLORES dev, TICO-19 dev and the UN in six languages with seeded merges and drops.
"""

from __future__ import annotations

from alignments.aligner.scoring import Weights

SEMANTIC = Weights(
    features=(9.01, -1.48, -1.67, 1.26, -1.77, -2.57, 2.11, -4.01, 3.19, -1.32),
    starts=(0.0, 0.0),
    priors=(-0.96, 1.25, 0.25, -0.91, -2.36, -3.87, -0.3, -1.19, -2.57, -1.6),
)
"""With an encoder."""

LEXICAL = Weights(
    features=(0.0, 0.0, -1.5, 0.0, 0.0, 4.0, 1.0, 0.0, 0.0, 0.0),
    starts=(0.0, 0.0),
    priors=(-2.0, 1.25, 0.25, -0.91, -2.36, -3.87, -0.3, -1.19, -2.57, -1.6),
)
"""With lengths and words alone."""
