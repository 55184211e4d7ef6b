"""Find Chromium, Debian's package or another, for the tests of the pages and their benchmark."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Quiet, and asking nothing of the network by itself.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

MISSING = (
    "The pages are tested in Chromium, which was not found. On Debian or Ubuntu: "
    "apt-get install chromium; a browser that stands elsewhere is named in the variable CHROMIUM."
)


class ChromiumMissingError(Exception):
    """Nothing to test the pages in."""


def chromium() -> str:
    """The path of the browser.

    Raises:
        ChromiumMissingError: there is none; the message says what to install.
    """
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    raise ChromiumMissingError(MISSING)


if __name__ == "__main__":
    try:
        print(chromium())
    except ChromiumMissingError as error:
        raise SystemExit(str(error)) from None
