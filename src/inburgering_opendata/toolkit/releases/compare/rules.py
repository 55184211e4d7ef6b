"""What a change of a table's schema means for who reads the table: the rules, written down once.

The levels are those of semantic versioning, as SDMX applies it to statistical artefacts
(Guidelines on the Versioning of SDMX Artefacts; SDMX 3.0, section 6, 14): a deletion or another
representation is major, an addition minor, words alone a patch. The question behind each rule is
whether a program that was right for every table of the old schema is still right.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """The part of a schema's version that a change raises, mildest first."""

    PATCH = 0
    MINOR = 1
    MAJOR = 2


@dataclass(frozen=True)
class Rule:
    """A kind of change, the level it has, and why."""

    name: str
    level: Level
    why: str

    @property
    def breaking(self) -> bool:
        return self.level is Level.MAJOR


TABLE_REMOVED = Rule("table_removed", Level.MAJOR, "Who reads the table finds nothing.")
TABLE_MOVED = Rule("table_moved", Level.MAJOR, "Its files are in another package, at other paths.")
TABLE_ADDED = Rule("table_added", Level.MINOR, "Nobody reads it yet.")
KEY_CHANGED = Rule("key_changed", Level.MAJOR, "A row is another thing; joins and sums differ.")
FIELD_REMOVED = Rule("field_removed", Level.MAJOR, "Who reads the column finds nothing.")
FIELD_RENAMED = Rule(
    "field_renamed", Level.MAJOR, "Who reads the column finds nothing under the name it had."
)
FIELD_ADDED = Rule("field_added", Level.MINOR, "Columns are read by name, so nobody is in its way.")
FIELD_MOVED = Rule("field_moved", Level.PATCH, "Columns are read by name, not by place.")
TYPE_CHANGED = Rule("type_changed", Level.MAJOR, "Values are stored and read in another way.")
UNIT_CHANGED = Rule("unit_changed", Level.MAJOR, "The same number is another amount.")
MISSING_CHANGED = Rule("missing_values_changed", Level.MAJOR, "An empty cell is written otherwise.")
BECAME_OPTIONAL = Rule("became_optional", Level.MAJOR, "Cells may be empty that never were.")
BECAME_REQUIRED = Rule("became_required", Level.MINOR, "Who can read empty cells, can do without.")
CATEGORY_REMOVED = Rule(
    "category_removed", Level.MAJOR, "Who selects the value silently gets no rows."
)
CATEGORY_ADDED = Rule(
    "category_added", Level.MINOR, "Lists grow; what is selected by a known value stays the same."
)
CATEGORY_RELABELLED = Rule(
    "category_relabelled", Level.MINOR, "The value may now stand for something else: look."
)
CONSTRAINT_LOOSENED = Rule(
    "constraint_loosened", Level.MAJOR, "Values may occur that were excluded."
)
CONSTRAINT_TIGHTENED = Rule(
    "constraint_tightened", Level.MINOR, "Every value that may occur, could occur before."
)
FOREIGN_KEY_REMOVED = Rule(
    "foreign_key_removed", Level.MAJOR, "A join may lose rows that it always found."
)
FOREIGN_KEY_ADDED = Rule("foreign_key_added", Level.MINOR, "A join is promised that was not.")
DEFINITION_CHANGED = Rule(
    "definition_changed", Level.MINOR, "The figures may now mean something else: look."
)
TITLE_CHANGED = Rule("title_changed", Level.PATCH, "Another name for people; programs do not see.")

RULES = (
    TABLE_REMOVED,
    TABLE_MOVED,
    TABLE_ADDED,
    KEY_CHANGED,
    FIELD_REMOVED,
    FIELD_RENAMED,
    FIELD_ADDED,
    FIELD_MOVED,
    TYPE_CHANGED,
    UNIT_CHANGED,
    MISSING_CHANGED,
    BECAME_OPTIONAL,
    BECAME_REQUIRED,
    CATEGORY_REMOVED,
    CATEGORY_ADDED,
    CATEGORY_RELABELLED,
    CONSTRAINT_LOOSENED,
    CONSTRAINT_TIGHTENED,
    FOREIGN_KEY_REMOVED,
    FOREIGN_KEY_ADDED,
    DEFINITION_CHANGED,
    TITLE_CHANGED,
)
"""Every rule; `opendata diff --rules` shows them."""
