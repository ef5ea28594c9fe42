"""The constants of the search, learnt from alignments that people have made.

They are what `benchmarks/alignment_weights.py` prints: they maximize the likelihood of the gold,
with a prior towards zero so strong that what is learnt from the other sources does best on those
that people aligned. The gold: the `dev` file of Text+Berg, the project's own re-paragraphed sample
in Arabic, French and Persian, and sentences of FLORES dev, TICO-19 dev and the UN in six languages
with seeded merges and drops.
"""

from __future__ import annotations

from alignments.aligner.scoring import Weights

PHRASED = Weights(
    features=(1.36, 1.41, -1.59, 0.1, 0.01, 1.92, 0.63, -0.64, -1.54, 1.52, 0.62, -0.17, -2.05),
    nulls=(-0.48, -0.54, -0.08, -0.57),
    starts=(-0.28, -0.97),
    priors=(-1.31, 1.76, 1.35, 0.65, 0.29, 0.54, 0.19, -0.41, -0.88, -1.17),
    opening=-0.45,
)
"""With an encoder that tells phrases apart."""

SEMANTIC = Weights(
    features=(1.95, 2.15, -1.79, 0.26, 0.13, 2.03, 0.78, -0.93, -2.13, 1.34, 0.75, 0.0, 0.0),
    nulls=(-0.84, -0.22, -0.37, 0.0),
    starts=(-0.28, -1.0),
    priors=(-0.91, 1.29, 1.05, 0.65, 0.26, 0.5, 0.02, -0.31, -0.79, -0.93),
    opening=-0.57,
)
"""With an encoder of whole texts."""

LEXICAL = Weights(
    features=(0.0, 0.0, -2.02, 0.27, 2.08, 1.81, 0.0, -1.28, 0.0, 1.75, 1.16, 0.0, 0.0),
    nulls=(0.0, -0.55, -0.02, 0.0),
    starts=(-0.32, -0.92),
    priors=(-1.18, 2.5, 1.68, 0.9, 0.1, 0.27, 0.38, -0.38, -1.2, -1.17),
    opening=-0.73,
)
"""With lengths and words alone."""
