"""Official tables as they are printed: an annex with a title, a header, rows and a total."""
