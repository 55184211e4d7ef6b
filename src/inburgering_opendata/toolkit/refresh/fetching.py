"""A source as its publisher has it today, beside what is pinned."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.assemble.layout import is_laid_out
from inburgering_opendata.toolkit.describe.data_package import Source
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256, write_whole
from inburgering_opendata.toolkit.ground.partials import scratch_folder
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.refresh import odata3, odata4
from inburgering_opendata.toolkit.refresh.asking import Visitor
from inburgering_opendata.toolkit.refresh.converting import converted, unfit, unreadable_because
from inburgering_opendata.toolkit.refresh.declaration import Fetched, Interface
from inburgering_opendata.toolkit.refresh.kept import pinned_bytes
from inburgering_opendata.toolkit.refresh.merging import merged
from inburgering_opendata.toolkit.refresh.observations import Dataset, Observed
from inburgering_opendata.toolkit.releases.compare.comparison import Comparison, side_by_side
from inburgering_opendata.toolkit.releases.compare.published import Published, PublishedPackage
from inburgering_opendata.toolkit.tables.csv_writer import to_csv
from inburgering_opendata.toolkit.validate.workspace import TableFile

Read = Callable[[Source, bytes], pa.Table]

SENTENCES = 5
"""Of a description that are shown."""

FINAL = frozenset({"Definitief", "Final"})
"""The words of a publisher for figures that will not change any more."""

_SUCCESSOR = re.compile(
    r"[^.\n]*\b(?:opgevolgd|opvolger|opvolgt|vervangen|vervangt|vervangende|voortgezet|overgegaan"
    r"|stopgezet|beëindigd|nieuwe tabel|succeeded|successor|replaced|discontinued"
    r"|[0-9]{4,5}[ ]?[A-Za-z]{3})\b[^.\n]*",
    re.IGNORECASE,
)
"""A sentence that may tell what comes after a dataset: by such a word, or by an identifier."""


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What the publisher has now."""

    fetched: Fetched
    data: bytes
    table: pa.Table
    """Its rows."""
    pinned: pa.Table
    """Those of the edition that is pinned."""
    dataset: Dataset | None
    provisional: tuple[str, ...]
    """Codes of the periods whose figures are not final."""
    remarks: tuple[str, ...]
    """What a maintainer should know before it is pinned."""

    @property
    def sha256(self) -> str:
        return sha256(self.data)

    @property
    def is_pinned(self) -> bool:
        """Whether it is, byte for byte, what the project has."""
        return self.sha256 == self.fetched.source.sha256


def fetched_edition(
    project: Project, fetched: Fetched, visitor: Visitor, progress: Callable[[str], None]
) -> Edition:
    """What the publisher of the source has today.

    Raises:
        OpendataError: `NOT_ANSWERED`, `DATASET_UNKNOWN`, `ANSWER_UNREADABLE`, `ANSWER_UNFIT`.
    """
    progress(f"fetching {fetched.name}")
    source, read = fetched.source, Assembly(project).read
    pinned = read(source, pinned_bytes(fetched.package, source))
    if fetched.fetch.interface is Interface.FILE:
        return _of_file(fetched, visitor, read, pinned)
    if is_laid_out(source.path, source.descriptor):
        problem = "it is written as CSV in the columns of the table, so 'layout' cannot be"
        raise unfit(fetched, problem)
    schema = load_table_schema(project, source.table).unfilled
    service = odata4 if fetched.fetch.interface is Interface.ODATA_4 else odata3
    observed = service.observed(visitor, fetched.fetch)
    rows = converted(fetched, schema, observed)
    whole = merged(fetched, schema, rows.table, pinned)
    order = [(name, "ascending") for name in schema.primary_key]
    table = whole.table.sort_by(order) if order else whole.table
    provisional = _provisional(observed)
    return Edition(
        fetched=fetched,
        data=to_csv(table, schema),
        table=table,
        pinned=pinned,
        dataset=observed.dataset,
        provisional=provisional,
        remarks=(
            *_of_dataset(fetched, observed.dataset),
            *_of_status(fetched, provisional),
            *whole.remarks,
            *(f"{n:,} rows have no figure ({why})" for why, n in rows.left_out.items()),
        ),
    )


