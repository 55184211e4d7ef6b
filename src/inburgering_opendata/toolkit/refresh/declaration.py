"""How a source is fetched anew, as `fetch` beside it in package.json says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inburgering_opendata.toolkit.describe.data_package import DataPackage, Source
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.refresh.errors import SOURCE_UNKNOWN


class Interface(StrEnum):
    """What answers at the address."""

    FILE = "file"
    ODATA_4 = "odata-4"
    ODATA_3 = "odata-3"


class Part(StrEnum):
    """What a column of the table is made of."""

    DIMENSION = "dimension"
    MEASURE = "measure"
    TITLED = "titled"
    STATUS = "status"
    TEXT = "text"
    BESIDE = "beside"
    VALIDITY = "validity"


@dataclass(frozen=True, kw_only=True)
class Column:
    """Where the cells of a column come from."""

    part: Part
    name: str = ""
    """Of the dimension or measure; for a text, the text itself; of a cell that stands beside
    another one, the column of that; of a validity its `first` or `last` day."""
    titles: tuple[str, ...] = ()
    """Of a measure that is known by its title: that, after those of the groups above it."""
    day: str | None = None
    """Of a period: its `first` day, or the `next` day after it."""


@dataclass(frozen=True, kw_only=True)
class Fetch:
    """Where a source is, and how its rows are made from the answers."""

    interface: Interface
    address: str
    """Of the file, or of the service: https://datasets.example.org/odata/v1/OFFICE."""
    dataset: str | None = None
    title: str | None = None
    """Of a dataset with a new identifier for each edition; `{year}` stands for the newest."""
    only: Mapping[str, str] = field(default_factory=dict)
    """The one code of a dimension that is asked for."""
    starting: Mapping[str, str] = field(default_factory=dict)
    """What the codes of a dimension start with."""
    since: Mapping[str, str] = field(default_factory=dict)
    """The first code of a dimension that is taken, in the order of the codes."""
    ending: Mapping[str, str] = field(default_factory=dict)
    """What the codes of a dimension end with."""
    replaces: str | None = None
    """The column by which pinned rows make place: those that have a value which was fetched."""
    columns: Mapping[str, Column] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A source that says how it is fetched."""

    package: DataPackage
    source: Source
    fetch: Fetch

    @property
    def name(self) -> str:
        return name_of(self.package, self.source)


def name_of(package: DataPackage, source: Source) -> str:
    """What a source is called: its package, and its file without the ending."""
    return f"{package.name}/{source.path.stem}"


def fetch_of(source: Source) -> Fetch | None:
    """How the source is fetched; None where that is not declared."""
    raw: Json | None = source.descriptor.get("fetch")
    if raw is None:
        return None
    return Fetch(
        interface=Interface(raw["interface"]),
        address=str(raw["address"]).rstrip("/"),
        dataset=raw.get("dataset"),
        title=raw.get("title"),
        only=raw.get("only", {}),
        starting=raw.get("starting", {}),
        since=raw.get("since", {}),
        ending=raw.get("ending", {}),
        replaces=raw.get("replaces"),
        columns={name: _column(column) for name, column in raw.get("columns", {}).items()},
    )


def chosen(
    packages: Iterable[DataPackage], names: Iterable[str]
) -> tuple[tuple[DataPackage, Source], ...]:
    """The sources that are named, each by its name, its file or its table; all without names.

    Raises:
        OpendataError: `SOURCE_UNKNOWN`.
    """
    every = tuple((package, source) for package in packages for source in package.sources)
    wanted = list(names)
    calls = [(package, source, _calls(package, source)) for package, source in every]
    for name in wanted:
        if not any(name in known for _, _, known in calls):
            known = sorted({call for _, _, of in calls for call in of})
            raise OpendataError(SOURCE_UNKNOWN, name=name, meant=did_you_mean(name, known))
    return tuple(
        (package, source) for package, source, known in calls if not wanted or known & set(wanted)
    )


def _calls(package: DataPackage, source: Source) -> set[str]:
    return {name_of(package, source), source.path.stem, source.path.name, source.table}


def _column(raw: Json) -> Column:
    part = next(part for part in Part if part in raw)
    if part is Part.TITLED:
        return Column(part=part, titles=tuple(raw[part]))
    return Column(part=part, name=raw[part], day=raw.get("day"))
