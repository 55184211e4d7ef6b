"""Put pages that are only looked at in their place: whole, and never over something else."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from inburgering_opendata.toolkit.ground.errors import WRITE_FAILED, OpendataError
from inburgering_opendata.toolkit.publish.site.errors import SITE_IN_THE_WAY

_MARK = "assets/site.css"


def place_site(files: Mapping[str, bytes], output: Path) -> None:
    """Make `output` hold exactly `files`; a site that was there before is replaced.

    Raises:
        OpendataError: `SITE_IN_THE_WAY` when `output` holds something that is not a site;
            `WRITE_FAILED`. In both cases what was there is untouched.
    """
    if output.exists() and any(output.iterdir()) and not (output / _MARK).is_file():
        raise OpendataError(SITE_IN_THE_WAY, path=output)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=output.parent, prefix=f".{output.name}.") as beside:
            made = Path(beside, "site")
            for path, data in files.items():
                (made / path).parent.mkdir(parents=True, exist_ok=True)
                (made / path).write_bytes(data)
            if output.exists():
                output.rename(Path(beside, "before"))
            made.rename(output)
    except OSError as error:
        raise OpendataError(WRITE_FAILED, path=output, problem=error.strerror or error) from error
