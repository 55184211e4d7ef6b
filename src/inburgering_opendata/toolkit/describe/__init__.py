"""What a table and a package are, read once from `schemas/` and `datapackages/`."""
