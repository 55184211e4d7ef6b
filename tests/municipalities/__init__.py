"""The register of municipalities and what they are called."""
