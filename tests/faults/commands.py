"""The commands that are tried, each in a folder of its own that it finds as it is made here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml

from inburgering_opendata.outcomes.delivery.store import Store
from inburgering_opendata.outcomes.disclosure.secret import FILE as SECRET
from inburgering_opendata.outcomes.disclosure.secret import new_secret
from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.ground.errors import USAGE
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project, load_project
from inburgering_opendata.toolkit.publish.site.placing import place_site
from inburgering_opendata.toolkit.releases.download.index import INDEX, read_index
from inburgering_opendata.toolkit.releases.publishing.release import publish
from tests.assemble.made_up import write_caseload
from tests.delivery.files import write_csv
from tests.delivery.made_up import trajectories
from tests.download.published import publish as publish_made_up
from tests.faults.command import Command
from tests.faults.of_projects import OF_PROJECTS, air
from tests.faults.tree import Tree
from tests.small import rewrite
from tests.synthetic import trajectories as synthetic

PACKAGE = "municipalities"
"""The package that refers to no other."""
AS_OF, BEFORE, NOW = date(2025, 12, 31), "2026.09.01", "2026.09.21"
HERE, THERE = "GM0344", "GM0363"
_ROOM = "inburgering_opendata"


def _build(project: Project, inputs: Path, work: Path) -> None:
    build(project, (PACKAGE,), inputs / "build")


def _whole_build(project: Project, inputs: Path, work: Path) -> None:
    build(project, (), inputs / "build")


def _published(project: Project, inputs: Path, work: Path) -> None:
    _build(project, inputs, work)
    publish(project, inputs / "build", work / "dist", BEFORE)


def _released_before(project: Project, inputs: Path, work: Path) -> None:
    build(project, (), work / "build")
    publish(project, work / "build", work / "dist", BEFORE)
    for path in (work / "build").rglob("*.csv"):
        path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])


def _promises_too_much(tree: Tree, folder: str = "dist") -> str:
    """Whether the index names a release that is not there whole, or another one."""
    data = tree.data(f"{folder}/{INDEX}")
    if data is None:
        return ""
    for release in read_index(data, "http://example.org/").releases:
        sums = tree.data(f"{folder}/{release.version}/SHA256SUMS")
        if sums is None or sha256(sums) != release.sums.sha256:
            return f"{INDEX} names {release.version}, which is not there as it says"
        for line in sums.decode().splitlines():
            digest, _, name = line.partition("  ")
            data = tree.data(f"{folder}/{release.version}/{name}")
            if data is None or sha256(data) != digest:
                return f"{INDEX} names {release.version}, of which {name} is not there"
    return ""


def _assembled(project: Project, inputs: Path, work: Path) -> None:
    build(project, (PACKAGE,), work / "build")
    for path in (work / "build").rglob("*.csv"):
        path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    (work / "build" / "mine.txt").write_text("kept")


def _released(project: Project, inputs: Path, work: Path) -> None:
    publish_made_up(inputs / "served", BEFORE, [{"id": "a", "eur": 1}])
    work.joinpath(BEFORE).mkdir(parents=True)
    work.joinpath(BEFORE, "made_up.zip").write_bytes(b"of before")


def _pushed_before(project: Project, inputs: Path, work: Path) -> None:
    for version, eur in ((BEFORE, 1), (NOW, 2)):
        publish_made_up(inputs / "dist", version, [{"id": "a", "eur": eur}])
        if version == BEFORE:
            shutil.copytree(inputs / "dist", work / "www")


def _filled_in(project: Project, inputs: Path, work: Path) -> None:
    (work / "empty.xlsx").write_bytes(b"of before")


def _kept_secret(project: Project, inputs: Path, work: Path) -> None:
    new_secret(work / "store" / SECRET)


def _given_secret(project: Project, inputs: Path, work: Path) -> None:
    new_secret(inputs / SECRET)


def _sited(project: Project, inputs: Path, work: Path) -> None:
    _build(project, inputs, work)
    place_site([("assets/site.css", b""), ("index.html", b"of before")], work / "pages")


def _delivery(project: Project, inputs: Path, work: Path) -> None:
    write_csv(inputs / "delivery.csv", trajectories(30))
    _stored(project, work, "1" * 64, (THERE,), 20)


def _spoilt(project: Project, inputs: Path, work: Path) -> None:
    write_csv(inputs / "delivery.csv", trajectories(30), {(4, "duty_from"): "never"})
    (work / "wrong.xlsx").write_bytes(b"of before")


def _deliveries(project: Project, inputs: Path, work: Path) -> None:
    _stored(project, work, "1" * 64, (HERE,), 20)
    _stored(project, work, "2" * 64, (HERE, THERE), 40)
    store = Store(work / "store", project)
    store.keep("caseload-2025-12-31.csv", b"SYN000001\n")


def _counted(project: Project, inputs: Path, work: Path) -> None:
    _stored(project, work, "1" * 64, (HERE, THERE), 60)
    for name in ("observation.csv", "coverage.csv", "disclosure_audit.csv", "disclosure.md"):
        (work / "counted").mkdir(exist_ok=True)
        (work / "counted" / name).write_bytes(b"of before\n")
    (work / "counted" / "mine.txt").write_text("kept")


def _stored(
    project: Project, work: Path, digest: str, municipalities: tuple[str, ...], number: int
) -> None:
    rows = synthetic.trajectories(number, cohorts=(2022,), municipalities=municipalities)
    Store(work / "store", project).add(
        "trajectory",
        rows,
        municipalities=municipalities,
        as_of=AS_OF,
        origin="made up",
        file_sha256=digest,
        synthetic=True,
    )


def _granted(project: Project, inputs: Path, work: Path) -> None:
    write_caseload(project, inputs / "caseload.csv")
    folder = work / "grant" / "2023-provisional"
    folder.mkdir(parents=True)
    for name in ("spuk_grant.csv", "spuk_supplied.csv"):
        (folder / name).write_bytes(b"of before\n")


def _whole_country(project: Project, root: Path) -> Project:
    for room in ("datapackages", "schemas", "expectations"):
        shutil.copytree(project.root / room, root / room)
    shutil.copy(project.file, root)
    return load_project(root)


def _counting_little(project: Project, root: Path) -> Project:
    """With a few indicators only."""
    own = _whole_country(project, root)
    rewrite(own, "outcomes/indicators.yaml", _few_indicators)
    return own


def _few_indicators(data: bytes) -> bytes:
    declared = yaml.safe_load(data)
    few = ("obliged", "fulfilled", "fulfilled_rate", "completed")
    kept = [i for i in declared["indicators"] if i["id"] in few or i.get("kind") == "stated"]
    for each in kept:
        each.pop("parts", None)
    declared |= {"indicators": kept, "breakdowns": [["target_group"]]}
    return json.dumps(declared).encode()


_RELEASE = f"{_ROOM}.toolkit.releases.publishing.release"
_CHECKED = ((_RELEASE, "validate_path"), (_RELEASE, "release_notes"))
_MADE = ((_RELEASE, "write_release"),)
_RELEASES = ("dist/20*.*[0-9]",)

ALL = (
    *OF_PROJECTS,
    Command(
        name="publish",
        arguments=("publish", "{inputs}/build", "--output", "dist", "--version", NOW),
        prepare=_published,
        pure=_CHECKED,
        writes=_MADE,
        units=_RELEASES,
        wrong=_promises_too_much,
    ),
    Command(
        name="release",
        arguments=("release", "--build", "build", "--output", "dist", "--version", NOW),
        prepare=_released_before,
        project=air,
        pure=_CHECKED,
        writes=_MADE,
        units=(*_RELEASES, "build"),
        wrong=_promises_too_much,
    ),
    Command(
        name="intake",
        arguments=("intake", "{inputs}/delivery.csv", "--as-of", "2026-12-31", "--store", "store"),
        prepare=_delivery,
        pure=((f"{_ROOM}.outcomes.delivery.taking_in", "examine"),),
        units=("store/deliveries/*",),
    ),
    Command(
        name="intake --annotate",
        arguments=(
            *("intake", "{inputs}/delivery.csv", "--as-of", "2026-12-31", "--store", "store"),
            *("--annotate", "wrong.xlsx", "--force"),
        ),
        prepare=_spoilt,
        exit_code=1,
        pure=((f"{_ROOM}.outcomes.delivery.taking_in", "examine"),),
    ),
    Command(
        name="store purge",
        arguments=(
            *("store", "purge", "--municipality", HERE, "--older-than", "0", "--yes"),
            *("--store", "store"),
        ),
        prepare=_deliveries,
        units=("store/deliveries/*",),
    ),
    Command(
        name="outcomes",
        arguments=(
            *("outcomes", "--as-of", AS_OF.isoformat(), "--store", "store"),
            *("--output", "counted"),
        ),
        prepare=_counted,
        project=_counting_little,
        pure=((f"{_ROOM}.outcomes.publication", "protect_and_audit"),),
        units=("store/deliveries/*", "counted"),
    ),
    Command(
        name="grant",
        arguments=(
            *("grant", "--year", "2023", "--caseload", "{inputs}/caseload.csv"),
            *("--set", "LHT=twice-first-half", "--set", "LHT_t1=both-halves"),
            *("--output", "grant"),
        ),
        prepare=_granted,
        project=_whole_country,
        units=("grant/*",),
    ),
    Command(
        name="assemble",
        arguments=("assemble", PACKAGE, "--output", "build"),
        prepare=_assembled,
        units=("build",),
    ),
    Command(
        name="download",
        arguments=("download", "--output", "."),
        prepare=_released,
        kept=("cache/files/*/*.part",),
    ),
    Command(
        name="push",
        arguments=("push", "www", "--output", "{inputs}/dist"),
        prepare=_pushed_before,
        wrong=lambda tree: _promises_too_much(tree, "www"),
    ),
    Command(
        name="template",
        arguments=("template", "trajectory", "--output", "empty.xlsx", "--force"),
        prepare=_filled_in,
    ),
    Command(
        name="secret export",
        arguments=("secret", "export", "copy.key", "--store", "store"),
        prepare=_kept_secret,
        again=USAGE,
    ),
    Command(
        name="secret import",
        arguments=("secret", "import", "{inputs}/secret.key", "--store", "store"),
        prepare=_given_secret,
    ),
    Command(
        name="site",
        arguments=("site", "{inputs}/build", "--output", "pages"),
        prepare=_sited,
        pure=((f"{_ROOM}.toolkit.publish.site.site", "site_files"),),
        units=("pages",),
    ),
    Command(
        name="publish all packages",
        arguments=("publish", "{inputs}/build", "--output", "dist", "--version", NOW),
        prepare=_whole_build,
        pure=_CHECKED,
        writes=_MADE,
        units=_RELEASES,
        large=True,
        wrong=_promises_too_much,
    ),
)

COMMANDS: Mapping[str, Command] = {command.name: command for command in ALL}
