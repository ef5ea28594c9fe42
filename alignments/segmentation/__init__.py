"""Cuts the text of a block into sentences: sentencex, corrected by break and no-break rules.

`places` finds where a sentence may end, `cascade` asks our rules in turn (SRX's words: a break
rule or a no-break rule, the first that applies decides), `tables` holds what the rules know about
each language, and `baseline` has sentencex's opinion, which decides where no rule applies.
"""

from alignments.segmentation.sentences import LONGEST_BLOCK, sentence_spans

__all__ = ["LONGEST_BLOCK", "sentence_spans"]
