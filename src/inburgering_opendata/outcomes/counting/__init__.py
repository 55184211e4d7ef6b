"""Indicators: declared in `datapackages/outcomes/indicators.yaml`, compiled to DuckDB, counted."""
