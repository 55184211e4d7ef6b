"""What this toolkit is called, as a package in Python and as what is installed."""

from __future__ import annotations

PACKAGE = __name__.partition(".")[0]
DISTRIBUTION = PACKAGE.replace("_", "-")
