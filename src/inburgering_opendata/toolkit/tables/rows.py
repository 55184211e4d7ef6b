"""What a row is, outside Arrow: its values by the name of their column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]
"""A row in the types of its schema."""

TextRow = Mapping[str, str]
"""A row as its CSV has it: every value as text, an empty cell as an empty one."""
