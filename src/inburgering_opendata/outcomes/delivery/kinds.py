"""The kinds of delivery; each is described by the Table Schema and suite of its name."""

TRAJECTORY, COUNT = "trajectory", "count"

KINDS = (TRAJECTORY, COUNT)
