"""The settings of disclosure control, from datapackages/outcomes/disclosure.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from inburgering_opendata.disclosure.errors import SETTINGS_WRONG
from inburgering_opendata.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.project import Project

ZEROS = ("publish", "protect")
MARGINS = ("target_group", "legal_regime", "route", "period")
"""Dimensions whose categories add up to `total`, where that is published."""
CONTRIBUTORS = ("row", "singleton", "none")


@dataclass(frozen=True)
class Settings:
    """Our defaults, none of them a rule of CBS; the file says what each means."""

    minimum_count: int = 5
    minimum_counts: Mapping[str, int] = field(default_factory=dict)
    """By indicator, where another minimum applies."""
    zeros: str = "publish"
    protection_width: int = 5
    protection_percent: int = 20
    contributor: str = "row"
    leaves_some: tuple[str, ...] = ("route",)
    persons_of: Mapping[str, str] = field(default_factory=dict)
    """By indicator that is a sum, the one that counts the persons it is over."""
    rounding: int | None = None
    """The base of controlled rounding of counts, if they are rounded and not suppressed."""
    attack_seconds: int = 600

    def minimum_of(self, indicator: str) -> int:
        return self.minimum_counts.get(indicator, self.minimum_count)

    def is_sensitive(self, indicator: str, count: int) -> bool:
        """Whether a count of persons is too small to publish."""
        return self.least_sensitive <= count < self.minimum_of(indicator)

    def stands(self, amount: int) -> bool:
        """Whether a sum may be published though the number of its persons is not."""
        return amount == 0 and self.zeros == "publish"

    @property
    def least_sensitive(self) -> int:
        return 0 if self.zeros == "protect" else 1


DEFAULTS = Settings()


def settings_path(project: Project) -> Path:
    return project.packages / "outcomes" / "disclosure.yaml"


def load_settings(project: Project) -> Settings:
    """The settings of the project.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN` when the file cannot be read, lacks a setting or has
            an unknown one; `SETTINGS_WRONG` when a value cannot be.
    """
    import yaml

    path = settings_path(project)
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=error) from error
    names = {each.name for each in fields(Settings)}
    if not isinstance(raw, dict) or set(raw) != names:
        problem = f"it must have exactly the settings {', '.join(sorted(names))}"
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=problem)
    for name, value in raw.items():
        if expected := _what_is_expected(name, value):
            raise OpendataError(
                SETTINGS_WRONG, path=path, name=name, value=value, expected=expected
            )
    least = max([raw["minimum_count"], *raw["minimum_counts"].values()])
    if raw["rounding"] != "none" and raw["rounding"]["base"] < least:
        raise OpendataError(
            SETTINGS_WRONG,
            path=path,
            name="rounding",
            value=raw["rounding"],
            expected=f"a base of at least {least}, the largest minimum count",
        )
    rounding = None if raw["rounding"] == "none" else raw["rounding"]["base"]
    return Settings(**{**raw, "leaves_some": tuple(raw["leaves_some"]), "rounding": rounding})


def _what_is_expected(name: str, value: Any) -> str | None:
    """What `value` should have been, or None when it is right."""
    match name:
        case "zeros":
            return None if value in ZEROS else f"one of {', '.join(ZEROS)}"
        case "contributor":
            return None if value in CONTRIBUTORS else f"one of {', '.join(CONTRIBUTORS)}"
        case "minimum_counts":
            right = isinstance(value, dict) and all(_whole(v, 2) for v in value.values())
            return None if right else "a list of indicators, each with a whole number from 2"
        case "persons_of":
            right = isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
            return None if right else "a list of sums, each with an indicator that is a count"
        case "leaves_some":
            right = isinstance(value, list) and set(value) <= set(MARGINS)
            return None if right else f"a list of some of {', '.join(MARGINS)}"
        case "rounding":
            right = value == "none" or (
                isinstance(value, dict) and set(value) == {"base"} and _whole(value["base"], 2)
            )
            return None if right else "none, or a base that is a whole number from 2"
        case "protection_percent":
            return None if _whole(value, 1, 100) else "a whole number from 1 to 100"
        case "minimum_count":
            return None if _whole(value, 2) else "a whole number from 2"
        case _:
            return None if _whole(value, 1) else "a whole number from 1"


def _whole(value: Any, least: int, most: int | None = None) -> bool:
    # True and False are integers to Python, and no numbers to anybody else.
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and value >= least and (most is None or value <= most)
