"""Publishes and validates any tables; it is told of a subject, and knows none."""
