"""JSON for machines: the whole result, every failing row included."""

from __future__ import annotations

import json
from pathlib import Path

from inburgering_opendata.validate.result import ValidationResult


def as_json(result: ValidationResult, _checked: Path) -> str:
    """What a release carries as validation.json; where it stood is no part of that."""
    return json.dumps(result.to_dict(), indent=2, ensure_ascii=False)
