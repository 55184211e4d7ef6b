"""Tests of deliveries: what municipalities send, and how it is taken in."""
