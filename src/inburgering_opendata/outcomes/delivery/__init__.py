"""Deliveries: from a municipality's file to checked rows in a store outside the repository."""
