"""Why a municipality gets what it gets: every number recomputed from the published tables."""
