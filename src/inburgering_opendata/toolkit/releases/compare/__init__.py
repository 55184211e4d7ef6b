"""Two releases side by side: what changed in schemas, rows, totals and sources."""
