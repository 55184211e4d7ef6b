"""The published formats: a small module each, one list of them, and the proof that they agree."""
