"""The one place where the toolkit is told of the subject: money and results of civic integration.

Everything is imported when it is asked for: most commands need a part only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inburgering_opendata.municipalities.boundary_views import VIEWS
from inburgering_opendata.toolkit.assemble.derivations import Derivations, Derived
from inburgering_opendata.toolkit.describe.views import TableOf
from inburgering_opendata.toolkit.ground.declared.kind import Declarations, Kind
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.formats.database_views import DatabaseView, DatabaseViews
from inburgering_opendata.toolkit.publish.site.told import Pages
from inburgering_opendata.toolkit.releases.compare.recoding import Recoding
from inburgering_opendata.toolkit.releases.publishing.summary import Summary
from inburgering_opendata.toolkit.subject import Commands, Subject
from inburgering_opendata.toolkit.validate.told import ReleaseChecks, Rules

if TYPE_CHECKING:
    import pyarrow as pa

    from inburgering_opendata.toolkit.describe.table_schema import TableSchema
    from inburgering_opendata.toolkit.ground.project import Project
    from inburgering_opendata.toolkit.publish.site.contents import Contents
    from inburgering_opendata.toolkit.publish.site.told import OwnPages
    from inburgering_opendata.toolkit.validate.result import CheckResult
    from inburgering_opendata.toolkit.validate.rules.rule import Rule
    from inburgering_opendata.toolkit.validate.told import Progress
    from inburgering_opendata.toolkit.validate.workspace import Workspace


def _tables() -> Mapping[str, Derived]:
    from inburgering_opendata.funding import (
        evidence,
        fits,
        housing,
        receipts,
        reconciliation,
        relations,
        reported,
        streams,
        timeline,
    )
    from inburgering_opendata.funding.grant import grant
    from inburgering_opendata.outcomes import tables
    from inburgering_opendata.toolkit.assemble.derivations import tables_of

    return {
        **tables_of([evidence, fits, grant, housing, receipts, reconciliation, relations]),
        **tables_of([reported, streams, tables, timeline]),
        "indicator": Derived(declared=_indicator),
        "perturbation": Derived(declared=_perturbation),
    }


def _indicator(path: Path, data: bytes, schema: pa.Schema) -> pa.Table:
    from inburgering_opendata.outcomes.indicators.declaration import parse_indicators
    from inburgering_opendata.outcomes.indicators.table import indicator_rows

    return indicator_rows(parse_indicators(path, data), schema)


def _perturbation(path: Path, data: bytes, schema: pa.Schema) -> pa.Table:
    from inburgering_opendata.outcomes.disclosure.perturbation import perturbation_table
    from inburgering_opendata.outcomes.disclosure.settings import parse_settings

    return perturbation_table(parse_settings(path, data)).rows.select(schema.names).cast(schema)


def _annex(
    path: Path, data: bytes, declared: Json, schema: TableSchema, table: TableOf
) -> pa.Table:
    # Only here, as nothing else needs the libraries that read workbooks.
    from inburgering_opendata.funding.annex.reading import read_annex

    return read_annex(path, data, declared, schema, table("municipality"))


def _rules() -> Mapping[str, Rule]:
    from inburgering_opendata.funding import figure_rules
    from inburgering_opendata.funding import rules as funding
    from inburgering_opendata.municipalities import register_rules
    from inburgering_opendata.municipalities import rules as municipalities
    from inburgering_opendata.outcomes import identity
    from inburgering_opendata.toolkit.validate.rules.rule import rules_of

    return rules_of([figure_rules, funding, identity, municipalities, register_rules])


def _audit(
    project: Project, workspace: Workspace, earlier: Sequence[Path], progress: Progress
) -> Iterable[CheckResult]:
    from inburgering_opendata.outcomes.disclosure_checks import check_disclosure

    return check_disclosure(project, workspace, earlier, progress)


def _refuse_unfit(earlier: Sequence[Path]) -> None:
    from inburgering_opendata.outcomes.observations import refuse_without_results

    refuse_without_results(earlier)


def _database_views(schemas: Mapping[str, TableSchema]) -> Iterable[DatabaseView]:
    from inburgering_opendata.pages.database_views import views_of

    return views_of(schemas)


def _pages(contents: Contents) -> OwnPages | None:
    from inburgering_opendata.pages.told import pages_of

    return pages_of(contents)


def _summary(tables: Mapping[str, pa.Table]) -> str:
    from inburgering_opendata.funding.totals import totals_in_words

    return totals_in_words(tables)


_COMMANDS = "inburgering_opendata.commands"

COMMANDS = {
    "explain": (f"{_COMMANDS}.explain", "Explain the computed amounts of a municipality."),
    "grant": (f"{_COMMANDS}.grant", "Compute the grant (SPUK) of a year from a caseload."),
    "template": (f"{_COMMANDS}.template", "Make the file in which a municipality delivers."),
    "intake": (f"{_COMMANDS}.intake", "Take in deliveries of municipalities, checked."),
    "store": (f"{_COMMANDS}.store", "List or purge the deliveries that were taken in."),
    "secret": (f"{_COMMANDS}.secret", "Show, export or import the secret that protects counts."),
    "outcomes": (f"{_COMMANDS}.outcomes", "Count, protect and write what was delivered."),
}
"""In the order of the journey."""


def _kinds() -> Iterable[Kind]:
    from inburgering_opendata.outcomes.delivery.retention import RETENTION
    from inburgering_opendata.outcomes.disclosure.settings import DISCLOSURE
    from inburgering_opendata.outcomes.indicators.declaration import INDICATORS

    return (INDICATORS, DISCLOSURE, RETENTION)


_HERE = Path(__file__).parent

SUBJECT = Subject(
    declarations=Declarations(
        kinds=_kinds,
        tables=("count", "disclosure_audit", "spuk_grant", "trajectory"),
        additions={
            "package": _HERE / "funding" / "annex" / "annex.schema.json",
            "table": _HERE / "municipalities" / "boundaries.schema.json",
        },
    ),
    views=VIEWS,
    derivations=Derivations(tables=_tables, readers={"annex": _annex}),
    rules=Rules(of=_rules),
    release_checks=ReleaseChecks(check=_audit, refuse_unfit=_refuse_unfit),
    database_views=DatabaseViews(of=_database_views),
    pages=Pages(of=_pages),
    recoding=Recoding(
        changes="municipality_change",
        old_code="old_municipality_code",
        new_code="new_municipality_code",
        register="municipality",
        code="municipality_code",
        name="municipality_name",
        called="municipality recoded",
    ),
    summary=Summary(of=_summary),
    commands=Commands(of=COMMANDS, heading="Amounts and deliveries"),
)
