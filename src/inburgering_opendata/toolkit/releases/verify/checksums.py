"""The checksums of a release against its files, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inburgering_opendata.toolkit.ground.left_behind import is_left_behind
from inburgering_opendata.toolkit.ground.sums import SIGNATURE, SUMS, read_sums
from inburgering_opendata.toolkit.tables.scan import scan_file
from inburgering_opendata.toolkit.validate.package_checks import result
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome

RELEASE = "(release)"
_WHY = "A file that nobody vouches for, or that is not the one vouched for, may say anything."


def check_checksums(path: Path) -> Iterator[CheckResult]:
    """That each file is as `SHA256SUMS` says, and that it names every file.

    Of a zip the line in the `SHA256SUMS` beside it is checked. Where there is none nothing is
    proven. A link may lead to other files tomorrow, and is none of a release.
    """
    folder = path if path.is_dir() else path.parent
    try:
        sums = read_sums((folder / SUMS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        yield _result(Outcome.UNPROVEN, f"there is no {SUMS} beside it, so nothing vouches for it")
        return
    except (OSError, ValueError) as error:
        yield _result(Outcome.ERROR, f"{SUMS}: {error}")
        return
    here = [path] if path.is_file() else [p for p in folder.rglob("*") if p.is_file()]
    files = {file.relative_to(folder).as_posix(): file for file in here}
    for name in (SUMS, SIGNATURE):
        files.pop(name, None)
    # What a system left behind is named by validation.
    files = {n: f for n, f in files.items() if n in sums or not is_left_behind(f)}
    wanted = {name: digest for name, digest in sums.items() if path.is_dir() or name in files}
    failures = [] if path.is_file() else list(_links(folder))
    for name in sorted({*files, *wanted}):
        expected = wanted.get(name, f"a line in {SUMS}")
        file = files.get(name)
        observed = scan_file(file, is_csv=False).sha256 if file else "no such file"
        if observed != expected:
            failures.append(Failure(key={"file": name}, expected=expected, observed=observed))
    outcome = Outcome.FAILED if failures else Outcome.PASSED
    told = f"{len(failures)} files are not so" if failures else f"{len(files)} files are"
    yield _result(outcome, told, tuple(failures))


def _links(folder: Path) -> Iterator[Failure]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            yield Failure(
                key={"file": path.relative_to(folder).as_posix()},
                expected="a file or a folder of its own",
                observed=f"a link to {path.readlink()}",
            )


def _result(outcome: Outcome, observed: str, failures: tuple[Failure, ...] = ()) -> CheckResult:
    return result(
        RELEASE,
        RELEASE,
        "checksums",
        outcome,
        _WHY,
        expected=f"every file as {SUMS} says, and no other",
        observed=observed,
        failures=failures,
        hint=None if outcome is Outcome.PASSED else "Fetch the release again from its publisher.",
    )
