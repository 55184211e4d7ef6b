"""Group `pages`: a release with all its pages, against assembling and validating alone.

As a program it also weighs the pages of a release that is there, and times them alone, in a minute:
`python -m tests.benchmarks.pages weights DIST/VERSION`, and `timed DIST/VERSION [RUNS]`.
"""

from __future__ import annotations

import gzip
import json
import resource
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import FRESH, Case, run_once

VERSION = "2026.01.01"
SECONDS = 10
"""All pages are made in, at the most."""


def cases(scratch: Path) -> list[Case]:
    """The cases, with what they need prepared in the folder `scratch`."""
    opendata = str(Path(sys.executable).with_name("opendata"))
    program = [sys.executable, "-m", "tests.benchmarks.pages"]
    release = [opendata, "release", "--version", VERSION]
    run_once([*release, "--build", f"{scratch}/build", "--output", f"{scratch}/dist"])
    dist = str(scratch / "dist" / VERSION)
    empty = scratch / "empty"
    (empty / "site").mkdir(parents=True)
    (empty / "site/index.html").write_text("<!DOCTYPE html><title>empty</title><p>nothing")
    return [
        Case(
            "opendata release, every format and page",
            [*release, "--build", f"{FRESH}/build", "--output", f"{FRESH}/dist"],
            "assembling and validating alone",
            [*program, "checked", FRESH],
            aim=3,
        ),
        Case(
            "all pages of all municipalities",
            [*program, "made", dist, f"{FRESH}/site"],
            "copying the same files",
            [*program, "copied", dist, f"{FRESH}/site"],
            seconds=SECONDS,
        ),
        Case(
            "start page usable, in the browser's trace",
            [*program, "usable", dist],
            "an empty page",
            [*program, "usable", str(empty)],
            seconds=1,
            says=True,
        ),
    ]


def checked(folder: Path) -> None:
    """What a release cannot do without: the tables, assembled and found right."""
    from inburgering_opendata.toolkit.assemble.build import build
    from inburgering_opendata.toolkit.ground.project import installed_project
    from inburgering_opendata.toolkit.validate.run import validate_path

    project = installed_project()
    build(project, (), folder / "build")
    print(validate_path(project, folder / "build").outcome)


def made(release: Path, output: Path) -> None:
    from inburgering_opendata.toolkit.describe.catalog import load_catalog
    from inburgering_opendata.toolkit.ground.project import installed_project
    from inburgering_opendata.toolkit.publish.site.contents import read_contents
    from inburgering_opendata.toolkit.publish.site.placing import place_site
    from inburgering_opendata.toolkit.publish.site.site import site_files
    from inburgering_opendata.toolkit.publish.site.told import Pages

    project = installed_project()
    files = site_files(read_contents(release), load_catalog(project), project.told(Pages))
    print(place_site(files, output))


def usable(release: Path) -> None:
    """Print the seconds from asking for the start page until it is painted and its scripts ran.

    The server is on the loopback and the cache of the browser is empty.
    """
    from playwright.sync_api import sync_playwright

    from tests.site.chromium import ARGUMENTS, chromium
    from tests.site.visit import served

    with served(release) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        page = browser.new_page()
        with tempfile.TemporaryDirectory() as folder:
            browser.start_tracing(page=page, path=Path(folder, "trace.json"))
            page.goto(f"{address}/site/index.html")
            # A paint is traced a moment after the page has loaded.
            page.wait_for_timeout(500)
            trace = json.loads(browser.stop_tracing())
        browser.close()
    print(_usable_after(trace["traceEvents"], f"{address}/site/index.html"))


def _usable_after(events: list[dict[str, Any]], address: str) -> float:
    """Seconds between the start of the navigation and the later of first paint and scripts run."""
    [start] = [
        event
        for event in events
        if event["name"] == "navigationStart"
        and event["args"].get("data", {}).get("documentLoaderURL") == address
    ]
    ends = [
        min(e["ts"] for e in events if e["name"] == name and e["ts"] >= start["ts"])
        for name in ("firstContentfulPaint", "domContentLoadedEventEnd")
    ]
    return float(max(ends) - start["ts"]) / 1_000_000


def weights(release: Path) -> Iterator[str]:
    """The heaviest page of each kind with all that it fetches, as a Markdown table."""
    from tests.site.test_pages import FETCHED

    site = release / "site"
    heaviest: dict[str, tuple[int, int, str]] = {}
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        files = [path, *((path.parent / file).resolve() for file in FETCHED.findall(text))]
        name = path.relative_to(site).as_posix()
        kind = name if path.parent == site else path.parent.relative_to(site).as_posix() + "/"
        weight = sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files)
        heaviest[kind] = max(heaviest.get(kind, (0, 0, "")), (weight, len(files), name))
    yield "| pages | heaviest | kB compressed | requests |"
    yield "|---|---|--:|--:|"
    for kind, (weight, requests, name) in heaviest.items():
        yield f"| {kind} | {name} | {weight / 1000:.1f} | {requests} |"


def timed(release: Path, runs: int) -> Iterator[str]:
    """Seconds of making all pages of a release, run by run: by the clock, and of all processors.

    What was made goes at the end alone: a file system takes its time for thousands of new files
    when as many have just been deleted, which no maker of pages does.
    """
    command = [sys.executable, "-m", "tests.benchmarks.pages", "made", str(release)]
    before, clock = _processors(), []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(runs + 1):
            run = run_once([*command, f"{folder}/{number}"])
            after = _processors()
            name = f"run {number}" if number else "warming up"
            yield f"{name}: {run.seconds:.1f} s, {after - before:.1f} CPU s, {run.peak_mb:.0f} MB"
            before = after
            clock += [run.seconds] if number else []
    yield f"median of {runs}: {statistics.median(clock):.1f} s (aim {SECONDS} s)"


def _processors() -> float:
    """Seconds of processors that the children of this process took until now."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(what: str, *arguments: str) -> None:
    first, *others = map(Path, arguments)
    match what:
        case "checked":
            checked(first)
        case "made":
            made(first, others[0])
        case "copied":
            shutil.copytree(first / "site", others[0])
        case "usable":
            usable(first)
        case "weights":
            print("\n".join(weights(first)))
        case "timed":
            for line in timed(first, int(arguments[1]) if others else 5):
                print(line, flush=True)
        case _:
            raise SystemExit(
                f"'{what}' is not one of checked, made, copied, usable, weights, timed"
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
