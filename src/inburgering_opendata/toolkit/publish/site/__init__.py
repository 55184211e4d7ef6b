"""The pages of a release: static HTML in Dutch and English, made from its published tables only."""
