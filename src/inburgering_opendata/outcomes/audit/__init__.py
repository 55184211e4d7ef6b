"""The audit of disclosure control: what somebody can find out of what is published.

It owes nothing to the protection: it knows what everybody can look up (the published tables, the
register, the declarations of the indicators and the perturbation table), derives from these which
cells are sums, parts or other names of each other, and narrows down what each true count can be.

Feasibility interval: the least and the most that a true count can be, for somebody. Residual: those
of a whole who are not of a part; a count of persons like any other, though it is not published.
"""
