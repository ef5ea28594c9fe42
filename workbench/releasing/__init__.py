"""A corpus fit to publish: chosen, without duplicates, split, described and checked."""
