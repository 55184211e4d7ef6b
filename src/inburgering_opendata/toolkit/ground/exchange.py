"""Let two folders take each other's place at once, where the system can."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_HERE, _SWAP_LINUX, _SWAP_MACOS = -100, 2, 2
"""AT_FDCWD and RENAME_EXCHANGE of renameat2(2); RENAME_SWAP of renamex_np(2)."""


def exchange(one: Path, other: Path) -> bool:
    """Give each of two folders the name of the other, at once; False when that cannot be done.

    Then nothing has changed: the system, or the disk, has no such call.
    """
    try:
        library = ctypes.CDLL(None)
        names = os.fsencode(one), os.fsencode(other)
        if sys.platform == "darwin":
            return bool(library.renamex_np(*names, _SWAP_MACOS) == 0)
        return bool(library.renameat2(_HERE, names[0], _HERE, names[1], _SWAP_LINUX) == 0)
    except (AttributeError, OSError, TypeError):
        return False
