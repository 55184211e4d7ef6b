"""The engines that run the one list of checks, each in its own way, to the same verdict."""

ENGINES = ("gx", "duckdb", "spark")
"""Their names, the default first."""

LOCAL = "local[*]"
"""Where Spark works unless told otherwise: on this machine, with all its cores."""