@contextmanager
def difference(project: Project, edition: Edition) -> Iterator[Comparison]:
    """What changed from the pinned rows to those of the edition, as `diff` has it.

    Raises:
        OpendataError: what `side_by_side` raises.
    """
    source, package = edition.fetched.source, edition.fetched.package
    schema = load_table_schema(project, source.table).unfilled
    with scratch_folder("opendata-sources") as folder:
        sides = {}
        for name, table in (("pinned", edition.pinned), ("fetched", edition.table)):
            path = folder / name / f"{source.table}.csv"
            write_whole(path, to_csv(table, schema))
            file = TableFile(package.name, schema, path)
            sides[name] = _published(Path(name), package.name, source.table, file)
        with side_by_side(project, sides["pinned"], sides["fetched"]) as comparison:
            yield comparison


def came_and_went(project: Project, edition: Edition) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of the first column of the key that are new, and those that are gone."""
    schema = load_table_schema(project, edition.fetched.source.table).unfilled
    if not schema.primary_key:
        return (), ()
    before, after = (
        {str(code) for code in table.column(schema.primary_key[0]).unique().to_pylist()}
        for table in (edition.pinned, edition.table)
    )
    return tuple(sorted(after - before)), tuple(sorted(before - after))


def _published(path: Path, package: str, table: str, file: TableFile) -> Published:
    alone = PublishedPackage(
        name=package, version=None, tables={table: file}, sources=(), licences=()
    )
    return Published(path, {package: alone})


def _of_file(fetched: Fetched, visitor: Visitor, read: Read, pinned: pa.Table) -> Edition:
    source, data = fetched.source, visitor.ask(fetched.fetch.address).data
    try:
        # What its reader cannot read is no edition: a page of an error may be answered as well.
        table = pinned if sha256(data) == source.sha256 else read(source, data)
    except OpendataError as error:
        raise unfit(fetched, unreadable_because(error)) from error
    return Edition(
        fetched=fetched,
        data=data,
        table=table,
        pinned=pinned,
        dataset=None,
        provisional=(),
        remarks=(),
    )


def _provisional(observed: Observed) -> tuple[str, ...]:
    """The periods of the observations that the publisher does not call final."""
    there = {(name, code) for each in observed.observations for name, code in each.codes.items()}
    return tuple(
        sorted(
            code
            for name, codes in observed.status.items()
            for code, status in codes.items()
            if status not in FINAL and (name, code) in there
        )
    )


def _of_dataset(fetched: Fetched, dataset: Dataset) -> Iterator[str]:
    before = fetched.source.descriptor.get("fetched", {}).get("dataset")
    if before not in (None, dataset.identifier):
        yield f"it is another dataset now: {dataset.identifier} ({dataset.title}), not {before}"
    # One of a year ends with it: that of the next year is found by its title.
    if dataset.is_discontinued and dataset.year is None:
        yield f"{dataset.identifier} is discontinued: no newer figures will come of it"
        # No property names what comes after; only sentences do, if anything.
        said = [" ".join(found.split()) for found in _SUCCESSOR.findall(dataset.description)]
        yield from (f"its description says: {sentence}" for sentence in said[:SENTENCES])
        if not said:
            yield "no sentence of its description seems to name what comes after it: read it"


def _of_status(fetched: Fetched, provisional: tuple[str, ...]) -> Iterator[str]:
    before = tuple(fetched.source.descriptor.get("provisional", ()))
    if final := [code for code in before if code not in provisional]:
        yield f"provisional before, final now: {', '.join(final)}"
    if provisional:
        yield f"not final: {', '.join(provisional)}"
