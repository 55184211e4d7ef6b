"""Who publishes, and where: what `opendata.toml` says, the one file to change for that.

As long as nobody was named there are placeholders: names that start with PLACEHOLDER, addresses at
example.org (RFC 2606), also where the file says nothing. A release made from them is fine for
trying out, and is refused when it is to be official.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from urllib.parse import quote

from inburgering_opendata.toolkit.describe.language import (
    DUTCH,
    ENGLISH,
    Language,
    languages_of,
    worded,
)
from inburgering_opendata.toolkit.ground.errors import (
    PLACEHOLDERS_LEFT,
    PROJECT_FILE_BROKEN,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.project_file import read_project_file

NO_NAME = "PLACEHOLDER"
"""What a name begins with that is still to be given."""

_PLACEHOLDER = re.compile(rf"{NO_NAME}|\bexample\.(org|com|net)\b|/oorg00000$")
_NOT_FOR_ANYBODY = (
    "nobody can follow these addresses or reach that publisher; name them before others use it"
)
_PUBLISHER: Json = {
    "name": "PLACEHOLDER: publisher to be named",
    "name@nl": "PLACEHOLDER: uitgever nog te benoemen",
    "address": "https://publisher.example.org/id",
    "homepage": "https://publisher.example.org/",
    "type": "http://purl.org/adms/publishertype/NonProfitOrganisation",
}
_CONTACT: Json = {
    "name": "PLACEHOLDER: contact point to be named",
    "name@nl": "PLACEHOLDER: contactpunt nog te benoemen",
    "email": "opendata@publisher.example.org",
    "page": "https://publisher.example.org/contact",
}
_ADDRESSES: Json = {
    "catalog": "https://publisher.example.org/{name}/",
    "release": "https://publisher.example.org/{name}/{{version}}/",
}


@dataclass(frozen=True)
class Box:
    """A box in WGS 84: degrees of longitude and latitude, as they were written."""

    west: str
    south: str
    east: str
    north: str

    @property
    def middle(self) -> tuple[str, str]:
        """Longitude and latitude of its middle."""
        pairs = ((self.west, self.east), (self.south, self.north))
        longitude, latitude = ((Decimal(a) + Decimal(b)) / 2 for a, b in pairs)
        return f"{longitude.normalize():f}", f"{latitude.normalize():f}"


@dataclass(frozen=True)
class Spatial:
    """What the data are about on the map."""

    words: Json
    """name, in each language of the project; empty where its URI alone was said."""
    address: str
    """Its URI, such as that of a country in the EU list."""
    box: Box | None


@dataclass(frozen=True)
class Catalog:
    """The catalogue as configured."""

    path: Path
    name: str
    words: Json
    """title and description of all packages together, in each language of the project."""
    themes: tuple[str, ...]
    """Codes of the EU list of data themes, for packages that name none of their own."""
    frequency: str
    """Code of the EU list of frequencies: how often there is a new release."""
    publisher: Json
    """name (in each language), address (the URI of the organisation), homepage, and type (its kind
    in the ADMS vocabulary of publisher types)."""
    contact: Json
    """name (in each language), email and page; and faults, where they are not reported by mail."""
    addresses: Json
    """catalog, and release with {version} in it; both end in a slash."""
    languages: tuple[Language, ...] = (DUTCH, ENGLISH)
    """In which everything is said, the first before the others."""
    place: Spatial | None = None
    key: str | None = None
    """The public key of minisign with which the releases are signed, where they are."""
    doi: str | None = None
    """Of all versions together, where an archive gave one."""

    @property
    def plain(self) -> Language:
        """The language of what is said without one: English, where the project has it."""
        return next(each for each in self.languages if each.plain)

    def release_address(self, version: str) -> str:
        """Where the files of a release are, with a slash at the end."""
        return str(self.addresses["release"]).format(version=version)

    def faults_at(self, page: str) -> str:
        """Where to report a fault of `page`: the address declared for it, or a mail."""
        told = quote(page, safe="")
        declared = self.contact.get("faults")
        return str(declared).replace("{page}", told) if declared else self._mail(told)

    def _mail(self, subject: str) -> str:
        return f"mailto:{self.contact['email']}?subject={subject}"

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

    def placeholders_told(self) -> str | None:
        """What somebody must know who is shown any of them, in one sentence; None without any."""
        left = ", ".join(self.placeholders())
        return f"{self.path.name} has placeholders for {left}: {_NOT_FOR_ANYBODY}" if left else None

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
    """The catalogue of `project`; what its file leaves out is a placeholder, or its folder's name.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, naming the file and what is wrong with it.
    """
    path = project.file
    declared: Json = read_project_file(path) if path.is_file() else {}
    try:
        return _catalog(path, project.root.resolve().name, declared)
    except ValueError as error:
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=error) from error


def _catalog(path: Path, folder: str, declared: Json) -> Catalog:
    name = str(declared.get("name", re.sub(r"[^a-z0-9._-]+", "-", folder.lower()) or "project"))
    title = str(declared.get("title", folder))
    description = str(declared.get("description", title))
    languages = languages_of(declared.get("languages", Project.languages))
    others = [each for each in languages if not each.plain]
    words = {
        "title": title,
        **{each.key("title"): declared.get(each.key("title"), title) for each in others},
        "description": description,
        **{
            each.key("description"): declared.get(each.key("description"), description)
            for each in others
        },
    }
    addresses = {key: address.format(name=name) for key, address in _ADDRESSES.items()}
    return Catalog(
        path=path,
        name=name,
        words=words,
        themes=tuple(declared.get("themes", ())),
        frequency=str(declared.get("frequency", "IRREG")),
        publisher=_filled(_PUBLISHER, declared.get("publisher", {})),
        contact=_filled(_CONTACT, declared.get("contact", {})),
        addresses=_filled(addresses, declared.get("addresses", {})),
        languages=languages,
        place=_place(declared["place"]) if "place" in declared else None,
        key=declared.get("signature", {}).get("key"),
        doi=declared.get("doi"),
    )


def _filled(defaults: Json, declared: Json) -> Json:
    """What is declared, and placeholders for the rest; one name is enough for all languages."""
    known = {key: value for key, value in defaults.items() if not key.startswith("name@")}
    return {**(known if "name" in declared else defaults), **declared}


def _place(declared: Json) -> Spatial:
    box = _box(declared) if "west" in declared else None
    return Spatial(worded(declared, "name"), str(declared["address"]), box)


def _box(declared: Json) -> Box:
    sides = [str(declared[side]) for side in ("west", "south", "east", "north")]
    west, south, east, north = map(Decimal, sides)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError(f"the box of place is {sides}; west and south are the smaller degrees")
    return Box(*sides)
