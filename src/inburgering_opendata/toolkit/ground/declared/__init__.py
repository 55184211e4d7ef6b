"""Files that a project declares: parsed strictly, and held against the JSON Schema of their kind.

A word that the schema of a kind does not have is refused, so that nothing is declared in vain.
"""
