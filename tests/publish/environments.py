"""Machines that have little in common, to make one release on."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inburgering_opendata.toolkit.publish.site.letters import FONTS

_FONTCONFIG = (
    '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
    "<fontconfig><dir>{}</dir></fontconfig>\n"
)
_SHIPPED = "Opendata Toolkit Sans"
_COMMON = ("Liberation Sans", "Arial", "Helvetica", "DejaVu Sans", "Noto Sans")


@dataclass(frozen=True)
class Environment:
    """What a process finds around it."""

    variables: Mapping[str, str] = field(default_factory=dict)
    umask: int = -1
    """-1 leaves that of the tests."""
    one_core: bool = False

    def before(self) -> None:
        """To be run in the process, before its program."""
        if self.one_core:
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def abroad(folder: Path) -> Environment:
    """Another language, the other side of the earth, and nobody else may read."""
    variables = {"TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8", "LANG": "C"}
    return Environment({**variables, "PYTHONHASHSEED": "7"}, umask=0o077)


def bare(folder: Path) -> Environment:
    """A container: one core, no fonts, no home, and text is ASCII unless said otherwise."""
    return Environment(
        {
            "FONTCONFIG_FILE": str(_configured(folder, {})),
            "HOME": str(folder / "nobody"),
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONHASHSEED": "0",
            "TZ": "",
            "COLUMNS": "40",
            "NO_COLOR": "1",
            "TERM": "dumb",
        },
        umask=0o022,
        one_core=True,
    )


def furnished(folder: Path) -> Environment:
    """A desktop: a home of its own, with fonts under the names that everybody asks for."""
    fonts = {
        f"{family} {path.name}": enlarged(path.read_bytes(), family)
        for family in _COMMON
        for path in FONTS.glob("*.ttf")
    }
    home = folder / "home"
    rooms = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA")}
    return Environment(
        {
            "FONTCONFIG_FILE": str(_configured(folder, fonts)),
            "HOME": str(home),
            **rooms,
            "TMPDIR": str(folder),
            "LC_ALL": "nl_NL.UTF-8",
            "TZ": "America/St_Johns",
            "PYTHONHASHSEED": "random",
        },
        umask=0o002,
    )


def furnished_abroad(folder: Path) -> Environment:
    """That desktop, with the language, the clock and the manners of elsewhere."""
    there, here = abroad(folder), furnished(folder)
    return Environment({**here.variables, **there.variables}, umask=there.umask)


ENVIRONMENTS: tuple[Callable[[Path], Environment], ...] = (abroad, bare, furnished)


def enlarged(font: bytes, family: str) -> bytes:
    """A shipped font under the name of another family, with letters twice as large."""
    record = struct.Struct(">5H")  # platform, encoding, language, kind of name, bytes
    ours, theirs = _SHIPPED.encode("utf-16-be"), family.encode("utf-16-be")
    our_record, their_record = (record.pack(3, 1, 0x409, 1, len(name)) for name in (ours, theirs))
    renamed = font.replace(our_record, their_record)
    renamed = renamed.replace(ours, theirs.ljust(len(ours), b"\0"))
    units_per_em = table_of(font, b"head") + 18
    return renamed[:units_per_em] + struct.pack(">H", 1024) + renamed[units_per_em + 2 :]


def table_of(font: bytes, tag: bytes) -> int:
    """Where a table of a TrueType font begins."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = (struct.unpack_from(">4s4xI", font, 12 + 16 * number) for number in range(count))
    return next(int(offset) for name, offset in tables if name == tag)


def _configured(folder: Path, fonts: Mapping[str, bytes]) -> Path:
    """A configuration by which these are all the fonts of the machine."""
    room = folder / "fonts"
    room.mkdir(parents=True)
    for name, data in fonts.items():
        (room / name).write_bytes(data)
    configuration = folder / "fonts.conf"
    configuration.write_text(_FONTCONFIG.format(room), encoding="utf-8")
    return configuration
