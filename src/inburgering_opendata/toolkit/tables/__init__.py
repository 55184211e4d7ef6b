"""Tables as bytes: strict CSV in, reproducible CSV and Parquet out."""
