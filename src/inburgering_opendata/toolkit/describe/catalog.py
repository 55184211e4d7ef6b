"""Who publishes, and where: `datapackages/catalog.json`, the one file to change for that.

As long as nobody was named it holds placeholders: names that start with PLACEHOLDER, addresses at
example.org (RFC 2606). A release made from them is fine for trying out, and is refused when it is
to be official.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inburgering_opendata.toolkit.describe.table_schema import Json
from inburgering_opendata.toolkit.ground.errors import (
    PLACEHOLDERS_LEFT,
    PROJECT_FILE_BROKEN,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.files import read_json
from inburgering_opendata.toolkit.ground.project import Project

_PLACEHOLDER = re.compile(r"PLACEHOLDER|\bexample\.(org|com|net)\b|/oorg00000$")
_WORDS = ("title", "title@nl", "description", "description@nl")
_PUBLISHER = ("name", "name@nl", "address", "homepage", "type")
_CONTACT = ("name", "name@nl", "email", "page")
_ADDRESSES = ("catalog", "release")


@dataclass(frozen=True)
class Catalog:
    """The catalogue as configured."""

    path: Path
    name: str
    words: Json
    """title, title@nl, description and description@nl of all packages together."""
    themes: tuple[str, ...]
    """Codes of the EU list of data themes, for packages that name none of their own."""
    frequency: str
    """Code of the EU list of frequencies: how often there is a new release."""
    publisher: Json
    """name, name@nl, address (the URI of the organisation in TOOI), homepage, and type (its kind
    in the ADMS vocabulary of publisher types)."""
    contact: Json
    """name, name@nl, email and page."""
    addresses: Json
    """catalog, and release with {version} in it; both end in a slash."""

    def release_address(self, version: str) -> str:
        """Where the files of a release are, with a slash at the end."""
        return str(self.addresses["release"]).format(version=version)

    def placeholders(self) -> Iterator[str]:
        """The properties that still are placeholders."""
        parts = {
            "publisher": self.publisher,
            "contact": self.contact,
            "addresses": self.addresses,
        }
        for part, values in parts.items():
            for key, value in values.items():
                if is_placeholder(value):
                    yield f"{part}.{key}"

    def refuse_placeholders(self) -> None:
        """Let only a catalogue pass in which everything was named.

        Raises:
            OpendataError: `PLACEHOLDERS_LEFT`, listing them.
        """
        if left := list(self.placeholders()):
            raise OpendataError(PLACEHOLDERS_LEFT, path=self.path, left=", ".join(left))


def is_placeholder(value: str) -> bool:
    """Whether a name or an address stands for one that is still to be given."""
    return bool(_PLACEHOLDER.search(value))


@cache
def load_catalog(project: Project) -> Catalog:
    """The catalogue of `project`.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, naming the file and what is wrong with it.
    """
    path = project.packages / "catalog.json"
    try:
        raw = read_json(path)
        return Catalog(
            path=path,
            name=str(raw["name"]),
            words=_texts(raw, _WORDS),
            themes=tuple(raw["themes"]),
            frequency=str(raw["frequency"]),
            publisher=_texts(raw["publisher"], _PUBLISHER),
            contact=_texts(raw["contact"], _CONTACT),
            addresses=_addresses(_texts(raw["addresses"], _ADDRESSES)),
        )
    except KeyError as error:
        problem = f"the property {error} is missing"
    except (OSError, ValueError) as error:
        problem = str(error)
    raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=problem)


def _texts(raw: Json, keys: tuple[str, ...]) -> Json:
    if empty := [key for key in keys if not isinstance(raw[key], str) or not raw[key].strip()]:
        raise ValueError(f"nothing is given for {empty}")
    return {key: raw[key] for key in keys}


def _addresses(addresses: Json) -> Json:
    for key, address in addresses.items():
        if not re.fullmatch(r"https?://[^\s<>\"\\^`|]+/", address):
            raise ValueError(f"addresses.{key} is '{address}', not an address that ends in a slash")
    if "{version}" not in addresses["release"]:
        raise ValueError("addresses.release does not say with {version} where a release is")
    return addresses
