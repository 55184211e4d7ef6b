"""Declarations of a project, drafted: what can be seen is written down, the rest is a TODO."""
