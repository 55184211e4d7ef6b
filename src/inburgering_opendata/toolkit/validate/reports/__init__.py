"""A validation result in every form it is asked for: one format, one file."""
