"""Releases as a whole: published, compared, verified, downloaded."""
