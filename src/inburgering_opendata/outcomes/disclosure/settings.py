"""The settings of disclosure control, from datapackages/outcomes/disclosure.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from inburgering_opendata.outcomes.audit.limits import Limits
from inburgering_opendata.toolkit.ground.declared.kind import Kind
from inburgering_opendata.toolkit.ground.declared.reading import declared_in
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

DISCLOSURE = Kind(
    name="disclosure",
    files="datapackages/outcomes/disclosure.yaml",
    schema=Path(__file__).with_name("disclosure.schema.json"),
)


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
        OpendataError: `PROJECT_FILE_BROKEN`, naming the setting, what it is and what was expected.
    """
    try:
        raw = declared_in(data, path, DISCLOSURE)
    except ValueError as error:
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=error) from error
    decimals = {name: Decimal(str(raw[name])) for name in ("variance", "inside_percent")}
    return Settings(**{**raw, **decimals})
