"""The money of the agreement and after it, and the housing targets: how much, by what rule."""
