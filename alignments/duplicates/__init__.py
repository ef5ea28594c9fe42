"""Texts and pairs that say the same in almost the same words, found among millions."""
