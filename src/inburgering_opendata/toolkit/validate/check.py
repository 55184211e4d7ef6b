"""One thing that is asked of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inburgering_opendata.toolkit.validate.rules.rule import Rule
from inburgering_opendata.toolkit.validate.vocabulary import columns_of, references_of


@dataclass(frozen=True)
class Check:
    """One expectation of one table."""

    id: str
    type: str
    kwargs: Mapping[str, Any]
    severity: str
    reason: str
    reason_nl: str = ""
    """The same in Dutch, where the suite says it: those of deliveries do."""
    rule: Rule | None = None
    """What the vocabulary of the project knows by its type; None when it knows nothing."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the checked table that it reads."""
        return columns_of(self.rule, self.kwargs) if self.rule else ()

    @property
    def references(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The tables that it refers to, each with the columns it reads there."""
        return tuple(references_of(self.rule, self.kwargs)) if self.rule else ()
