"""Errors of the audit."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import DATA_WRONG, NOT_DONE, ErrorKind

AUDIT_UNFINISHED = ErrorKind(
    "audit-unfinished",
    NOT_DONE,
    "the audit of disclosure control could not be finished: {problem}",
    "Nothing is known to be safe before it is. Please report it.",
)
INDICATOR_UNDECLARED = ErrorKind(
    "disclosure-indicator-undeclared",
    DATA_WRONG,
    "observation: the indicator '{indicator}' is not declared",
    "Declare it in indicators.yaml: what is not known to be a count, a sum or a share cannot be "
    "audited.",
)
CELL_UNKNOWN = ErrorKind(
    "disclosure-cell-unknown",
    DATA_WRONG,
    "observation: {figure} is no cell that indicators.yaml declares",
    "Declare its breakdown in indicators.yaml, or correct the row: of what is not declared nobody "
    "knows what it adds up to, so it cannot be audited.",
)
CONTRADICTION = ErrorKind(
    "disclosure-contradiction",
    DATA_WRONG,
    "the published figures contradict each other: {figure}",
    "They cannot all have been perturbed by the table perturbation. Protect the counts anew with "
    "`opendata outcomes`.",
)
PROTECTED_TWICE = ErrorKind(
    "disclosure-protected-twice",
    DATA_WRONG,
    "figures were perturbed with more than one secret or table: {keys}",
    "Two draws of the same count tell more of it than either. Import the secret of the earlier "
    "release with `opendata secret import`, and count anew.",
)
