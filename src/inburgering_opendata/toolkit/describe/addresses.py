"""Addresses of sources: which may be links, and which lead to nothing in particular."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_FRONT_PAGE = re.compile(r"https?://[^/?#]+/?")


def is_web_address(text: str) -> bool:
    """Whether a text may be made a link: an address of the web, never a script."""
    return text.startswith(("https://", "http://"))


def is_front_page(address: str) -> bool:
    """Whether an address is that of a whole site: no text of it can be found by that.

    Who declares a source knows its publisher always, and its own address not always.
    """
    return _FRONT_PAGE.fullmatch(address) is not None


def host_of(address: str) -> str:
    """The host of an address, as the text of a link to it; the address where it has none."""
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address
