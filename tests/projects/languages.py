"""The project about the air in other languages than Dutch and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.projects.made_up import copied, read, write


def speaking(folder: Path, languages: Sequence[str]) -> Path:
    """A copy that says everything in `languages`; what is in none of ours begins with its code."""
    project = copied(folder)
    for path in project.rglob("*.json"):
        write(path, _said(read(path), languages))
    file = project / "opendata.toml"
    lines = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r'"(\w+)@nl" = "(.*)"', line):
            lines += _translated(found[1], found[2], languages)
        elif line.startswith("languages"):
            lines.append(f"languages = {list(languages)!r}".replace("'", '"'))
        else:
            lines.append(line)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return project


def _translated(name: str, dutch: str, languages: Sequence[str]) -> list[str]:
    others = [code for code in languages if code not in ("en", languages[0])]
    if "en" in languages and languages[0] != "en":
        others.insert(0, languages[0])
    return [f'"{name}@{code}" = "{_in(dutch, code)}"' for code in others]


def _said(value: Any, languages: Sequence[str]) -> Any:
    if isinstance(value, list):
        return [_said(each, languages) for each in value]
    if not isinstance(value, dict):
        return value
    plain = "en" if "en" in languages else languages[0]
    found: dict[str, Any] = {}
    for name, each in value.items():
        if name.endswith("@nl"):
            continue
        dutch = value.get(f"{name}@nl")
        found[name] = _said(each, languages)
        if dutch is None:
            continue
        if plain != "en":
            found[name] = _in(dutch, plain)
        found |= {f"{name}@{code}": _in(dutch, code) for code in languages if code != plain}
    return found


def _in(dutch: Any, code: str) -> Any:
    if code == "nl":
        return dutch
    return [_in(each, code) for each in dutch] if isinstance(dutch, list) else f"{code}: {dutch}"
