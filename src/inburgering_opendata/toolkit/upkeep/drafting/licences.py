"""Licences that publishers of open data use, by the names that SPDX gives them."""

from __future__ import annotations

from typing import Any

from inburgering_opendata.toolkit.describe.language import languages_of
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.upkeep.drafting.words import said, todo

KNOWN = {
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0",
        "Creative Commons Naamsvermelding 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC-BY-SA-4.0": (
        "Creative Commons Attribution-ShareAlike 4.0",
        "Creative Commons Naamsvermelding-GelijkDelen 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC0-1.0": (
        "Creative Commons Zero 1.0",
        "Creative Commons Zero 1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    "ODbL-1.0": (
        "Open Data Commons Open Database License 1.0",
        "Open Data Commons Open Database License 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
}
"""By name: title, title in Dutch, and where it stands."""


def licence_of(name: str | None, project: Project) -> dict[str, Any]:
    """A licence as package.json has it; of one that is not known, what is to be written."""
    if name in KNOWN:
        title, title_nl, path = KNOWN[name]
        others = [each for each in languages_of(project.languages) if not each.plain]
        second = {each.key("title"): title_nl if each.code == "nl" else title for each in others}
        return {"name": name, "title": title, **second, "path": path}
    asked = f"the name of the licence, such as {', '.join(KNOWN)}, or `not stated`"
    return {
        "name": name or todo(asked),
        **said(project, "title", todo("what the licence is called")),
        **({"path": todo("where it stands, as https://…")} if name else {}),
    }
