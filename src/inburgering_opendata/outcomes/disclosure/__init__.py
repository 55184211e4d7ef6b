"""Disclosure control: what is published must identify nobody.

Counts of persons are perturbed by the cell-key method (Fraser and Wooton 2005; recommended by
Eurostat for the census of 2021). What the audit still finds out of the perturbed figures is
withheld.

Record key: a secret random number of a person. Cell key: a secret random number of the persons in a
cell, the same wherever they are counted. Perturbation table: what is added to a count, by its cell
key; it is published. Unit of noise: as much of a sum as is perturbed like one person.
"""
