"""Why an amount is what it is: every number recomputed from the published tables."""
