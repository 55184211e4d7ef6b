"""What the toolkit is told of a subject: one frozen dataclass, of which every part may be left out.

A project names in its file the module that has one of these, as `SUBJECT`. Each room asks for its
own part, by the type of it; what a part may say stands with that type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inburgering_opendata.toolkit.assemble.derivations import Derivations
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.declared.kind import Declarations
from inburgering_opendata.toolkit.publish.formats.database_views import DatabaseViews
from inburgering_opendata.toolkit.publish.site.told import Pages
from inburgering_opendata.toolkit.releases.compare.recoding import Recoding
from inburgering_opendata.toolkit.releases.publishing.summary import Summary
from inburgering_opendata.toolkit.validate.told import ReleaseChecks, Rules


@dataclass(frozen=True, kw_only=True, eq=False)
class Commands:
    """The commands that a subject adds: by name, the module that has it as `command`, and what it
    does, so that the help of all commands need not import them."""

    of: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    heading: str = "Of this project"
    """What they are listed under, behind the commands that every project has."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """A subject, room by room."""

    declarations: Declarations = field(default_factory=Declarations)
    """What its projects may declare beside what every project may."""
    views: Views = field(default_factory=Views)
    """Tables that are made of one other table, by name."""
    derivations: Derivations = field(default_factory=Derivations)
    """Derived tables, and readers of sources that are not tables."""
    rules: Rules = field(default_factory=Rules)
    """Rules across rows that suites may use."""
    release_checks: ReleaseChecks = field(default_factory=ReleaseChecks)
    """Checks of a whole release, and of those before it."""
    database_views: DatabaseViews = field(default_factory=DatabaseViews)
    """Views in the SQLite database."""
    pages: Pages = field(default_factory=Pages)
    """Pages and pictures."""
    recoding: Recoding = field(default_factory=Recoding)
    """The register by which a recoded key is recognised in a diff."""
    summary: Summary = field(default_factory=Summary)
    """What is said first of a release that was just made."""
    commands: Commands = field(default_factory=Commands)
    """Commands of its own."""
