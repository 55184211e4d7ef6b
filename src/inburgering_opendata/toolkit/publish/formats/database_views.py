"""What a subject tells of views in the database: what a reader would otherwise join by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from inburgering_opendata.toolkit.describe.table_schema import TableSchema


@dataclass(frozen=True)
class DatabaseView:
    """A view, with its words in both languages."""

    name: str
    title: str
    title_nl: str

    @property
    def words(self) -> Mapping[str, str]:
        return {"title": self.title, "title@nl": self.title_nl}

    sql: str


@dataclass(frozen=True, kw_only=True, eq=False)
class DatabaseViews:
    """The views of a release, by the schemas of its tables; without a subject there are none."""

    of: Callable[[Mapping[str, TableSchema]], Iterable[DatabaseView]] = lambda schemas: ()
