"""`opendata init`, as a function: the files of a project that has no data as yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.toolkit.describe.language import languages_of
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import write_all
from inburgering_opendata.toolkit.ground.installed import FILE
from inburgering_opendata.toolkit.ground.partials import sweep
from inburgering_opendata.toolkit.upkeep.drafting.errors import PROJECT_IS_THERE
from inburgering_opendata.toolkit.upkeep.drafting.words import name_of, todo

COUNTRIES = "http://publications.europa.eu/resource/authority/country"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What is known of a project at its beginning; the rest is a TODO or a placeholder."""

    title: str
    title_nl: str | None = None
    description: str | None = None
    publisher: str | None = None
    contact: str | None = None
    """An address for mail."""
    languages: Sequence[str] = ("en",)
    place: str | None = None
    place_address: str | None = None
    """The URI of the place."""
    themes: Sequence[str] = ()
    action: str = "OWNER/NAME@VERSION"
    """Where the action of this toolkit is, as a workflow names it."""


def begin(root: Path, answers: Answers) -> tuple[list[Path], list[Path]]:
    """Write the files of a project in `root`: those that were written, and those that were there.

    A file that is there stays as it is.

    Raises:
        OpendataError: `PROJECT_IS_THERE`, or what `write_all` raises.
    """
    if (root / FILE).exists():
        raise OpendataError(PROJECT_IS_THERE, path=root / FILE)
    files = {
        ".gitignore": "build/\ndist/\n",
        # A source is pinned byte for byte, and git on Windows writes other line ends.
        ".gitattributes": "datapackages/** -text\n",
        ".github/workflows/opendata.yml": _workflow(answers),
        ".pre-commit-config.yaml": _hooks(answers),
        "README.md": _readme(answers),
        "datapackages/.gitkeep": "",
        "schemas/.gitkeep": "",
        "expectations/.gitkeep": "",
        # Last, as it makes the folder a project.
        FILE: project_file(answers),
    }
    kept = [root / name for name in files if (root / name).exists()]
    for path in kept:
        # What stopped after it wrote this may have left something beside it.
        sweep(path.parent)
    new = {root / name: text.encode() for name, text in files.items() if root / name not in kept}
    write_all(new)
    return [*new], kept


def project_file(answers: Answers) -> str:
    """`opendata.toml`."""
    others = [each for each in languages_of(answers.languages) if not each.plain]
    titles = {
        each: answers.title_nl
        if each.code == "nl" and answers.title_nl
        else todo(f"title in {each.english}, of “{answers.title}”")
        for each in others
    }
    description = answers.description or todo("what the data are about, in a sentence or two")
    lines = [
        "# What this project is, who publishes it, and where. `opendata schema project` prints all",
        "# that may stand here; `opendata lint` shows what is wrong or still to be written.",
        f"name = {_text(name_of(answers.title))}",
        f"title = {_text(answers.title)}",
        *(f'"{each.key("title")}" = {_text(title)}' for each, title in titles.items()),
        f"description = {_text(description)}",
        *(
            f'"{each.key("description")}" = {_text(todo(f"the same in {each.english}"))}'
            for each in others
        ),
        f"languages = {_texts(answers.languages)}",
        f"themes = {_texts(answers.themes)}" if answers.themes else '# themes = ["ENVI"]',
        'frequency = "IRREG"  # DAILY, WEEKLY, MONTHLY, ANNUAL …: how often there is a release',
        "",
        "[publisher]",
        f"name = {_text(answers.publisher or 'PLACEHOLDER: publisher to be named')}",
        '# address = "https://…"   the URI of the organisation',
        '# homepage = "https://…"',
        '# type = "http://purl.org/adms/publishertype/LocalAuthority"',
        "",
        "[contact]",
        f"name = {_text(answers.publisher or 'PLACEHOLDER: contact point to be named')}",
        f"email = {_text(answers.contact)}" if answers.contact else '# email = "…"',
        '# page = "https://…"',
        "",
        "# Where the releases will be; both end in a slash.",
        "# [addresses]",
        '# catalog = "https://…/"',
        '# release = "https://…/{version}/"',
    ]
    if answers.place or answers.place_address:
        address = answers.place_address or todo(f"the URI of the place, such as {COUNTRIES}/NLD")
        name = [f"name = {_text(answers.place)}"] if answers.place else []
        names = [
            f"{_text(each.key('name'))} = {_text(todo(f'name in {each.english}'))}"
            for each in others
            if answers.place
        ]
        lines += ["", "[place]", *name, *names, f"address = {_text(address)}"]
    return "\n".join([*lines, ""])


def _text(text: str) -> str:
    """A text as TOML has it, which is as JSON has it."""
    return json.dumps(text, ensure_ascii=False)


def _texts(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _workflow(answers: Answers) -> str:
    owner, _, version = answers.action.partition("@")
    return f"""# Assembles the data and checks them; what is wrong is shown where it stands.
name: open data

on:
  push:
  pull_request:

permissions:
  contents: read

jobs:
  check:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          persist-credentials: false
      - uses: actions/setup-python@a309ff8b426b58ec0e2a45f0f869d46889d02405 # v6.2.0
        with:
          python-version: "3.13"
      # Where this toolkit is, and which version of it.
      - uses: {owner}/.github/actions/validate@{version or "VERSION"}
        with:
          project: .
          assemble: "true"
"""


def _hooks(answers: Answers) -> str:
    owner, _, version = answers.action.partition("@")
    return f"""# With https://pre-commit.com: `pre-commit install` once, then before every commit.
repos:
  - repo: https://github.com/{owner}
    rev: {version or "VERSION"}
    hooks:
      - id: opendata-validate
"""


def _readme(answers: Answers) -> str:
    return f"""# {answers.title}

The data of this project are made, checked and published with `opendata`. The next three commands:

```sh
opendata add FILE                           # a table, drafted from a CSV file or a workbook
opendata assemble && opendata validate      # make the data in build/, and check them
opendata publish                            # publish them as a release in dist/
```

`opendata lint` shows what is wrong with the files of the project, and what is still to be written;
`opendata --help` lists the other commands.
"""
