"""Put pages that are only looked at in their place: whole, and never over something else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from inburgering_opendata.toolkit.ground.errors import WRITE_FAILED, OpendataError
from inburgering_opendata.toolkit.ground.folders import replace_folder
from inburgering_opendata.toolkit.publish.site.errors import SITE_IN_THE_WAY

_MARK = "assets/site.css"


def place_site(files: Iterable[tuple[str, bytes]], output: Path) -> int:
    """Make `output` hold exactly `files`, and say how many; a site of before is replaced.

    Raises:
        OpendataError: `SITE_IN_THE_WAY` when `output` holds something that is not a site;
            `WRITE_FAILED`. In both cases what was there is untouched.
    """
    if output.exists() and any(output.iterdir()) and not (output / _MARK).is_file():
        raise OpendataError(SITE_IN_THE_WAY, path=output)
    try:
        return replace_folder(files, output)
    except OSError as error:
        raise OpendataError(WRITE_FAILED, path=output, problem=error.strerror or error) from error
