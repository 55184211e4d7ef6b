"""Disclosure control: what is published must identify nobody.

All published tables are one linked system of cells and equations. Protection suppresses cells of
it, knowing every value; the attack tries to compute them again, knowing what is published only.
"""
