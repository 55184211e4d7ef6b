"""The catalogue of a release: DCAT-AP-NL, its score, schema.org for the pages, and how to cite."""
