"""The field's own rules, as pure functions: the same judgement whichever engine read the table.

Each takes rows or sums and returns a `Finding`: whether the rule holds, and if not, every row or
group that breaks it. Sums are exact whatever their size, as they are Python integers.
"""
