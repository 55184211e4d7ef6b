"""Proof that every check can fail: data that breaks exactly one thing, for each of them."""
