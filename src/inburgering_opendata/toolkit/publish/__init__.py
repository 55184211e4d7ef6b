"""From a validated build to a release: whole, reproducible, never overwritten."""
