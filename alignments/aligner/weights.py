"""The constants of the search, learnt from alignments that people have made.

They maximize the likelihood of the gold alignments, with a weak prior towards zero. The gold: the
`dev` file of Text+Berg, the project's own re-paragraphed sample in Arabic, French and Persian, and
sentences of FLORES dev, TICO-19 dev and the UN in six languages with seeded merges and drops.
"""

from __future__ import annotations

from alignments.aligner.scoring import Weights

SEMANTIC = Weights(
    features=(
        *(4.2, -1.57, -1.72, -1.06, -1.55, -1.66, 2.41),
        *(-3.18, 2.11, -0.79, -6.51, -1.13, -1.34, -1.94),
    ),
    starts=(-1.24, -0.89),
    nulls=(-0.7,),
    priors=(0.31, 1.44, 0.27, -0.79, -2.1, -3.01, -0.63, -1.41, -3.09, -2.34),
)
"""With an encoder."""

LEXICAL = Weights(
    features=(0, 0, -1.72, 0, 0, 3.0, 2.41, 0, 0, 0, 0, -1.13, -1.34, -1.94),
    starts=(-1.24, -0.89),
    nulls=(-0.7,),
    priors=(-0.7, 1.44, 0.27, -0.79, -2.1, -3.01, -0.63, -1.41, -3.09, -2.34),
)
"""With lengths and words alone."""
