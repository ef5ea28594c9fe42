"""Documents, segments, beads and revisions: what a parallel corpus is made of."""
