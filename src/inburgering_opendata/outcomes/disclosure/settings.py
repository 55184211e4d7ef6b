"""The settings of disclosure control, from datapackages/outcomes/disclosure.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from inburgering_opendata.outcomes.audit.limits import Limits
from inburgering_opendata.outcomes.disclosure.errors import SETTINGS_WRONG
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.project import Project


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Our choices, none of them a rule of CBS; the file says what each means, and why."""

    maximum: int = 6
    variance: Decimal = Decimal("2.25")
    largest_unpublished: int = 2
    small: int = 4
    protection_width: int = 2
    inside_percent: Decimal = Decimal("0.5")
    least_denominator: int = 40

    @property
    def limits(self) -> Limits:
        """What the audit holds the figures to."""
        return Limits(
            small=self.small,
            width=self.protection_width,
            inside_percent=self.inside_percent,
            least_denominator=self.least_denominator,
        )


_FILE = Path("outcomes", "disclosure.yaml")


def settings_path(project: Project) -> Path:
    return project.packages / _FILE


def load_settings(project: Project) -> Settings:
    """The settings of the project; see `parse_settings` for what it raises."""
    path = settings_path(project)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=error) from error
    return parse_settings(path, data)


def parse_settings(path: Path, data: bytes) -> Settings:
    """The settings `data`, read from `path`.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN` when the file cannot be read, lacks a setting or has
            an unknown one; `SETTINGS_WRONG` when a value cannot be.
    """
    import yaml

    try:
        raw = yaml.safe_load(data)
    except (ValueError, yaml.YAMLError) as error:
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=error) from error
    names = {each.name for each in fields(Settings)}
    if not isinstance(raw, dict) or set(raw) != names:
        problem = f"it must have exactly the settings {', '.join(sorted(names))}"
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=problem)
    for name, value in raw.items():
        expected, is_right = _EXPECTED[name]
        if not is_right(value):
            raise OpendataError(
                SETTINGS_WRONG, path=path, name=name, value=value, expected=expected
            )
    decimals = {name: Decimal(str(raw[name])) for name in ("variance", "inside_percent")}
    return Settings(**{**raw, **decimals})


def _whole(least: int) -> tuple[str, Callable[[Any], bool]]:
    # True and False are integers to Python, and no numbers to anybody else.
    return f"a whole number from {least}", lambda value: type(value) is int and value >= least


def _number(most: int) -> tuple[str, Callable[[Any], bool]]:
    return (
        f"a number above 0 and up to {most}",
        lambda value: type(value) in (int, float) and 0 < value <= most,
    )


_EXPECTED: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "maximum": _whole(2),
    "variance": _number(100),
    "largest_unpublished": _whole(0),
    "small": _whole(1),
    "protection_width": _whole(1),
    "inside_percent": _number(100),
    "least_denominator": _whole(1),
}
